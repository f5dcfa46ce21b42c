"""Personal data that a report should not carry; the alert never repeats the full value."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from analyser.domain.analysis import Alert, AlertLevel
from analyser.domain.document import Document
from analyser.domain.framework import Framework
from analyser.domain.passages import Passage

_NIR = re.compile(r"(?<!\d)([12])\s?(\d{2})\s?(\d{2})\s?(\d{2}|2[AB])\s?(\d{3})\s?(\d{3})\s?(\d{2})(?!\d)")


def _any(text: str) -> bool:
    return True


def valid_nir(text: str) -> bool:
    """Whether the key of a French social security number is right (97 minus the number modulo 97)."""
    digits = re.sub(r"\s", "", text).replace("2A", "19").replace("2B", "18")
    return 97 - int(digits[:13]) % 97 == int(digits[13:])


def valid_iban(text: str) -> bool:
    """Whether an IBAN's check digits are right (ISO 13616)."""
    compact = re.sub(r"\s", "", text)
    moved = compact[4:] + compact[:4]
    return int("".join(str(int(c, 36)) for c in moved)) % 97 == 1


PATTERNS: tuple[tuple[str, str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("DONNEE_COURRIEL", "une adresse électronique", re.compile(r"[\w.+-]+@[\w-]+\.[\w.]{2,}"), _any),
    (
        "DONNEE_TELEPHONE",
        "un numéro de téléphone",
        re.compile(r"(?<!\d)(?:\+33\s?|0)[1-9](?:[\s.-]?\d{2}){4}(?!\d)"),
        _any,
    ),
    ("DONNEE_NIR", "un numéro de sécurité sociale", _NIR, valid_nir),
    ("DONNEE_IBAN", "un IBAN", re.compile(r"\bFR\d{2}(?:\s?[0-9A-Z]{4}){5}\s?[0-9A-Z]{3}\b"), valid_iban),
)


def personal_data(
    document: Document, passages: Sequence[Passage], framework: Framework, evaluation: str
) -> list[Alert]:
    found = []
    # Lines, not passages: headers and footers often carry a name and a telephone number.
    for line in document.lines:
        text = document.slice(line.span)
        for code, what, pattern, valid in PATTERNS:
            for match in pattern.finditer(text):
                if valid(match[0]):
                    message = f"Cette page contient {what} : vérifiez que le rapport est anonymisé."
                    found.append(Alert(code, AlertLevel.WARNING, message, line.page, masked(match[0])))
    return found


def masked(value: str) -> str:
    """The first characters only, enough to find the place."""
    return value[:3] + "…"
