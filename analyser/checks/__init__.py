"""Document -> Alerts: facts and risks beside the elements. One table, ``CHECKS``; the rules are YAML."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analyser.checks.annexes import annexes
from analyser.checks.borrowed import borrowed
from analyser.checks.language import other_language
from analyser.checks.pages import short_document, unreadable_pages
from analyser.checks.personal_data import personal_data
from analyser.checks.rules import absent_topics, stated_facts
from analyser.domain.analysis import Alert, AlertLevel
from analyser.domain.document import Document
from analyser.domain.framework import Framework
from analyser.domain.passages import Passage

Check = Callable[[Document, Sequence[Passage], Framework, str], list[Alert]]

CHECKS: dict[str, Check] = {
    "pages": unreadable_pages,
    "length": short_document,
    "language": other_language,
    "facts": stated_facts,
    "absent": absent_topics,
    "personal_data": personal_data,
    "annexes": annexes,
    "borrowed": borrowed,
}
_ORDER = {AlertLevel.ERROR: 0, AlertLevel.WARNING: 1, AlertLevel.INFO: 2}


def find_alerts(
    document: Document, passages: Sequence[Passage], framework: Framework, evaluation: str
) -> tuple[Alert, ...]:
    """Every alert, the most serious first, then by page and code."""
    found = [alert for check in CHECKS.values() for alert in check(document, passages, framework, evaluation)]
    return tuple(sorted(found, key=lambda a: (_ORDER[a.level], a.page or 0, a.code, a.text or "")))
