"""The candidate's page, from upload to the highlighted page, in Streamlit's own test runner."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from analyser.domain.analysis import Analysis, Status
from analyser.pipeline import Engine
from analyser.ui.page_images import SCALE, highlighted_page
from tests.conftest import ROOT, SAMPLES


def opened(analysis: Analysis | None = None) -> AppTest:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    if analysis is not None:
        app.session_state["analysis"] = analysis
        app.session_state["content"] = (SAMPLES / "rapport-E2.pdf").read_bytes()
    return app.run()


def test_the_first_screen_says_where_the_file_goes() -> None:
    app = opened()
    assert not app.exception
    assert "n'est ni enregistré ni envoyé" in app.markdown[0].value


def test_what_was_not_found_comes_first_with_its_coaching(sample_e2: Analysis, engine: Engine) -> None:
    app = opened(sample_e2)
    assert not app.exception
    missing = [v for v in sample_e2.elements if v.status is Status.MISSING]
    shown = [e.label for e in app.expander]
    assert shown == [f"{v.id} {v.label}" for v in missing]
    reminders = {e.id: e.coaching.reminder for e in engine.framework.elements("E2")}
    text = " ".join(m.value for m in app.markdown)
    assert all(reminders[v.id] in text for v in missing)


def test_erase_forgets_everything(sample_e2: Analysis) -> None:
    app = opened(sample_e2)
    next(b for b in app.button if b.label == "Effacer").click().run()
    assert "analysis" not in app.session_state
    assert "content" not in app.session_state


def test_the_page_image_is_highlighted_at_the_evidence(sample_e2: Analysis) -> None:
    evidence = next(v.evidence[0] for v in sample_e2.elements if v.evidence)
    pdf = (SAMPLES / "rapport-E2.pdf").read_bytes()
    plain = highlighted_page(pdf, evidence.page, ())
    marked = highlighted_page(pdf, evidence.page, evidence.boxes)
    box = evidence.boxes[0]
    inside = (int((box.x0 + box.x1) / 2 * SCALE), int(box.top * SCALE) + 1)
    assert plain.size == marked.size
    assert plain.getpixel(inside) != marked.getpixel(inside)
    assert plain.getpixel((2, 2)) == marked.getpixel((2, 2))
