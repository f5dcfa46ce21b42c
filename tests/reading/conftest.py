"""Small PDFs with known text, made with independent producers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas


@pytest.fixture
def draw(tmp_path: Path) -> Callable[..., Path]:
    """Make a PDF by drawing on a reportlab canvas: ``draw(paint, encrypt=None)``, ``paint(canvas)``."""

    def make(paint: Callable[[Canvas], None], name: str = "rapport.pdf", encrypt: object = None) -> Path:
        path = tmp_path / name
        canvas = Canvas(str(path), pagesize=A4, encrypt=encrypt, invariant=1)
        paint(canvas)
        canvas.save()
        return path

    return make


@pytest.fixture(scope="session")
def from_html(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Path]:
    """Make a PDF from HTML and CSS with WeasyPrint."""
    import weasyprint

    def make(html: str, css: str = "") -> Path:
        path = tmp_path_factory.mktemp("html") / "rapport.pdf"
        page = '@page{size:A4;margin:2.2cm} body{font:11pt "DejaVu Serif",serif}'
        source = f'<html lang="fr"><meta charset="utf-8"><style>{page}{css}</style><body>{html}</body></html>'
        weasyprint.HTML(string=source).write_pdf(path)
        return path

    return make
