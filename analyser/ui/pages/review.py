"""Assessor's page: take in a cohort's reports, see where doubt is, judge each element beside the page."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import streamlit as st

from analyser.domain.analysis import Analysis, Evidence, Status
from analyser.domain.errors import InputError
from analyser.domain.review import Review
from analyser.services import keeping
from analyser.services.analysing import framework
from analyser.services.grading import graded
from analyser.services.incoming import Incoming, files_of_folder, files_of_zip
from analyser.services.triage import IntakeRow, QueueEntry, queue, take_in
from analyser.settings import Settings
from analyser.ui.access import require, still_opens, still_opens_kept
from analyser.ui.page_images import highlighted_page
from analyser.ui.view_models import review as views
from analyser.ui.view_models.review import DecideFirst, ElementView, QueueFilter

TITLE = "Trier et évaluer"
ADDRESS = "evaluer"
_WHO, _OPEN, _ELEMENT, _SEEN = "review-who", "review-open", "review-element", "review-seen"
_INTAKE, _SAID = "review-intake", "review-said"
Choice = TypeVar("Choice")
_FORMATS = {
    "xlsx": ("Grille (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "docx": ("Grille (DOCX)", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("PDF annoté", "application/pdf"),
}


def show() -> None:
    person = require(ADDRESS)
    st.title(TITLE, anchor=False)
    try:
        who = _who(person.name)
        if not who:
            return
        if _OPEN in st.session_state:
            _review(who)
        else:
            _intake(who)
            _queue(who)
    except InputError as error:
        _refuse(error)
        if _OPEN in st.session_state:
            st.button("Revenir à la file", on_click=_close)


def _who(account: str) -> str:
    """The name that judgements bear: the account's, else typed once in the session."""
    settings = Settings()
    st.write(views.where_it_goes(settings.retention_days, bool(settings.file_key)))
    if account:
        return account
    if _WHO not in st.session_state:
        with st.form("review-name"):
            name = st.text_input("Votre nom, tel qu'il accompagnera vos jugements", max_chars=80)
            if st.form_submit_button("Commencer", type="primary") and name.strip():
                st.session_state[_WHO] = name.strip()
                st.rerun()
        return ""
    return str(st.session_state[_WHO])


def _intake(who: str) -> None:
    st.header("Ouvrir des rapports", anchor=False)
    choices = {"auto": "la trouver pour chaque rapport"} | {e.id: e.title for e in framework().evaluations}
    with st.form("review-intake-form"):
        cohort = st.text_input("Cohorte ou session", placeholder="Session de juin 2026", max_chars=80)
        evaluation = st.selectbox("Évaluation", list(choices), format_func=choices.__getitem__)
        archive = st.file_uploader("Archive zip de rapports", type=["zip"])
        folder = ""
        if Settings().submissions_dir is not None:
            folder = st.text_input("Ou un dossier, dans le dossier des rapports")
        is_sent = st.form_submit_button("Analyser ces rapports", type="primary")
    if is_sent:
        try:
            with tempfile.TemporaryDirectory() as scratch:
                files = files_of_zip(archive, Path(scratch)) if archive is not None else files_of_folder(folder)
                st.session_state[_INTAKE] = _take_in(files, cohort, who, evaluation)
        except InputError as error:
            _refuse(error)
    rows = st.session_state.get(_INTAKE)
    if rows:
        with st.expander(f"Derniers fichiers ouverts : {len(rows)}", expanded=is_sent):
            st.markdown(views.markdown_table(views.intake_cells(rows)))


def _take_in(files: Sequence[Incoming], cohort: str, who: str, evaluation: str) -> list[IntakeRow]:
    done: list[IntakeRow] = []
    bar = st.progress(0.0, text=f"Analyse : 0 rapport sur {len(files)}")

    def advance(row: IntakeRow) -> None:
        done.append(row)
        bar.progress(len(done) / len(files), text=f"Analyse : {len(done)} sur {len(files)}")

    return take_in(files, cohort, who, _now(), evaluation=evaluation, on_row=advance)


def _queue(who: str) -> None:
    st.header("File des rapports", anchor=False)
    entries = queue(_now())
    if not entries:
        st.write("Aucun rapport conservé : ouvrez une archive ou un dossier.")
        return
    wanted = _filter(entries)
    rows = views.queue_rows(entries, wanted, who)
    st.write(
        f"{len(rows)} sur {len(entries)}. Les rapports où l'outil doute le plus viennent d'abord : "
        "cet ordre ne dit rien de leur qualité."
    )
    if not rows:
        return
    st.markdown(views.markdown_table(views.queue_cells(rows)))
    names = {e.stored.id: f"{e.stored.label} ({e.stored.cohort})" for e in rows}
    chosen = st.selectbox("Rapport à évaluer", list(names), format_func=names.__getitem__)
    _mode()  # before the first verdict shows
    st.button("Évaluer ce rapport", type="primary", on_click=_open, args=(chosen, who))
    _say()


def _filter(entries: Sequence[QueueEntry]) -> QueueFilter:
    cohorts = {"": "toutes"} | {e.stored.cohort: e.stored.cohort for e in entries}
    evaluations = {"": "toutes"} | {e.stored.evaluation: e.stored.evaluation for e in entries}
    columns = st.columns(4, vertical_alignment="bottom")
    with columns[0]:
        cohort = _choose("Cohorte", cohorts, "review-cohort")
    with columns[1]:
        evaluation = _choose("Évaluation des rapports", evaluations, "review-evaluation")
    with columns[2]:
        progress = _choose("Rapports", views.PROGRESS_LABELS, "review-progress")
    with columns[3]:
        only_alerts = _choose("Alertes", {False: "avec ou sans", True: "avec alerte seulement"}, "review-alerts")
    return QueueFilter(cohort, evaluation, progress, only_alerts)


def _choose(label: str, choices: Mapping[Choice, str], key: str) -> Choice:
    """A choice that outlives its widget, which Streamlit forgets while it is not drawn."""
    kept = f"{key}-kept"
    options = list(choices)
    if st.session_state.get(key) not in options:
        before = st.session_state.get(kept)
        st.session_state[key] = before if before in options else options[0]
    chosen: Choice = st.selectbox(label, options, format_func=choices.__getitem__, key=key)
    st.session_state[kept] = chosen
    return chosen


def _open(analysis_id: str, who: str) -> None:
    """Reading an analysis and its file is recorded: once for a visit, not at each click."""
    try:
        if not still_opens_kept(keeping.owner_of(analysis_id)):
            return
        analysis = keeping.open_analysis(analysis_id, who, _now())
        pdf = None
        if analysis.submission.format == "pdf" and keeping.has_file(analysis_id, _now()):
            pdf = keeping.submission_file(analysis_id, who, _now())
    except InputError as error:
        st.session_state[_SAID] = error
        return
    st.session_state[_OPEN] = (analysis_id, analysis, pdf)


def _close() -> None:
    for key in (_OPEN, _ELEMENT):
        st.session_state.pop(key, None)


def _review(who: str) -> None:
    analysis_id: str
    analysis: Analysis
    pdf: bytes | None
    analysis_id, analysis, pdf = st.session_state[_OPEN]
    st.button("Revenir à la file", on_click=_close)
    st.header(f"Rapport : {views.plain(analysis.submission.name)}", anchor=False)
    reviews = keeping.reviews_of_analysis(analysis_id)
    ids, mode = _ways(analysis)
    element = _pick(analysis, ids, views.judged_by(reviews, who))
    view = _look(analysis_id, analysis, reviews, who, element, mode)
    left, right = st.columns(2)
    with left:
        shown = _element(view)
        _judge_buttons(view, analysis_id, who, ids)
    with right:
        _page(pdf, shown)
    _people(analysis, reviews, who)
    _alerts(analysis)
    _exports(analysis_id, who, pdf is not None)


def _ways(analysis: Analysis) -> tuple[list[str], DecideFirst]:
    left, right = st.columns(2)
    with left:
        order = _choose("Ordre des attendus", views.ORDER_LABELS, "review-order")
    with right:
        mode = _mode()
    return views.element_ids(analysis, order), mode


def _mode() -> DecideFirst:
    return _choose("Décider avant de voir l'avis de l'outil", views.DECIDE_FIRST_LABELS, "review-mode")


def _pick(analysis: Analysis, ids: Sequence[str], judged: set[str]) -> str:
    labels = {v.id: f"{'✓ ' if v.id in judged else ''}{v.id} {v.label}" for v in analysis.elements}
    st.write(f"{len(judged)} attendus jugés par vous sur {len(ids)}.")
    element: str = st.selectbox("Attendu", ids, format_func=labels.__getitem__, key=_ELEMENT)
    place = ids.index(element)
    before, after, _ = st.columns([1, 1, 4])
    with before:
        st.button("Précédent", on_click=_go, args=(ids[place - 1],), disabled=place == 0)
    with after:
        st.button("Suivant", on_click=_go, args=(ids[(place + 1) % len(ids)],), disabled=place == len(ids) - 1)
    return element


def _go(element: str) -> None:
    st.session_state[_ELEMENT] = element


def _look(
    analysis_id: str, analysis: Analysis, reviews: Sequence[Review], who: str, element: str, mode: DecideFirst
) -> ElementView:
    """A verdict that was on screen once cannot be hidden again: judging after it is not deciding first."""
    seen: set[tuple[str, str, str]] = st.session_state.setdefault(_SEEN, set())
    key = (who, analysis_id, element)
    hide = key not in seen and views.decides_first(analysis_id, element, mode)
    view = views.element_view(analysis, framework(), reviews, who, element, hide=hide)
    if not view.is_hidden:
        seen.add(key)
    return view


def _element(view: ElementView) -> Evidence | None:
    """Draws the element and gives the passage to show on its page."""
    st.subheader(f"{view.id} {views.plain(view.label)}", anchor=False)
    _say()
    st.write(f"**Traité** : {view.expected}")
    st.write(f"**Partiel** : {view.partial}")
    if view.is_hidden:
        st.info("Décidez d'abord : l'avis de l'outil s'affichera après votre jugement.")
    else:
        st.write(f"**Avis de l'outil** : {view.tool_status}. {view.tool_reason}")
    for judgement, name in [(view.mine, "Votre jugement"), *((o, f"Jugement de {o.assessor}") for o in view.others)]:
        if judgement:
            st.text(f"{name} : {judgement.status}" + (f" ({judgement.reason})" if judgement.reason else ""))
    st.markdown(f"**{view.passages_title}**")
    if not view.passages:
        st.write("Aucun.")
        return None
    places = [f"{n}. page {p.page}" for n, p in enumerate(view.passages, 1)]
    for place, passage in zip(places, view.passages, strict=True):
        section = f", « {passage.section} »" if passage.section else ""
        st.text(f"{place}{section}\n« {passage.text} »")
    if len(places) == 1:
        return view.passages[0]
    # Keyed by what is shown: after the verdict appears, the passages stand in another order.
    chosen = st.radio("Passage montré sur la page", places, horizontal=True, key=f"passage-{view.id}-{view.is_hidden}")
    return view.passages[places.index(chosen)]


def _judge_buttons(view: ElementView, analysis_id: str, who: str, ids: list[str]) -> None:
    reason_key = f"reason-{analysis_id}-{view.id}"
    st.text_input("Motif (facultatif)", key=reason_key, max_chars=500)
    for choice in view.choices:
        st.button(
            choice.label,
            key=f"judge-{choice.status}",
            type="primary" if choice.is_confirmation else "secondary",
            shortcut=choice.shortcut,
            on_click=_judge,
            args=(view, choice.status, analysis_id, who, ids, reason_key),
        )


def _judge(view: ElementView, status: Status, analysis_id: str, who: str, ids: list[str], reason_key: str) -> None:
    if not still_opens(ADDRESS):
        return
    reason = str(st.session_state.get(reason_key, "")).strip()
    review = Review(analysis_id, view.id, who, status, reason, view.is_hidden, _now())
    try:
        keeping.record_review(review, _now())
    except InputError as error:
        st.session_state[_SAID] = error
        return
    st.session_state[_SAID] = f"Jugement enregistré pour {view.id} : {views.ASSESSOR_LABELS[status]}."
    if not view.is_hidden:  # else stay: the tool's verdict appears now
        judged = views.judged_by(keeping.reviews_of_analysis(analysis_id), who)
        _go(views.next_to_judge(ids, judged, view.id))


def _page(pdf: bytes | None, passage: Evidence | None) -> None:
    if pdf is None:
        st.write("Pas d'image de page : le fichier conservé n'est pas un PDF.")
    elif passage is not None:
        image = highlighted_page(pdf, passage.page, passage.boxes)
        alt = f"Page {passage.page} du rapport ; le passage surligné est celui qui est écrit à côté."
        st.image(image, caption=f"Page {passage.page}, passage surligné", alt=alt, width="stretch")


def _people(analysis: Analysis, reviews: Sequence[Review], who: str) -> None:
    st.header("Désaccords entre évaluateurs", anchor=False)
    shown, waiting = views.disagreements(analysis, reviews, who)
    if not shown:
        st.write("Aucun sur les attendus que vous avez jugés.")
    for row in shown:
        st.text(f"{row.element} {row.label} : " + ", ".join(f"{j.assessor}, {j.status}" for j in row.judgements))
    if waiting:
        st.write(f"{waiting} autres apparaîtront quand vous aurez jugé les attendus concernés.")
    st.header("Questions pour l'oral", anchor=False)
    questions = views.jury_questions(analysis, framework(), reviews, who)
    if not questions:
        st.write("Elles apparaîtront pour les attendus que vous jugez partiels, non traités ou non évaluables.")
    for label, question in questions:
        st.text(f"{label}\n{question}")


def _alerts(analysis: Analysis) -> None:
    st.header("Alertes", anchor=False)
    if not analysis.alerts:
        st.write("Aucune alerte.")
    for alert in analysis.alerts:
        st.text(f"{alert.message} ({f'page {alert.page}' if alert.page else 'document entier'})")


def _exports(analysis_id: str, who: str, has_pdf: bool) -> None:
    st.header("Emporter", anchor=False)
    for format, (label, kind) in _FORMATS.items():
        if format == "pdf" and not has_pdf:
            continue

        def content(format: str = format) -> bytes:
            return graded(analysis_id, format, who, _now())

        st.download_button(label, content, f"evaluation.{format}", kind, key=f"export-{format}", on_click="ignore")


def _say() -> None:
    """What the last click did."""
    said = st.session_state.pop(_SAID, None)
    if isinstance(said, InputError):
        _refuse(said)
    elif said:
        st.success(said)


def _refuse(error: InputError) -> None:
    st.error(f"{error.message} (code {error.code})")


def _now() -> datetime:
    return datetime.now(UTC)
