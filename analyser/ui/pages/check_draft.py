"""Candidate's page: check a draft before handing it in. Nothing is stored."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from analyser.domain.analysis import Analysis
from analyser.domain.errors import InputError
from analyser.exports import EXPORTS, SUFFIXES
from analyser.exports.labels_fr import DISCLAIMER
from analyser.services.analysing import SUBMISSION_SUFFIXES, analyse_content, export, framework
from analyser.services.comparing import compare
from analyser.settings import Settings
from analyser.ui import draft_state
from analyser.ui import labels_fr as labels
from analyser.ui.access import require
from analyser.ui.components.passages import passage_html, show_passages
from analyser.ui.components.tables import show_table, status_html
from analyser.ui.draft_state import PREFIX, Draft
from analyser.ui.view_models.comparison import comparison_view
from analyser.ui.view_models.draft import DraftView, ElementView, draft_view

_TYPES = [suffix.lstrip(".") for suffix in SUBMISSION_SUFFIXES]


def show() -> None:
    require("brouillon")
    st.title(labels.TITLE, anchor=False)
    st.write(labels.PRIVACY)
    if contact := Settings().referent_contact:
        st.html(f"<p>{escape(labels.REFERENT.format(contact=contact))}</p>")
    draft = draft_state.kept_draft()
    if draft is None:
        _ask()
    else:
        _results(draft)
    st.caption(DISCLAIMER)


def _ask() -> None:
    gone = draft_state.erased()
    if gone is not None:
        st.success(
            labels.HELD_NOTHING + " " + ", ".join(f"{str(what).lower()} ({detail})" for what, detail in gone.rows) + "."
        )
    st.header(labels.UPLOAD_HEADING, anchor=False)
    choices = {"auto": labels.EVALUATION_AUTO} | {e.id: f"{e.id} {e.title}" for e in framework().evaluations}
    evaluation = st.selectbox(
        labels.EVALUATION, list(choices), format_func=choices.__getitem__, key=f"{PREFIX}evaluation"
    )
    done = _uploaded(labels.UPLOAD, "report", evaluation)
    if done is not None:
        analysis, content = done
        draft_state.keep_draft(Draft(analysis, content if analysis.submission.format == "pdf" else None))
        st.rerun()


def _uploaded(label: str, name: str, evaluation: str) -> tuple[Analysis, bytes] | None:
    """The analysis of a file that was just dropped, and its bytes."""
    upload = st.file_uploader(label, type=_TYPES, key=draft_state.upload_key(name))
    if upload is None:
        return None
    content = draft_state.take(upload)
    with st.status(labels.WORKING, expanded=True) as status:
        try:
            analysis = analyse_content(
                upload.name, content, evaluation, lambda stage: st.write(labels.STAGES.get(stage, stage))
            )
        except InputError as error:
            status.update(label=labels.REFUSED, state="error")
            st.error(f"{error.message} (code {error.code})")
            return None
        status.update(label=labels.DONE, state="complete")
    return analysis, content


def _results(draft: Draft) -> None:
    analysis = draft.analysis
    view = draft_view(analysis, framework())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(labels.ERASE, type="primary", on_click=draft_state.erase, key=f"{PREFIX}erase")
        st.html(f'<p role="status"><strong>{escape(view.name)}</strong>. {escape(view.facts)}</p>')
    overview, unfound, found, alerts, plan, comparison, keep = st.tabs(
        [
            labels.TAB_OVERVIEW,
            labels.TAB_UNFOUND.format(n=view.unfound_count),
            labels.TAB_FOUND.format(n=len(view.found)),
            labels.TAB_ALERTS.format(n=len(view.alerts.rows)),
            labels.TAB_PLAN,
            labels.TAB_COMPARE,
            labels.TAB_KEEP,
        ]
    )
    with overview:
        st.header(labels.TAB_OVERVIEW, anchor=False)
        for table in (view.counts, view.contents_table, view.criteria_table):
            show_table(table)
    with unfound:
        _unfound(view, draft.pdf)
    with found:
        _found(view, draft.pdf)
    with alerts:
        st.header(labels.ALERTS_HEADING, anchor=False)
        if view.alerts.rows:
            show_table(view.alerts)
        else:
            st.write(labels.ALERTS_NONE)
    with plan:
        _plan(view, draft)
    with comparison:
        _comparison(draft)
    with keep:
        _keep(draft)


def _unfound(view: DraftView, pdf: bytes | None) -> None:
    st.header(labels.UNFOUND_HEADING, anchor=False)
    st.write(labels.UNFOUND_INTRO if view.unfound else labels.UNFOUND_NONE)
    for group in view.unfound:
        st.subheader(group.id, anchor=False)
        st.html(f"<p>{escape(group.text)}</p>")
        for element in group.elements:
            with st.expander(f"{element.id} {element.label}"):
                _verdict(element)
                _nearest(element, pdf)


def _verdict(element: ElementView) -> None:
    doubt = f" {labels.DOUBTFUL}" if element.doubtful else ""
    st.html(f"<p>{status_html(element.status)} {escape(element.reason + doubt)}</p>")
    if element.reminder:
        points = "".join(f"<li>{escape(point)}</li>" for point in element.points)
        st.html(
            f"<p><strong>{labels.COACHING}.</strong> {escape(element.reminder)}</p><ul>{points}</ul>"
            f"<p>{escape(labels.EXAMPLE_KIND.format(kind=element.example_kind))}</p>"
        )


def _nearest(element: ElementView, pdf: bytes | None) -> None:
    if not element.passages:
        return
    st.html(
        f"<p><strong>{labels.NEAREST}</strong></p>"
        + "".join(passage_html(p, n, len(element.passages)) for n, p in enumerate(element.passages, 1))
    )
    if pdf is not None and st.checkbox(labels.SHOW_PAGE.format(id=element.id), key=f"{PREFIX}near-{element.id}"):
        show_passages(element.passages, pdf, f"{PREFIX}nearest-{element.id}")


def _found(view: DraftView, pdf: bytes | None) -> None:
    st.header(labels.FOUND_HEADING, anchor=False)
    if not view.found:
        st.write(labels.FOUND_NONE)
        return
    views = {element.id: element for element in view.found}
    chosen = st.selectbox(
        labels.FOUND_CHOICE, list(views), format_func=lambda i: views[i].choice, key=f"{PREFIX}chosen"
    )
    _verdict(views[chosen])
    show_passages(views[chosen].passages, pdf, f"{PREFIX}found-{chosen}")


def _plan(view: DraftView, draft: Draft) -> None:
    st.header(labels.PLAN_HEADING, anchor=False)
    st.write(labels.PLAN_HONEST)
    if draft.corrections:
        st.info(labels.PLAN_CORRECTED.format(n=len(draft.corrections)))
    show_table(view.plan)
    if not view.sections:
        return
    st.subheader(labels.PLAN_CORRECT_HEADING, anchor=False)
    section = st.selectbox(
        labels.PLAN_SECTION, list(view.sections), format_func=view.sections.__getitem__, key=f"{PREFIX}section"
    )
    mapped = {s.id: s.contents for s in draft.analysis.sections}[section]
    contents = st.multiselect(
        labels.PLAN_CONTENTS,
        list(view.contents),
        default=mapped,
        format_func=view.contents.__getitem__,
        placeholder=labels.PLAN_CONTENTS_HINT,
        # A section's field starts from its own mapping, even after it was corrected.
        key=f"{PREFIX}contents-{section}-{'-'.join(mapped)}",
    )
    with st.container(horizontal=True):
        if st.button(labels.PLAN_CORRECT, key=f"{PREFIX}correct"):
            corrections = {**draft.corrections, section: tuple(contents)}
            draft_state.keep_draft(replace(draft, corrections=corrections))
            st.rerun()
        if draft.corrections and st.button(labels.PLAN_RESET, key=f"{PREFIX}reset"):
            draft_state.keep_draft(replace(draft, corrections={}))
            st.rerun()


def _comparison(draft: Draft) -> None:
    st.header(labels.COMPARE_HEADING, anchor=False)
    if draft.before is None:
        st.write(labels.COMPARE_INTRO)
        done = _uploaded(labels.COMPARE_UPLOAD, "before", draft.proposed.evaluation)
        if done is not None:
            draft_state.keep_draft(replace(draft, before=done[0]))
            st.rerun()
        return
    try:
        view = comparison_view(compare(draft.before, draft.proposed), draft.before.submission.name)
    except InputError as error:
        st.error(f"{labels.COMPARE_REFUSED} : {error.message} (code {error.code})")
    else:
        st.html(f'<p role="status">{escape(view.summary)}</p>')
        for heading, table in view.groups:
            st.subheader(heading, anchor=False)
            show_table(table)
    if st.button(labels.COMPARE_OTHER, key=f"{PREFIX}other"):
        draft_state.keep_draft(replace(draft, before=None))
        st.rerun()


def _keep(draft: Draft) -> None:
    st.header(labels.KEEP_HEADING, anchor=False)
    st.write(labels.KEEP_INTRO)
    analysis = draft.analysis
    for format, label in labels.DOWNLOADS.items():
        if format in EXPORTS:
            st.download_button(
                label, export(analysis, format), f"verification{SUFFIXES[format]}", key=f"{PREFIX}download-{format}"
            )
    show_table(draft_state.held(draft))
