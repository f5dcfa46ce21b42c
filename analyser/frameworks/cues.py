"""Lexical cues: sequences of lemmas that a passage shows when it holds them in order, close together."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

MAX_TOKENS_BETWEEN = 3
_LANGUAGE_MODEL = "fr_core_news_md"
# The lemmatizer needs the morphologizer's parts of speech; parsing and entities would only cost time.
_UNUSED_COMPONENTS = ("parser", "ner", "senter")


def fold(text: str) -> str:
    """Lower case without accents, ligatures or curly apostrophes: candidates type all of them loosely."""
    lowered = text.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    decomposed = unicodedata.normalize("NFD", lowered)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """``fold`` for single words, remembered: whole texts must not outlive their analysis in a cache."""
    return fold(word)


@lru_cache(maxsize=8192)
def _alternatives(item: str) -> frozenset[str]:
    return frozenset(fold(form) for form in item.split("/") if form)


def cue_positions(cue: Sequence[str], tokens: Sequence[frozenset[str]]) -> tuple[int, ...]:
    """Indexes of the tokens of the first match of ``cue``, one an item; empty when there is none.

    Args:
        cue: items in order; an item is a lemma, or several separated by "/".
        tokens: what ``lemmatise`` gives for one text.
    """
    if not cue:
        return ()
    # Chains reaching each position, so that a near but wrong first item never hides a later right one.
    chains: dict[int, tuple[int, ...]] = {}
    for rank, item in enumerate(cue):
        wanted = _alternatives(item)
        reached: dict[int, tuple[int, ...]] = {}
        for position, forms in enumerate(tokens):
            if wanted.isdisjoint(forms):
                continue
            if rank == 0:
                reached[position] = (position,)
                continue
            for previous in range(position - 1, position - MAX_TOKENS_BETWEEN - 2, -1):
                if previous in chains:
                    reached[position] = (*chains[previous], position)
                    break
        chains = reached
        if not chains:
            return ()
    return chains[min(chains)]


def cue_matches(cue: Sequence[str], tokens: Sequence[frozenset[str]]) -> bool:
    """Whether a text holds the items of ``cue`` in order, at most three tokens apart."""
    return bool(cue_positions(cue, tokens))


@lru_cache(maxsize=1)
def _language() -> Language:
    # Importing spaCy takes seconds: only a step that needs lemmas pays for it.
    import spacy

    return spacy.load(_LANGUAGE_MODEL, exclude=list(_UNUSED_COMPONENTS))


def lemmatise(texts: Iterable[str]) -> list[list[frozenset[str]]]:
    """For each text, for each token but white space, its lemma and its form, folded."""
    return [
        [frozenset((fold_word(token.lemma_), fold_word(token.text))) for token in parsed if not token.is_space]
        for parsed in _language().pipe(texts, batch_size=64)
    ]
