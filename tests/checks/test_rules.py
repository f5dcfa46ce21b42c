"""Every rule matches its examples and none of its counter-examples."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import analyser.checks
from analyser.checks import find_alerts
from analyser.checks.personal_data import valid_iban, valid_nir
from analyser.checks.rules import absence_rules, fact_rules
from analyser.domain.analysis import Analysis
from analyser.domain.document import Document, Line, Page, PageQuality
from analyser.domain.geometry import Span
from analyser.domain.passages import Passage
from analyser.frameworks.cues import fold
from analyser.pipeline import Engine

STORED = yaml.safe_load((Path(analyser.checks.__file__).parent / "rules.yaml").read_text("utf-8"))
FACTS = {rule["id"]: rule for rule in STORED["faits"]}
ABSENCES = {rule["id"]: rule for rule in STORED["absences"]}


@pytest.mark.parametrize("rule", fact_rules(), ids=lambda r: r.id)
def test_fact_rules(rule) -> None:
    stored = FACTS[rule.id]
    assert stored["source"]
    assert all(rule.matches(fold(text)) for text in stored["exemples"])
    assert not any(rule.matches(fold(text)) for text in stored["contre_exemples"])


@pytest.mark.parametrize("rule", absence_rules(), ids=lambda r: r.id)
def test_absence_rules(rule) -> None:
    stored = ABSENCES[rule.id]
    assert all(rule.pattern.search(fold(text)) for text in stored["exemples"])
    assert not any(rule.pattern.search(fold(text)) for text in stored["contre_exemples"])


def document(text: str, quality: PageQuality = PageQuality.TEXT) -> tuple[Document, list[Passage]]:
    span = Span(0, len(text))
    made = Document("a.txt", "0" * 64, "txt", text, (Page(1, 595, 842, quality),), (Line(span, 1, 0),))
    return made, [Passage(span, 1, 0, 0)]


def codes(text: str, engine: Engine, quality: PageQuality = PageQuality.TEXT) -> set[str]:
    made, passages = document(text, quality)
    return {a.code for a in find_alerts(made, passages, engine.framework, "E1")}


def test_personal_data_is_found_and_never_repeated(engine: Engine) -> None:
    text = "Écrire à marie.dupont@exemple.fr ou au 06 12 34 56 78, sécurité sociale 2 69 05 49 588 157 80."
    made, passages = document(text)
    found = find_alerts(made, passages, engine.framework, "E1")
    assert {"DONNEE_COURRIEL", "DONNEE_TELEPHONE", "DONNEE_NIR"} <= {a.code for a in found}
    assert all(len(a.text or "") <= 4 for a in found if a.code.startswith("DONNEE"))


def test_keys_are_checked() -> None:
    assert valid_nir("2 69 05 49 588 157 80")
    assert not valid_nir("2 69 05 49 588 157 81")
    assert valid_iban("FR14 2004 1010 0505 0001 3M02 606")
    assert not valid_iban("FR15 2004 1010 0505 0001 3M02 606")


def test_absence_is_claimed_only_of_what_was_read(engine: Engine) -> None:
    assert "SANS_QUALIOPI" in codes("Je reçois la personne et nous parlons.", engine)
    assert "SANS_QUALIOPI" not in codes("Je reçois la personne.", engine, PageQuality.SCAN)
    assert "PAGE_SCAN" in codes("", engine, PageQuality.SCAN)


def test_alerts_of_the_samples_point_to_their_place(sample: Analysis) -> None:
    for alert in sample.alerts:
        assert alert.message.endswith((".", "?"))
        if alert.page is not None:
            assert 1 <= alert.page <= len(sample.submission.pages)
