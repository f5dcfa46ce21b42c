"""The assessor's journey in Streamlit's own test runner, on a store of its own, with the shipped samples."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analyser.domain.analysis import Analysis, Status
from analyser.services import keeping
from analyser.ui.view_models.review import DecideFirst, Order, decides_first, element_ids
from tests.conftest import SAMPLES

PAGE = "from analyser.ui.pages.review import show\nshow()\n"


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYSER_DATABASE_URL", f"sqlite:///{tmp_path / 'analyser.db'}")
    monkeypatch.setenv("ANALYSER_FILES_DIR", str(tmp_path / "files"))
    monkeypatch.setenv("ANALYSER_SUBMISSIONS_DIR", str(SAMPLES.parent))


@pytest.fixture
def kept(sample_e2: Analysis) -> str:
    now = datetime.now(UTC) - timedelta(minutes=1)
    return keeping.keep_analysis(sample_e2, SAMPLES / "rapport-E2.pdf", "juin", "zoe", now)


def opened(who: str = "ada") -> AppTest:
    page = AppTest.from_string(PAGE, default_timeout=120).run()
    field(page, "Votre nom").input(who)
    return click(page, "Commencer")


def visit(who: str, mode: DecideFirst) -> AppTest:
    page = opened(who)
    field(page, "Décider avant").select(mode).run()
    return click(page, "Évaluer ce rapport")


def click(page: AppTest, label: str) -> AppTest:
    page = next(b for b in page.button if b.label.startswith(label)).click().run()
    assert not page.exception
    return page


def field(page: AppTest, label: str):  # type: ignore[no-untyped-def]
    return next(w for w in [*page.text_input, *page.selectbox, *page.radio] if w.label.startswith(label))


def words(page: AppTest) -> str:
    return "\n".join(str(e.value) for e in [*page.markdown, *page.text, *page.info, *page.error, *page.success])


def test_nothing_shows_before_a_name_is_given(kept: str) -> None:
    page = AppTest.from_string(PAGE, default_timeout=60).run()
    assert not page.exception
    assert "180 jours" in words(page)
    assert [h.value for h in page.header] == []
    assert "rapport" not in words(page).replace("Les rapports déposés ici", "")


def test_a_zip_is_taken_in_and_its_bad_file_is_a_row() -> None:
    page = opened()
    assert "Aucun rapport conservé" in words(page)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.write(SAMPLES / "rapport-E1.pdf", "Ada.pdf")
        archive.writestr("vide.txt", b"")
    field(page, "Cohorte").input("juin")
    page.file_uploader[0].set_value(("promo.zip", buffer.getvalue(), "application/zip"))
    page = click(page, "Analyser ces rapports")
    assert "FICHIER\\_VIDE" in words(page)
    assert "| Ada\\.pdf | juin | E1 |" in words(page)
    [stored] = keeping.kept_analyses(datetime.now(UTC))
    assert (stored.label, stored.cohort, stored.has_file) == ("Ada.pdf", "juin", True)


def test_a_folder_outside_and_a_hostile_archive_are_refused_on_the_page(kept: str) -> None:
    page = opened()
    field(page, "Cohorte ou").input("juin")
    field(page, "Ou un dossier").input("/etc")
    page = click(page, "Analyser ces rapports")
    assert "DOSSIER_INTERDIT" in words(page)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("../x.pdf", b"x")
    page.file_uploader[0].set_value(("x.zip", buffer.getvalue(), "application/zip"))
    page = click(page, "Analyser ces rapports")
    assert "ARCHIVE_CHEMIN" in words(page)
    assert "rapport\\-E2\\.pdf" in words(page)  # the queue is still there
    assert len(keeping.kept_analyses(datetime.now(UTC))) == 1


def test_decide_first_then_see_then_confirm(kept: str, sample_e2: Analysis) -> None:
    page = visit("ada", DecideFirst.ALL)
    element = field(page, "Attendu").value
    assert element == element_ids(sample_e2, Order.DOUBT)[0]
    verdict = next(v for v in sample_e2.elements if v.id == element)
    assert "Décidez d'abord" in words(page)
    assert "Avis de l'outil" not in words(page)
    assert verdict.reason not in words(page)
    assert not [b for b in page.button if b.label.startswith("Je confirme")]
    field(page, "Motif").input("page 4 à relire")
    page = click(page, "Partiel")
    assert field(page, "Attendu").value == element
    assert verdict.reason in words(page)
    assert "Votre jugement : partiel (page 4 à relire)" in words(page)
    page = click(page, "Je confirme")
    assert field(page, "Attendu").value not in (element, "")
    reviews = keeping.reviews_of_analysis(kept)
    assert [(r.element, r.assessor, r.status, r.reason, r.decided_first) for r in reviews] == [
        (element, "ada", Status.PARTIAL, "page 4 à relire", True),
        (element, "ada", verdict.status, "page 4 à relire", False),
    ]
    opened_again = keeping.open_analysis(kept, "zoe", datetime.now(UTC))
    assert [v.status for v in opened_again.elements] == [v.status for v in sample_e2.elements]


def test_a_verdict_that_was_shown_is_not_hidden_again(kept: str, sample_e2: Analysis) -> None:
    page = visit("ada", DecideFirst.NONE)
    assert "Avis de l'outil" in words(page)
    field(page, "Décider avant").select(DecideFirst.ALL).run()
    assert "Avis de l'outil" in words(page)
    element = field(page, "Attendu").value
    click(page, "Je confirme")
    [review] = keeping.reviews_of_analysis(kept)
    assert (review.element, review.decided_first) == (element, False)


def test_the_sample_is_hidden_by_default(kept: str, sample_e2: Analysis) -> None:
    page = click(opened(), "Évaluer ce rapport")
    hidden = [v.id for v in sample_e2.elements if decides_first(kept, v.id, DecideFirst.SAMPLE)][:1]
    shown = [v.id for v in sample_e2.elements if not decides_first(kept, v.id, DecideFirst.SAMPLE)][:1]
    for element in hidden + shown:
        page = field(page, "Attendu").select(element).run()
        assert ("Décidez d'abord" in words(page)) == (element in hidden)


def test_two_assessors_and_their_disagreement(kept: str, sample_e2: Analysis) -> None:
    for who, label in (("ada", "Non traité"), ("bea", "Traité")):
        page = visit(who, DecideFirst.ALL)
        page = field(page, "Attendu").select(sample_e2.elements[0].id).run()
        assert "Jugement de ada" not in words(page)
        assert "ada, non traité" not in words(page)
        page = click(page, label)
    assert "Jugement de ada : non traité" in words(page)
    assert f"{sample_e2.elements[0].label} : ada, non traité, bea, traité" in words(page)
    page = click(page, "Revenir à la file")
    assert "ada \\: 1\\, bea \\: 1" in words(page)


def test_the_page_is_shown_with_its_passage_and_each_look_is_recorded_once(kept: str, sample_e2: Analysis) -> None:
    page = click(opened(), "Évaluer ce rapport")
    with_passage = next(v for v in sample_e2.elements if len(v.evidence) > 1)
    page = field(page, "Attendu").select(with_passage.id).run()
    assert [e.type for e in page.main].count("image") == 1
    actions = [e.action for e in keeping.audit_entries(subject=kept) if e.who == "ada"]
    assert actions == ["file_seen", "seen"]


def test_filters_outlive_a_visit_to_a_report(kept: str) -> None:
    page = opened()
    field(page, "Rapports").select("mine_open").run()
    page = click(page, "Évaluer ce rapport")
    page = click(page, "Revenir à la file")
    assert field(page, "Rapports").value == "mine_open"


def test_an_erased_analysis_is_said(kept: str) -> None:
    page = click(opened(), "Évaluer ce rapport")
    keeping.erase(kept, "zoe", datetime.now(UTC))
    page = click(page, "Non évaluable")
    assert "ANALYSE_ABSENTE" in words(page)
