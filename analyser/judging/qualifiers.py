"""Denials, other people's practice and intentions, from French lists kept apart from the code."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import yaml

from analyser.frameworks.cues import fold

# A line of no more words that ends with a colon opens a list.
LEAD_IN_WORDS = 7


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    lists = yaml.safe_load((Path(__file__).parent / "qualifiers.yaml").read_text("utf-8"))
    compiled = {}
    for name, expressions in lists.items():
        # A star alone stands for a word, a star after letters for any ending.
        bodies = [
            re.sub(r"(?<=\w)\\\*", r"[\\w']*", re.escape(e)).replace(r"\*", r"[\w']+").replace(r"\ ", r"\s+")
            for e in expressions
        ]
        compiled[name] = re.compile(r"(?<!\w)(?:" + "|".join(bodies) + r")(?!\w)")
    return compiled


def qualifiers(text: str) -> frozenset[str]:
    """Which of "negation", "tiers" (somebody else) and "intention" the passage shows."""
    plain = fold(text)
    return frozenset(name for name, pattern in _patterns().items() if pattern.search(plain))


def denials(texts: Sequence[str]) -> list[float]:
    """1.0 for each text that denies or speaks of somebody else's practice."""
    patterns = [_patterns()["negation"], _patterns()["tiers"]]
    return [1.0 if any(pattern.search(plain) for pattern in patterns) else 0.0 for plain in map(fold, texts)]


def announcements(texts: Sequence[str], is_heading: Sequence[bool]) -> list[bool]:
    """Whether each passage only says what follows it: a heading, or a few words that end with a colon.

    Annotators put hardly one mark in a thousand on such lines.
    """
    return [
        heading or (text.rstrip().endswith(":") and len(text.split()) <= LEAD_IN_WORDS)
        for text, heading in zip(texts, is_heading, strict=True)
    ]
