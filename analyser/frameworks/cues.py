"""Lexical cues: sequences of words that a passage shows when it holds them, inflected, in order, close together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import Stemmer

if TYPE_CHECKING:
    from spacy.tokenizer import Tokenizer

MAX_TOKENS_BETWEEN = 3
_COMBINING = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
_LANGUAGE_MODEL = "fr_core_news_md"
_UNUSED_COMPONENTS = ("tok2vec", "morphologizer", "parser", "ner", "senter", "attribute_ruler")


def fold(text: str) -> str:
    """Lower case without accents, ligatures or curly apostrophes: candidates type all of them loosely."""
    lowered = text.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    return lowered if lowered.isascii() else _COMBINING.sub("", unicodedata.normalize("NFD", lowered))


@lru_cache(maxsize=8192)
def alternatives(item: str) -> frozenset[str]:
    """Every form and stem that a cue's item accepts."""
    return frozenset().union(*(_forms(word) for word in item.split("/") if word))


def cue_positions(cue: Sequence[str], tokens: Sequence[frozenset[str]]) -> tuple[int, ...]:
    """Indexes of the tokens of the first match of ``cue``, one an item; empty when there is none.

    Args:
        cue: items in order; an item is a word, or several separated by "/".
        tokens: what ``word_forms`` gives for one text.
    """
    if not cue:
        return ()
    # Chains reaching each position, so that a near but wrong first item never hides a later right one.
    chains: dict[int, tuple[int, ...]] = {}
    for rank, item in enumerate(cue):
        wanted = alternatives(item)
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
def _french() -> tuple[Tokenizer, Mapping[str, Sequence[str]]]:
    # Importing spaCy takes seconds: only a step that needs words pays for it.
    import spacy

    language = spacy.load(_LANGUAGE_MODEL, exclude=list(_UNUSED_COMPONENTS))
    lemmatizer: Any = language.get_pipe("lemmatizer")
    return language.tokenizer, lemmatizer.lookups.get_table("lemma_lookup")


def word_forms(texts: Iterable[str]) -> list[list[frozenset[str]]]:
    """For each text, for each token but white space, its form, its lemmas and its stems, folded.

    The lemmas are those of spaCy's French table, whatever the part of speech: the tagger that would choose between them
    costs more than reading the file. Stems (Snowball) bring together the inflections that the table lacks.
    """
    tokenizer, _ = _french()
    # Ids of words rather than spaCy's own token objects, which cost more than the look that they are made for.
    ids = (parsed.to_array("ORTH").tolist() for parsed in tokenizer.pipe(texts))
    return [[forms for forms in map(_forms_of_id, passage) if forms] for passage in ids]


@lru_cache(maxsize=65536)
def _forms_of_id(word_id: int) -> frozenset[str]:
    """Empty for white space. Remembered by word: whole texts must not outlive their analysis in a cache."""
    tokenizer, _ = _french()
    word = tokenizer.vocab.strings[word_id]
    return frozenset() if word.isspace() else _forms(word)


def _forms(word: str) -> frozenset[str]:
    _, lemmas = _french()
    lowered = word.lower()
    known = lemmas.get(lowered, ())
    # A stemmer is not safe to share between threads, and costs next to nothing to make.
    stem = Stemmer.Stemmer("french").stemWord
    # The stem is taken with the accents and without: candidates forget some, and the stemmer reads them.
    forms = (lowered, *known, *map(stem, known), stem(lowered), stem(fold(lowered)))
    return frozenset(map(fold, forms))
