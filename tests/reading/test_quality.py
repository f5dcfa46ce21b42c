"""Pages whose text does not decode to words are told from those that do."""

from __future__ import annotations

import pytest

from analyser.domain.document import PageQuality
from analyser.reading.quality import page_quality

FRENCH = (
    "Je reçois la personne au centre et nous prenons le temps de poser le cadre. Elle raconte son parcours, "
    "ses envies, ce qui la retient. Je note ses mots sans les traduire et je vérifie "
    "avec elle que le bilan répond à sa demande."
)
BIBLIOGRAPHY = (
    "LHOTELLIER A., Tenir conseil, Seli Arslan, 2001. SAVICKAS M., Career Counseling, APA, 2011. "
    "GUICHARD J., HUTEAU M., Psychologie de l’orientation, Dunod, 2006. ROGERS C., On Becoming a Person, 1961."
)
ENGLISH = (
    "The person comes back with a list of questions about the training and the labour market, and we look at them "
    "together before choosing which ones she wants to ask first during the interviews."
)


def quality(text: str, **other: float) -> PageQuality:
    values = {"bad_characters": 0, "characters": len(text), "image_share": 0.0, "drawn_paths": 0} | other
    return page_quality(text.split(), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [FRENCH, BIBLIOGRAPHY, ENGLISH, FRENCH.upper(), "Page 3", "2024 " * 60 + "1 2 3"])
def test_readable(text: str) -> None:
    assert quality(text) is PageQuality.TEXT


@pytest.mark.parametrize(
    "text",
    [
        "".join(chr(ord(c) + 3) if c.isascii() and c.isalpha() else c for c in FRENCH),
        "".join(chr(ord(c) - 31) if c.isascii() and c.isalpha() else c for c in FRENCH),
        FRENCH.replace(" ", ""),
        " ".join(FRENCH.replace(" ", "")),
        "".join(chr(0x410 + ord(c) % 32) if c.isalpha() else c for c in FRENCH),
    ],
    ids=["shifted", "shifted-down", "glued", "spaced-out", "cyrillic"],
)
def test_garbled(text: str) -> None:
    assert quality(text) is PageQuality.GARBLED


def test_characters_without_meaning() -> None:
    assert quality(FRENCH, bad_characters=40) is PageQuality.GARBLED
    assert quality(FRENCH, bad_characters=3) is PageQuality.TEXT


def test_scans_and_blanks() -> None:
    assert quality("", image_share=0.95) is PageQuality.SCAN
    assert quality("Page 3", image_share=0.95) is PageQuality.SCAN
    assert quality("", drawn_paths=2000) is PageQuality.SCAN
    assert quality("") is PageQuality.BLANK
    assert quality(FRENCH, image_share=0.95) is PageQuality.TEXT
