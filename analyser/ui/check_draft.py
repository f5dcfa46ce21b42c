"""Candidate's page: check a draft before handing it in. Nothing is stored."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from analyser.domain.analysis import Analysis, ElementVerdict, Evidence, Status
from analyser.domain.errors import InputError
from analyser.domain.framework import Element, Framework
from analyser.exports.labels_fr import DISCLAIMER, STATUS_LABELS, STATUS_ORDER, STATUS_SYMBOLS
from analyser.services.analysing import SUBMISSION_SUFFIXES, analyse_submission, export, framework
from analyser.ui.page_images import highlighted_page

TITLE = "Vérifier mon brouillon"
PRIVACY = (
    "Votre fichier ne quitte pas cette machine : il n'est ni enregistré ni envoyé, et disparaît avec la page. "
    "« Effacer » le fait disparaître tout de suite."
)
_KEYS = ("analysis", "content")


def show() -> None:
    st.title(TITLE)
    st.write(PRIVACY)
    if "analysis" not in st.session_state:
        _ask()
        return
    if st.button("Effacer", type="primary"):
        for key in _KEYS:
            st.session_state.pop(key, None)
        st.rerun()
    analysis: Analysis = st.session_state["analysis"]
    referential = framework()
    _overview(analysis, referential)
    _elements(analysis, referential)
    _alerts(analysis)
    st.download_button(
        "Télécharger la page complète (HTML)", export(analysis, "html"), "verification.html", "text/html"
    )
    st.caption(DISCLAIMER)


def _ask() -> None:
    choices = {"auto": "la trouver toute seule"} | {e.id: e.title for e in framework().evaluations}
    evaluation = st.selectbox("Évaluation", list(choices), format_func=choices.__getitem__)
    upload = st.file_uploader("Votre rapport", type=[s.lstrip(".") for s in SUBMISSION_SUFFIXES])
    if upload is None:
        return
    content = upload.getvalue()
    with st.status("Analyse en cours…") as status, tempfile.TemporaryDirectory() as scratch:
        # The readers want a file; this one is gone before the page is drawn.
        path = Path(scratch) / Path(upload.name).name
        path.write_bytes(content)
        try:
            analysis = analyse_submission(path, evaluation, lambda stage: status.update(label=stage.capitalize()))
        except InputError as error:
            status.update(label="Fichier refusé", state="error")
            st.error(f"{error.message} (code {error.code})")
            return
    st.session_state["analysis"] = analysis
    st.session_state["content"] = content if analysis.submission.format == "pdf" else None
    st.rerun()


def _overview(analysis: Analysis, referential: Framework) -> None:
    st.header("Aperçu")
    counts = {s: sum(v.status is s for v in analysis.elements) for s in STATUS_ORDER}
    st.write(", ".join(f"{n} {STATUS_LABELS[s]}" for s, n in counts.items() if n))
    rows = ["| Contenu obligatoire | Statut | Pourquoi |", "|---|---|---|"]
    rows += [f"| {c.id} {c.label} | {_mark(c.status)} | {c.reason} |" for c in analysis.contents]
    st.markdown("\n".join(rows))


def _elements(analysis: Analysis, referential: Framework) -> None:
    by_id = {e.id: e for e in referential.elements(analysis.evaluation)}
    st.header("Attendu par attendu")
    wanted = st.radio("Montrer", STATUS_ORDER, format_func=STATUS_LABELS.__getitem__, horizontal=True)
    for verdict in analysis.elements:
        if verdict.status is wanted:
            with st.expander(f"{verdict.id} {verdict.label}"):
                _element(verdict, by_id[verdict.id])


def _element(verdict: ElementVerdict, element: Element) -> None:
    st.write(f"{_mark(verdict.status)}. {verdict.reason}")
    if verdict.status is not Status.COVERED:
        st.markdown(f"**Pour y réfléchir.** {element.coaching.reminder}")
        st.markdown("\n".join(f"- {point}" for point in element.coaching.points))
        st.write(f"Le genre d'exemple attendu : {element.coaching.example_kind}")
    for number, passage in enumerate((*verdict.evidence, *verdict.nearest)):
        _passage(passage, f"{verdict.id}-{number}")


def _passage(passage: Evidence, key: str) -> None:
    where = f"page {passage.page}" + (f", « {passage.section} »" if passage.section else "")
    st.text(f"« {passage.text} »\n{where}")
    content = st.session_state.get("content")
    if content is not None and passage.boxes and st.checkbox("Voir sur la page", key=f"page-{key}"):
        st.image(
            highlighted_page(content, passage.page, passage.boxes), caption=f"Page {passage.page}, passage surligné"
        )


def _alerts(analysis: Analysis) -> None:
    st.header("Alertes")
    if not analysis.alerts:
        st.write("Aucune alerte.")
    for alert in analysis.alerts:
        place = f"page {alert.page}" if alert.page else "document entier"
        st.write(f"{alert.message} ({place})")


def _mark(status: Status) -> str:
    return f"{STATUS_SYMBOLS[status]} {STATUS_LABELS[status]}"
