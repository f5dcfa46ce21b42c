"""Sentences of French text: spaCy's sentence recogniser, then rules for what it gets wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

MODEL = "fr_core_news_md"

# A full stop after these ends an abbreviation, not a sentence.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(«’'\[])(?:MM?|Mmes?|Mlles?|Drs?|Pr|Me|Mgr|St|Ste|art|al|alin|chap|cf|ex|p|pp|n|no|vol|fig|éd|env|min|max|"
    r"tél|av|bd|réf|resp|suiv|ss|ibid|op|loc|etc|niv|certif|prof|comp|sept|janv|févr|oct|nov|déc|juil|hab|dép|tjs|Cie|[A-ZÉ]|[LRDC]|J\.-[A-Z])\.\s*$"
)
# These may also end a sentence: a capital after them decides.
_MAY_END = re.compile(r"\b(?:etc|max|min|hab|prof|comp)\.\s*$")
_LAW_TAIL = re.compile(r"^\s*\*?\d{1,4}-?\d")
_CLOSERS = re.compile(r"^[»”\")\]]+(?=\s|$)|^\s+[»”](?=\s|$)")
# Marks that surely end a sentence when a capital, a quotation or a dialogue dash follows.
_SURE_END = re.compile(
    r"[.!?…]+[»”\")\]]*\s+(?=(?:[«“\"(]\s*)?(?:[—–-]\s+)?[«“\"]?\s*[A-ZÀÂÇÉÈÊËÎÏÔÖÛÜŒ])|[.!?…]\s+(?=[—–]\s)"
)
# All that can stand between the end of a sentence and the next one.
_END_RUN = re.compile(r"[.!?…|][»”\")\]\s]*(?=\S)")


class FrenchSentences:
    """Splits texts into sentences; the model is loaded at the first use."""

    def __init__(self) -> None:
        self._model: Language | None = None

    def __call__(self, text: str) -> list[tuple[int, int]]:
        """Half-open spans of the sentences of ``text``, in order, white space trimmed."""
        return self.split_many([text])[0]

    def split_many(self, texts: Iterable[str]) -> list[list[tuple[int, int]]]:
        """``__call__`` for each text, in one pass of the model over those that need it."""
        several = list(texts)
        doubtful = [index for index, text in enumerate(several) if is_doubtful(text)]
        starts: dict[int, list[int]] = {}
        if doubtful:
            if self._model is None:
                self._model = _load()
            docs = self._model.pipe([several[index] for index in doubtful], batch_size=256)
            for index, doc in zip(doubtful, docs, strict=True):
                starts[index] = [sentence.start_char for sentence in doc.sents][1:]
        return [correct(text, starts.get(index, ())) if text.strip() else [] for index, text in enumerate(several)]


@lru_cache(maxsize=1)
def load_sentence_splitter() -> FrenchSentences:
    """The process's sentence splitter; cheap until it is called for the first time."""
    return FrenchSentences()


def _load() -> Language:
    import spacy  # slow to import: only when a text is really split

    names = ("tok2vec", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "ner", "tagger")
    model = spacy.load(MODEL, exclude=list(names))
    model.enable_pipe("senter")
    return model


def correct(text: str, starts: Sequence[int]) -> list[tuple[int, int]]:
    """Sentence spans from the starts that a model proposes, after the rules.

    Args:
        starts: offsets where a second, third… sentence would start.
    """
    proposed = set(starts) | {match.end() for match in _SURE_END.finditer(text)}
    kept = [0]
    for start in sorted(proposed):
        if kept[-1] < start < len(text) and _is_boundary(text, start):
            closing = _CLOSERS.match(text[start:])
            moved = start + closing.end() if closing else start
            rest = text[moved:].lstrip()
            if rest and not (closing and rest[0].islower()):
                kept.append(moved)
    spans = []
    for start, end in zip(kept, [*kept[1:], len(text)], strict=True):
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            spans.append((start, end))
    return spans


def is_doubtful(text: str) -> bool:
    """Whether ``correct`` can give different spans with what a model proposes and without it.

    It cannot in nineteen blocks of text in twenty: each place where a sentence may end is sure, or is no boundary.
    """
    sure = {match.end() for match in _SURE_END.finditer(text)}
    for run in _END_RUN.finditer(text):
        for start in range(run.start() + 1, run.end() + 1):
            # White space before a sure start is trimmed from either side.
            next_sign = start + len(text[start:]) - len(text[start:].lstrip())
            if next_sign not in sure and _is_boundary(text, start):
                return True
    return False


def _is_boundary(text: str, start: int) -> bool:
    before, after = text[:start].rstrip(), text[start:].lstrip()
    if not before or not after:
        return False
    tail = before.rstrip('»”")] ')
    if not tail or tail[-1] not in ".!?…|":
        return False
    if tail[-1] == "|":
        return True
    if tail[-1] == ".":
        if _LAW_TAIL.match(after) and re.search(r"\b(?:[LRDC]|art|n)\.$", tail):
            return False
        if _ABBREVIATION.search(tail[-24:]) and not (_MAY_END.search(tail) and after[0].isupper()):
            return False
        if after[0].islower():
            # Hurried authors forget capitals: a full stop after a whole word still ends a sentence.
            return re.search(r"[^\W\d_]{4,}\.$", tail) is not None and before[-1] == "."
    elif after[0].islower():
        return False  # "Hein ? dit-elle", "voilà… presque"
    # A list number alone is no sentence: "1. Le cadre".
    return not re.search(r"(?:^|[.!?…]\s)\(?\d{1,2}\.$", tail[-8:])
