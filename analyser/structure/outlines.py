"""Blocks of lines and the numbering of their first words: what the other modules look at."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby

from analyser.domain.document import Document, Line, LineRole
from analyser.domain.geometry import Span


@dataclass(frozen=True, slots=True)
class Block:
    """Body lines of one paragraph, list item or table row.

    Attributes:
        size_pt: dominant font size, 0.0 when unknown.
        bold: every line is bold.
    """

    lines: tuple[Line, ...]
    text: str

    @property
    def span(self) -> Span:
        return Span(self.lines[0].span.start, self.lines[-1].span.end)

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def is_row(self) -> bool:
        return self.lines[0].role is LineRole.TABLE_ROW

    @property
    def size_pt(self) -> float:
        return max(self.lines, key=lambda line: len(line.span)).size_pt

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def heading_level(self) -> int | None:
        return self.lines[0].heading_level


def body_blocks(document: Document) -> list[Block]:
    """Blocks of the body in reading order; a block that furniture interrupts gives several."""
    found: list[Block] = []
    for (_, is_body), group in groupby(document.lines, key=lambda line: (line.block, line.role.is_body)):
        if not is_body:
            continue
        lines = tuple(group)
        found.append(Block(lines, document.text[lines[0].span.start : lines[-1].span.end]))
    return found


# "2.", "2.3", "2.3.1", "1 La sonnette": the number, then the title.
_ARABIC = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\s?(?:[.)°/–—-]\s?)?(?:[–—-]\s)?(?=\s|[^\W\d_])")
# "I.1", "A.2", "B7": a part and a number inside it.
_MIXED = re.compile(r"([IVX]{1,5}|[A-H])\.?\s?(\d{1,2})(?:\.(\d{1,2}))?\s?(?:[.)–—-]\s?)?(?=\s|[^\W\d_])")
_ROMAN = re.compile(r"([IVXL]{1,6})\s?[.)/–—-]\s?(?=\S)|([IVX]{2,5})\s(?=[^\W\d_])")
_LETTER = re.compile(r"([A-H])\s?(?:[.)]|[–—-]\s)\s?(?=\S)|([a-h])\)\s(?=\S)")
_KEYWORD = re.compile(
    r"(partie|chapitre|section|titre|phase|étape|fiche|séance|pièce|annexe|volet|temps|article|module|page)\s+"
    r"(?:n[°ºo]\s?)?(\d{1,3}|[IVX]{1,5}|[A-H])\b\s?[.:)–—-]?\s?",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"(première|deuxième|seconde|troisième|quatrième|cinquième|sixième|septième)\s+(partie|section|phase|étape)\b\s?[.:–—-]?\s?",
    re.IGNORECASE,
)
_ORDINALS = ("première", "deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50}


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number that a line starts with.

    Attributes:
        scheme: "1", "1.1"…, "I", "A", or the keyword ("partie").
        path: numbers from the outermost level, (2, 3) for "2.3".
        length: characters that the number takes.
    """

    scheme: str
    path: tuple[int, ...]
    length: int


def numbering(text: str) -> Numbering | None:
    """The numbering that opens ``text``, or None."""
    match = _KEYWORD.match(text)
    if match:
        return Numbering(match.group(1).lower(), (_value(match.group(2)),), match.end())
    match = _ORDINAL.match(text)
    if match:
        word = match.group(1).lower().replace("seconde", "deuxième")
        return Numbering(match.group(2).lower(), (_ORDINALS.index(word) + 1,), match.end())
    match = _ARABIC.match(text)
    if match:
        path = tuple(int(part) for part in match.group(1).split("."))
        return Numbering(".".join("1" * len(path)), path, match.end())
    match = _MIXED.match(text)
    if match:
        part = match.group(1)
        base = "I" if all(c in "IVX" for c in part) else "A"
        path = (_value(part) if base == "I" else ord(part) - 64, *(int(n) for n in match.groups()[1:] if n))
        return Numbering(".".join([base, *"1" * (len(path) - 1)]), path, match.end())
    match = _ROMAN.match(text)
    if match:
        return Numbering("I", (_value(match.group(1) or match.group(2)),), match.end())
    match = _LETTER.match(text)
    if match:
        letter = match.group(1) or match.group(2)
        return Numbering("A" if letter.isupper() else "a", (ord(letter.upper()) - 64,), match.end())
    return None


def _value(text: str) -> int:
    if text.isdigit():
        return int(text)
    upper = text.upper()
    if all(c in _ROMAN_VALUES for c in upper):
        total = 0
        for c, after in zip(upper, upper[1:] + " ", strict=True):
            value = _ROMAN_VALUES[c]
            total += -value if value < _ROMAN_VALUES.get(after, 0) else value
        return total
    return ord(upper[0]) - 64


_TRAILING_PAGE = re.compile(r"[\s.…·_|-]*\b(?:p\.\s?)?\d{1,3}\s*$")
_LEADERS = re.compile(r"(?:[.…·_]\s?){3,}")


def title_key(text: str) -> str:
    """What stays of a title once its number, case, accents and punctuation are gone."""
    text = text.strip()
    found = numbering(text)
    if found and found.length < len(text):
        text = text[found.length :]
    return fold(text)


def entry_key(text: str) -> str:
    """``title_key`` of an entry of a contents page, without its leaders and page number."""
    return title_key(_TRAILING_PAGE.sub("", _LEADERS.sub(" ", text)))


def has_leaders(text: str) -> bool:
    return bool(_LEADERS.search(text))


def fold(text: str) -> str:
    """Lower case, without accents, punctuation or double spaces."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    plain = plain.replace("œ", "oe").replace("æ", "ae")
    return " ".join(re.findall(r"[a-z0-9]+", plain))
