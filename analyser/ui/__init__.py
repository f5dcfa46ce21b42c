"""The Streamlit interface; the only importer of streamlit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page: its module's ``show`` draws it.

    Attributes:
        title: in the menu and in the browser's title.
        address: last part of its URL.
    """

    module: str
    title: str
    address: str


# The first one opens by default.
PAGES: tuple[PageRow, ...] = (
    PageRow("analyser.ui.pages.check_draft", "Vérifier mon brouillon", "brouillon"),
    PageRow("analyser.ui.pages.review", "Trier et évaluer", "evaluer"),
    PageRow("analyser.ui.pages.audit", "Auditer la couverture", "auditer"),
)
