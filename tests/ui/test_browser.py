"""The candidate's journey in a real Chromium, from upload to erasure, with axe-core on each screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analyser.domain.analysis import Analysis, Status
from analyser.ui import PAGES
from tests.conftest import SAMPLES
from tests.ui.accessibility import serious_violations, settled

pytestmark = [pytest.mark.enable_socket, pytest.mark.allow_hosts(["127.0.0.1", "localhost"])]


def open_tab(page: Any, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    page.get_by_role("tab", name=name, selected=True).wait_for()


def test_a_candidate_checks_a_draft(app_url: str, browser_page: Any, tmp_path: Path, sample_e2: Analysis) -> None:
    page = browser_page
    missing = [v for v in sample_e2.elements if v.status is Status.MISSING]
    found = [v for v in sample_e2.elements if v.evidence]
    several = next(v for v in found if len(v.evidence) > 1)
    page.goto(app_url)
    page.get_by_role("heading", name="Vérifier mon brouillon", level=1).wait_for()
    page.get_by_role("button", name="Choisir un fichier").wait_for()
    page.wait_for_function("document.documentElement.lang === 'fr'")
    page.wait_for_function("document.title === 'Vérifier mon brouillon'")
    page.get_by_text("votre contact est Camille Roy").wait_for()
    assert serious_violations(page) == []

    page.locator("input[type=file]").first.set_input_files(SAMPLES / "rapport-E2.pdf")
    page.get_by_role("tab", name="Aperçu").wait_for(timeout=240_000)
    page.get_by_role("rowheader", name="E2R1 Livret").wait_for()
    page.get_by_role("rowheader", name="E2Cr3").wait_for()
    assert serious_violations(page) == []

    open_tab(page, f"Non trouvé ({len(missing)})")
    page.locator("summary", has_text=missing[0].id).click()
    page.wait_for_timeout(600)  # it unfolds
    page.get_by_text(f"Voir les passages proches de {missing[0].id} sur la page").click()
    page.get_by_role("img", name="Page").first.wait_for()
    assert serious_violations(page) == []

    page.get_by_role("tab", name=f"Trouvé ({len(found)})", exact=True).click()
    page.get_by_label("Attendu à montrer").click()
    page.get_by_role("option", name=several.id).click()
    page.get_by_text(f"Passage 1 sur {len(several.evidence)}").locator("visible=true").first.wait_for()
    page.get_by_role("button", name="Passage suivant").locator("visible=true").click()
    page.get_by_text(f"Passage 2 sur {len(several.evidence)}").locator("visible=true").first.wait_for()
    image = page.get_by_role("img", name="est surligné le passage").locator("visible=true")
    image.wait_for()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 500
    assert serious_violations(page) == []

    for name in (f"Alertes ({len(sample_e2.alerts)})", "Plan", "Comparer", "Télécharger"):
        open_tab(page, name)
        assert serious_violations(page) == [], name

    with page.expect_download() as download:
        page.get_by_role("button", name="Page accessible (HTML)").click()
    saved = tmp_path / "verification.html"
    download.value.save_as(saved)
    assert '<html lang="fr">' in saved.read_text("utf-8")

    page.get_by_role("button", name="Effacer").click()
    page.get_by_text("Effacé : cette page ne garde plus rien").wait_for()
    page.get_by_role("tab").first.wait_for(state="detached")
    settled(page)
    assert page.get_by_role("tab").count() == 0
    assert serious_violations(page) == []


@pytest.mark.parametrize("address", [page.address for page in PAGES])
def test_each_page_opens_in_french_without_serious_violation(address: str, app_url: str, browser_page: Any) -> None:
    page = browser_page
    page.goto(f"{app_url}/{address}")
    title = next(p.title for p in PAGES if p.address == address)
    page.get_by_role("heading", name=title, level=1).wait_for()
    settled(page)
    assert page.get_by_role("heading", level=1).count() == 1
    page.wait_for_function("document.documentElement.lang === 'fr'")
    assert serious_violations(page) == []
