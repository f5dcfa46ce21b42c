"""Cues match lemmas and forms, folded, in order and close together."""

from __future__ import annotations

import pytest

from analyser.frameworks.cues import cue_matches, cue_positions, fold, lemmatise


def tokens(text: str) -> list[frozenset[str]]:
    """One form a word, for tests that need no lemmatizer."""
    return [frozenset((word,)) for word in text.split()]


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


def test_lemmatise_gives_lemma_and_form_of_each_token() -> None:
    first, second = lemmatise(["Nous avons reçu les\nbénéficiaires.", "L’entretien préalable a lieu."])
    assert {"recevoir", "recu"} in first
    assert {"beneficiaire", "beneficiaires"} in first
    assert not any(form.isspace() for token in first for form in token)
    assert cue_matches(("entretien", "préalable"), second)


def test_lemmatise_does_not_depend_on_the_batch() -> None:
    texts = ["Elle reformule et se tait.", "Il signera la convention.", "Un silence."]
    assert lemmatise(texts) == [lemmatise([text])[0] for text in texts]
