"""The candidate's page in each of its states, in Streamlit's own test runner."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest

from analyser.domain.analysis import Analysis, Status
from analyser.pipeline import Engine
from analyser.ui.draft_state import PREFIX, Draft
from analyser.ui.page_images import SCALE, highlighted_page
from tests.conftest import ROOT, SAMPLES

E2 = SAMPLES / "rapport-E2.pdf"


def opened(draft: Draft | None = None) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    if draft is not None:
        app.session_state[f"{PREFIX}kept"] = draft
    return app.run()


def said(app: AppTest) -> str:
    """Everything in words on the page."""
    html = [e.proto.body for e in app.get("html")]
    return "\n".join([*(m.value for m in app.markdown), *html])


def dropped(app: AppTest, path: Path, which: int = 0) -> AppTest:
    app.file_uploader[which].set_value((path.name, path.read_bytes(), "application/octet-stream"))
    return app.run()


@pytest.fixture
def draft(sample_e2: Analysis) -> Draft:
    return Draft(sample_e2, E2.read_bytes())


def test_the_first_screen_says_where_the_file_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened()
    assert not app.exception
    assert "n'en sort pas" in said(app)
    assert "handicap" not in said(app)
    monkeypatch.setenv("ANALYSER_REFERENT_CONTACT", "Camille <Roy>")
    assert "votre contact est Camille &lt;Roy&gt;." in said(opened())


def test_a_refused_file_says_why(tmp_path: Path) -> None:
    bad = tmp_path / "vide.pdf"
    bad.write_bytes(b"")
    app = dropped(opened(), bad)
    assert not app.exception
    assert app.error[0].value.endswith("(code FICHIER_VIDE)")
    assert f"{PREFIX}kept" not in app.session_state


def test_a_dropped_file_is_analysed_and_the_server_forgets_the_upload(
    sample_e2: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten = []
    remove = MemoryUploadedFileManager.remove_file

    def record(manager: MemoryUploadedFileManager, session_id: str, file_id: str) -> None:
        remove(manager, session_id, file_id)
        forgotten.append(manager.get_files(session_id, [file_id]))

    monkeypatch.setattr(MemoryUploadedFileManager, "remove_file", record)
    app = dropped(opened(), E2)
    assert forgotten == [[]]
    assert not app.exception
    kept = app.session_state[f"{PREFIX}kept"]
    assert kept.proposed.elements == sample_e2.elements
    assert kept.proposed.submission.name == E2.name
    found = sum(bool(v.evidence) for v in sample_e2.elements)
    tabs = ["Aperçu", f"Non trouvé ({len(sample_e2.elements) - found})", f"Trouvé ({found})"]
    assert [t.label for t in app.tabs][:3] == tabs


def test_what_was_not_found_has_its_coaching(draft: Draft, engine: Engine) -> None:
    app = opened(draft)
    assert not app.exception
    missing = [v for v in draft.proposed.elements if v.status is Status.MISSING]
    assert [e.label for e in app.expander] == [f"{v.id} {v.label}" for v in missing]
    text = said(app)
    coaching = {e.id: e.coaching for e in engine.framework.elements("E2")}
    for verdict in missing:
        assert coaching[verdict.id].reminder.replace("'", "&#x27;") in text
        assert " ".join(verdict.nearest[0].text.split()).replace("'", "&#x27;") in text


def test_headings_are_in_order(draft: Draft) -> None:
    for app in (opened(), opened(draft)):
        assert len(app.title) == 1
        assert len(app.header) >= 1


def test_next_and_previous_walk_through_the_passages(draft: Draft) -> None:
    app = opened(draft)
    several = next(v for v in draft.proposed.elements if len(v.evidence) > 1)
    app.selectbox(f"{PREFIX}chosen").select(several.id).run()
    key = f"{PREFIX}found-{several.id}"
    assert app.button(f"{key}-previous").disabled
    assert f"Passage 1 sur {len(several.evidence)}" in said(app)
    app.button(f"{key}-next").click().run()
    assert f"Passage 2 sur {len(several.evidence)}" in said(app)
    assert not app.button(f"{key}-previous").disabled


def test_a_corrected_plan_changes_the_map_and_can_be_undone(draft: Draft) -> None:
    app = opened(draft)
    section = next(s for s in draft.proposed.sections if not s.contents)
    app.selectbox(f"{PREFIX}section").select(section.id).run()
    app.multiselect[0].select("E2R1").run()
    app.button(f"{PREFIX}correct").click().run()
    assert not app.exception
    assert app.session_state[f"{PREFIX}kept"].corrections == {section.id: ("E2R1",)}
    assert [i.value for i in app.info] == ["Plan corrigé à la main : 1 section(s)."]
    app.button(f"{PREFIX}reset").click().run()
    assert app.session_state[f"{PREFIX}kept"].analysis == draft.proposed


def test_two_drafts_are_compared(draft: Draft) -> None:
    app = dropped(opened(draft), E2)
    assert not app.exception
    assert "19 inchangés" in said(app)
    app.button(f"{PREFIX}other").click().run()
    assert app.session_state[f"{PREFIX}kept"].before is None


def test_erase_forgets_everything_and_says_what(draft: Draft) -> None:
    app = opened(replace(draft, before=draft.proposed))
    app.button(f"{PREFIX}erase").click().run()
    assert not app.exception
    for name in ("kept", "chosen", "section", "report-0", "before-0"):
        assert f"{PREFIX}{name}" not in app.session_state
    assert "fichier (46 ko" in app.success[0].value
    assert "brouillon précédent" in app.success[0].value
    assert app.file_uploader[0].value is None


def test_the_page_image_is_highlighted_at_the_evidence(sample_e2: Analysis) -> None:
    evidence = next(v.evidence[0] for v in sample_e2.elements if v.evidence)
    pdf = E2.read_bytes()
    plain = highlighted_page(pdf, evidence.page, ())
    marked = highlighted_page(pdf, evidence.page, evidence.boxes)
    box = evidence.boxes[0]
    inside = (int((box.x0 + box.x1) / 2 * SCALE), int(box.top * SCALE) + 1)
    assert plain.size == marked.size
    assert plain.getpixel(inside) != marked.getpixel(inside)
    assert plain.getpixel((2, 2)) == marked.getpixel((2, 2))
