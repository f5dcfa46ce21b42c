"""Annexes announced and absent, the référentiel pasted: found where they are, silent elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyser.checks.annexes import annexes
from analyser.checks.borrowed import borrowed
from analyser.domain.analysis import Alert
from analyser.frameworks.loading import load_framework
from analyser.pipeline import parse
from analyser.settings import Settings

FRAMEWORK = load_framework(Settings().framework_dir)


def alerts(check: object, text: str, folder: Path) -> list[Alert]:
    path = folder / "rapport.md"
    path.write_text(text, "utf-8")
    parsed = parse(path)
    assert callable(check)
    found: list[Alert] = check(parsed.document, parsed.passages, FRAMEWORK, "E1")
    return found


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("La convention figure en annexe 2.\n\n# Annexe 2 : convention\n\nEntre les parties.", []),
        ("La convention figure en annexe 2.\n\n# Annexe 1\n\nEntre les parties.", ["2"]),
        ("Voir l'annexe n° 3 et l'annexe 3.", ["3"]),
        ("Voir annexe A.\n\n**Annexe A**\n\nLe questionnaire.", []),
        ("Annexe 4 ............ p. 12\n\nLe programme est donné (annexe 4).", ["4"]),
        ("Les annexes sont jointes.", []),
        ("Une annexe au contrat, et l'annexe a été relue.", []),
        ("Annexe 1 : la grille. Annexe 2 : le livret.\n\nVoir annexe 2.", []),
    ],
)
def test_an_annexe_announced_is_looked_for(text: str, missing: list[str], tmp_path: Path) -> None:
    found = alerts(annexes, text, tmp_path)
    assert [a.message.split()[1] for a in found] == missing


def test_the_framework_pasted_is_told_from_prose(tmp_path: Path) -> None:
    criterion = next(c for c in FRAMEWORK.criteria if len(c.text.split()) > 15)
    own = (
        "Je reçois Lina une première fois, sans engagement, et je note sa demande avec ses mots à elle, puis les miens."
    )
    found = alerts(borrowed, f"{criterion.text}\n\n{own}", tmp_path)
    assert found
    assert all(a.text is not None and own not in a.text for a in found)
