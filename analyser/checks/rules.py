"""Checks whose rules are data: facts stated wrongly, topics absent from the whole document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from analyser.domain.analysis import Alert, AlertLevel
from analyser.domain.document import Document
from analyser.domain.framework import Framework
from analyser.domain.passages import Passage
from analyser.frameworks.cues import fold

TEXT_CHARACTERS = 200


@dataclass(frozen=True)
class FactRule:
    """Matches a folded sentence; ``unless`` in the same sentence silences it."""

    id: str
    level: AlertLevel
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    message: str

    def matches(self, plain: str) -> bool:
        """Whether a sentence, already folded, states the fact."""
        return bool(self.pattern.search(plain)) and not (self.unless and self.unless.search(plain))


@dataclass(frozen=True)
class AbsenceRule:
    """Fires when nothing in the whole document matches."""

    id: str
    evaluation: str
    pattern: re.Pattern[str]
    message: str


@cache
def _stored() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "rules.yaml").read_text("utf-8"))
    return loaded


@cache
def fact_rules() -> tuple[FactRule, ...]:
    return tuple(
        FactRule(
            rule["id"],
            AlertLevel(rule["niveau"]),
            re.compile(rule["expression"]),
            re.compile(rule["sauf"]) if "sauf" in rule else None,
            rule["message"],
        )
        for rule in _stored()["faits"]
    )


@cache
def absence_rules() -> tuple[AbsenceRule, ...]:
    return tuple(
        AbsenceRule(rule["id"], rule["evaluation"], re.compile(rule["expression"]), rule["message"])
        for rule in _stored()["absences"]
    )


def stated_facts(document: Document, passages: Sequence[Passage], framework: Framework, evaluation: str) -> list[Alert]:
    found = []
    for passage in passages:
        text = document.slice(passage.span)
        plain = fold(text)
        for rule in fact_rules():
            if rule.matches(plain):
                found.append(Alert(rule.id, rule.level, rule.message, passage.page, text[:TEXT_CHARACTERS]))
    return found


def absent_topics(
    document: Document, passages: Sequence[Passage], framework: Framework, evaluation: str
) -> list[Alert]:
    """Nothing is claimed absent from a document that has unreadable pages, or no text at all."""
    if not document.is_fully_readable or not passages:
        return []
    plain = fold(document.text)
    return [
        Alert(rule.id, AlertLevel.INFO, rule.message)
        for rule in absence_rules()
        if rule.evaluation == evaluation and not rule.pattern.search(plain)
    ]
