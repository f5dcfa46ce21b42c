"""Cues match lemmas and forms, folded, in order and close together."""

from __future__ import annotations

import pytest

from analyser.frameworks.cues import cue_matches, cue_positions, fold, word_forms


def tokens(text: str) -> list[frozenset[str]]:
    """Plain words, for tests of order and distance."""
    return word_forms([text])[0]


@pytest.mark.parametrize(
    ("cue", "text", "expected"),
    [
        ("entretien préalable", "un entretien prealable", (1, 2)),
        ("entretien préalable", "entretien a b c prealable", (0, 4)),
        ("entretien préalable", "entretien a b c d prealable", ()),
        ("entretien préalable", "prealable entretien", ()),
        ("rendez-vous/entretien gratuit", "un rendez-vous tout gratuit", (1, 3)),
        ("a a", "a", ()),
        ("a b c", "a x b a b x x x c", (3, 4, 8)),
        ("silence", "le silence", (1,)),
    ],
)
def test_items_are_found_in_order_at_most_three_tokens_apart(cue: str, text: str, expected: tuple[int, ...]) -> None:
    items = tuple(cue.split())
    assert cue_positions(items, tokens(text)) == expected
    assert cue_matches(items, tokens(text)) is bool(expected)


def test_an_early_dead_end_does_not_hide_a_later_match() -> None:
    assert cue_positions(("a", "b"), tokens("a x x x x x a b")) == (6, 7)


def test_an_empty_cue_matches_nothing() -> None:
    assert not cue_matches((), tokens("a b"))


def test_fold_drops_case_accents_ligatures_and_curly_apostrophes() -> None:
    assert fold("Œuvre d’ÉTÉ ça") == "oeuvre d'ete ca"


def test_word_forms_hold_the_form_and_its_stems() -> None:
    first, second = word_forms(["Nous recevons les\nbénéficiaires.", "L’entretien préalable a lieu."])
    assert "beneficiaires" in first[3]
    assert cue_matches(("entretien", "préalable"), second)
    assert cue_matches(("nous", "bénéficiaire"), first)


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("reformuler", "elle reformulait ses mots"),
        ("projet professionnel", "ses projets tres professionnels"),
        ("réseau mobiliser/activer", "un reseau qu'elle activera"),
        ("rendez-vous", "deux rendez-vous"),
    ],
)
def test_a_cue_accepts_inflections_and_lost_accents(cue: str, text: str) -> None:
    assert cue_matches(tuple(cue.split()), word_forms([text])[0])
