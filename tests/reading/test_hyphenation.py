"""Hyphens at the end of a line: mended, or kept where the word has one."""

from __future__ import annotations

import pytest

from analyser.reading.hyphenation import keeps_hyphen, known_words


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("savoir-", "faire,"),
        ("celui-", "ci"),
        ("rendez-", "vous."),
        ("peut-", "être"),
        ("moi-", "même"),
        ("dit-", "elle"),
        ("c’est-à-", "dire"),
        ("6313-", "4"),
        ("Auvergne-", "Rhône-Alpes"),
        ("après-", "midi"),
        ("vis-à-", "vis"),
    ],
)
def test_kept(first: str, last: str) -> None:
    assert keeps_hyphen(first, last, frozenset())


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("accompa-", "gnement"),
        ("par-", "tir"),
        ("en-", "semble"),
        ("l’en-", "treprise"),
        ("ex-", "périence"),
        ("satis-", "faire"),
        ("béné-", "ficiaire,"),
        ("compé-", "tences."),
    ],
)
def test_mended(first: str, last: str) -> None:
    assert not keeps_hyphen(first, last, frozenset())


def test_the_document_knows_its_own_words() -> None:
    known = known_words(["le mi-temps, la co-construction", "une surtout et partout"])
    assert keeps_hyphen("co-", "construction", known)
    assert not keeps_hyphen("sur-", "tout", known)
