"""Whether a hyphen at the end of a printed line belongs to the word or was put there by the typesetter."""

from __future__ import annotations

import re
from collections.abc import Container

# After these the hyphen is part of the word: "savoir-faire", "celui-ci", "rendez-vous". First syllables of longer
# words ("par-", "en-", "ex-") are left out on purpose.
_FIRST_TEXT = """
après arrière avant beau belle celle celles celui ceux chef cinquante demi dix elle elles eux grand grands
grande lui médico mini moi mot mots multi nombre non nord nous ouest peut porte presqu psycho quarante quatre
quelques rendez sainte saint savoir savoirs self semi six socio soi soixante sud tiers toi trente tête vice
vingt vis vous compte là temps feuille clé
"""
_FIRST_PARTS = frozenset(_FIRST_TEXT.split())
# Before these too: "dit-il", "moi-même", "cette fois-ci", "bien-être".
_LAST_TEXT = "je tu il elle on nous vous ils elles ce ci là même mêmes moi toi t-il t-elle t-on être leur y"
_LAST_PARTS = frozenset(_LAST_TEXT.split())


def keeps_hyphen(first: str, last: str, known: Container[str]) -> bool:
    """Whether ``first`` ending in a hyphen and ``last`` on the next line make a compound.

    Args:
        first: the word at the end of the line, with its hyphen.
        last: the word at the start of the next line.
        known: lower-case words met inside lines of the same document, hyphenated ones included.
    """
    head = first.rstrip("-").lower()
    tail = _leading_word(last.lower())
    head_word = re.split(r"[’'«(\[]", head)[-1]
    if not head_word or not tail or not head_word[-1].isalpha() or not tail[0].isalpha():
        return True  # "6313-" and "4", a dash standing alone
    if last[0].isupper():
        return True  # "Auvergne-" and "Rhône-Alpes"
    first_tail = tail.split("-")[0]
    if f"{head_word}-{tail}" in known or f"{head_word}-{first_tail}" in known:
        return True
    if f"{head_word}{tail}" in known:
        return False
    if "-" in head_word:
        return head_word.rsplit("-", 1)[-1] in _FIRST_PARTS | {"en", "à", "de", "le", "vous", "sur", "t", "d"}
    if head_word in _FIRST_PARTS or first_tail in _LAST_PARTS:
        return True
    # Both halves are words of this document on their own, and long ones: "coach-" "formatrice".
    return len(head_word) > 4 and len(first_tail) > 4 and head_word in known and first_tail in known


def _leading_word(word: str) -> str:
    match = re.match(r"[^\W\d_]+(?:-[^\W\d_]+)*", word)
    return match.group(0) if match else ""


def known_words(texts: Container[str] | list[str]) -> frozenset[str]:
    """The lower-case words of ``texts``, hyphenated compounds whole."""
    found: set[str] = set()
    for text in texts:  # type: ignore[union-attr]
        found.update(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()))
    return frozenset(found)
