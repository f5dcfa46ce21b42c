"""When a page shown in a real browser has settled, and what axe-core says of it."""

from __future__ import annotations

from typing import Any

import pytest


def settled(page: Any) -> None:
    """Waits until the page's script has run to its end: what is absent then is absent for good."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def serious_violations(page: Any) -> list[str]:
    """What axe-core, which comes with the package, finds serious or critical on the page."""
    settled(page)
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")
    page.wait_for_timeout(500)  # a half-faded text has no contrast
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{v['id']} ({v['impact']}): {[node['html'][:150] for node in v['nodes'][:3]]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
