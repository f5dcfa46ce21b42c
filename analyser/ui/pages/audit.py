"""Quality team's page: coverage across cohorts, its change, agreement, the référentiel and the model's card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

import altair
import streamlit as st

from analyser.domain.errors import FrameworkError, InputError
from analyser.services import auditing, editing, keeping
from analyser.services.coverage import Cell, CoverageCell, cohorts_kept, coverage, coverage_table, trend, trend_table
from analyser.ui import labels_fr as labels
from analyser.ui.access import require
from analyser.ui.components.tables import show_table
from analyser.ui.view_models import audit as views

ADDRESS = "auditer"
LOCAL_NAME = "qualité"
_WHO = "audit-who"
_EDITED = "audit-edited"


def show() -> None:
    st.session_state[_WHO] = require(ADDRESS).name or LOCAL_NAME
    st.title(labels.AUDIT_TITLE, anchor=False)
    st.write(labels.AUDIT_PURPOSE)
    covered, agreed, framework, card = st.tabs(labels.AUDIT_TABS)
    cohorts = cohorts_kept(datetime.now(UTC))
    cells = coverage(cohorts)
    with covered:
        st.header(labels.AUDIT_TABS[0], anchor=False)
        if cells:
            _coverage(cells)
        else:
            st.write(labels.AUDIT_EMPTY)
    with agreed:
        st.header(labels.AUDIT_TABS[1], anchor=False)
        blind = st.toggle(labels.AUDIT_BLIND, value=True, help=labels.AUDIT_BLIND_HELP)
        reports = auditing.agreements(cohorts, blind=blind)
        for name, report in zip(labels.AUDIT_PAIRS, reports, strict=True):
            _agreement(name, report)
    with framework:
        st.header(labels.AUDIT_TABS[2], anchor=False)
        try:
            _framework()
        except (InputError, FrameworkError) as error:
            st.error(str(error))
    with card:
        st.header(labels.AUDIT_TABS[3], anchor=False)
        with st.container(border=True):
            # The card's own headings would break the order of the page's.
            st.markdown(auditing.model_card().replace("\n#", "\n##").replace("# ", "### ", 1))


def _coverage(cells: Sequence[CoverageCell]) -> None:
    rows = views.heatmap_rows(cells)
    if rows:
        base = altair.Chart(altair.Data(values=rows)).encode(
            x=altair.X("cohorte:N", title="Cohorte", sort=None),
            y=altair.Y("attendu:N", title="Attendu", sort=None),
        )
        shade = altair.Color("trouvé (%):Q", scale=altair.Scale(scheme="cividis", domain=[0, 100]))
        st.altair_chart(base.mark_rect().encode(color=shade, tooltip=["libellé:N", "trouvé (%):Q", "rapports:Q"]))
        st.caption(labels.AUDIT_HEATMAP)
    show_table(views.coverage_view(cells))
    _downloads("couverture", coverage_table(cells))
    cohorts = views.cohorts_of(cells)
    if len(cohorts) > 1:
        st.subheader(labels.AUDIT_TREND, anchor=False)
        before = st.selectbox(labels.AUDIT_BEFORE, cohorts, index=len(cohorts) - 2)
        after = st.selectbox(labels.AUDIT_AFTER, cohorts, index=len(cohorts) - 1)
        changes = trend(cells, before, after)
        if changes and before != after:
            show_table(views.trend_view(changes, before, after))
            _downloads("evolution", trend_table(changes, before, after))
        else:
            st.write(labels.AUDIT_NO_TREND)


def _agreement(name: str, report: auditing.AgreementReport) -> None:
    st.subheader(name, anchor=False)
    if not report.overall.pairs:
        st.write(labels.AUDIT_NO_PAIRS)
        return
    st.write(labels.AUDIT_AGREEMENT_HELP)
    show_table(views.agreement_view(name, report.overall, report.weakest or report.by_element))
    _downloads(f"accord-{labels.AUDIT_PAIRS.index(name) + 1}", auditing.agreement_rows(report))


def _framework() -> None:
    name = st.selectbox(labels.AUDIT_FILE, editing.criterion_files())
    text = st.text_area(labels.AUDIT_TEXT, editing.read_file(name), height=420, key=f"audit-text-{name}")
    if st.button(labels.AUDIT_CHECK):
        found = editing.problems(name, text)
        st.session_state[_EDITED] = None if found else (name, text)
        if found:
            items = "".join(f"<li>{escape(problem)}</li>" for problem in found)
            st.html(f"<p>{labels.AUDIT_PROBLEMS}</p><ul>{items}</ul>")
        else:
            st.success(labels.AUDIT_CLEAN)
            effect = editing.impact(name, text, _who(), datetime.now(UTC))
            st.write(labels.AUDIT_IMPACT.format(n=effect.submissions, without=effect.without_file))
            for sentence, counts in ((labels.AUDIT_GAINED, effect.gained), (labels.AUDIT_LOST, effect.lost)):
                listed = ", ".join(f"{id} ({count})" for id, count in sorted(counts.items()))
                st.write(sentence.format(listed=listed or labels.AUDIT_NOTHING))
    if st.session_state.get(_EDITED) == (name, text) and st.button(labels.AUDIT_SAVE, type="primary"):
        editing.save(name, text, _who(), datetime.now(UTC))
        st.session_state[_EDITED] = None
        st.success(labels.AUDIT_SAVED)


def _downloads(name: str, rows: Sequence[Sequence[Cell]]) -> None:
    with st.container(horizontal=True):
        for format in ("csv", "xlsx"):
            st.download_button(
                labels.AUDIT_DOWNLOAD.format(name=name, format=format.upper()),
                auditing.table_file(rows, format, name),
                f"{name}.{format}",
                key=f"audit-{name}-{format}",
                on_click=_record,
                args=(name,),
            )


def _record(name: str) -> None:
    keeping.record_table_export(name, _who(), datetime.now(UTC))


def _who() -> str:
    return str(st.session_state[_WHO])
