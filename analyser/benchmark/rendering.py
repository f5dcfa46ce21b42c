"""Renders marked reports to real PDFs: LibreOffice (from DOCX), Chromium and WeasyPrint (from HTML)."""

from __future__ import annotations

import hashlib
import html
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import docx
from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from markdown_it import MarkdownIt
from markdown_it.token import Token

from analyser.domain.gold import MarkedReport

TIMEOUT_S = 180
_FONTS = ("Liberation Serif", "Liberation Sans", "DejaVu Serif", "DejaVu Sans")


class RenderingError(RuntimeError):
    """A producer is not installed, or gave no PDF."""


def _tokens(report: MarkedReport) -> list[Token]:
    return MarkdownIt("commonmark").enable("table").parse(report.markdown)


def _choice(report: MarkedReport, purpose: str, count: int) -> int:
    """A stable choice, so that the same report is always rendered alike."""
    return hashlib.sha256(f"{report.name}/{purpose}".encode()).digest()[0] % count


def producer_of(report: MarkedReport) -> str:
    """Which of ``PRODUCERS`` renders this report: as its layout asks, else by turns."""
    if report.layout in ("word-headings", "tables-heavy"):
        return "libreoffice" if _choice(report, "producer", 3) else "weasyprint"
    if report.layout == "html":
        return "chromium"
    return sorted(PRODUCERS)[_choice(report, "producer", 3)]


def render(reports: Sequence[MarkedReport], folder: Path) -> dict[str, Path]:
    """Render each report to ``folder/NAME.pdf`` (kept when its text has not changed). Returns name -> path."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {}
    for report in reports:
        target = folder / f"{report.name}.pdf"
        stamp = folder / f"{report.name}.sha256"
        digest = hashlib.sha256(report.markdown.encode()).hexdigest()
        if not (target.is_file() and stamp.is_file() and stamp.read_text() == digest):
            PRODUCERS[producer_of(report)](report, target)
            stamp.write_text(digest)
        paths[report.name] = target
    return paths


# --- HTML -------------------------------------------------------------------------------------------------------------


def to_html(report: MarkedReport) -> str:
    """The report as a styled page; the layout decides columns and sizes."""
    body = MarkdownIt("commonmark").enable("table").render(report.markdown)
    font = _FONTS[_choice(report, "font", len(_FONTS))]
    size = 10 + _choice(report, "size", 3)
    columns = "main { column-count: 2; column-gap: 8mm; }" if report.layout == "two-columns" else ""
    title = html.escape(report.name)
    hyphens = "auto" if _choice(report, "hyphens", 2) else "manual"
    return f"""<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Rapport {title}</title><style>
@page {{ size: A4; margin: 22mm 20mm; @top-center {{ content: "Rapport {title}"; font-size: 8pt; }}
         @bottom-right {{ content: counter(page) " / " counter(pages); font-size: 8pt; }} }}
body {{ font: {size}pt/1.35 "{font}"; hyphens: {hyphens}; text-align: justify; }}
h1 {{ font-size: {size + 7}pt; column-span: all; }} h2 {{ font-size: {size + 3}pt; }} h3 {{ font-size: {size + 1}pt; }}
table {{ border-collapse: collapse; width: 100%; text-align: left; }}
td, th {{ border: 0.5pt solid #555; padding: 2pt 4pt; vertical-align: top; }}
{columns}</style></head><body><main>{body}</main></body></html>"""


def _weasyprint(report: MarkedReport, target: Path) -> None:
    try:
        import weasyprint
    except (ImportError, OSError) as error:  # OSError: its system libraries are absent
        raise RenderingError("WeasyPrint is not installed") from error
    weasyprint.HTML(string=to_html(report)).write_pdf(str(target))


def _chromium(report: MarkedReport, target: Path) -> None:
    program = next((p for p in ("chromium", "chromium-browser", "google-chrome") if shutil.which(p)), None)
    if program is None:
        raise RenderingError("Chromium is not installed")
    with tempfile.TemporaryDirectory() as scratch:
        page = Path(scratch) / "page.html"
        page.write_text(to_html(report), "utf-8")
        options = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-sync",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            f"--user-data-dir={scratch}/profile",
        ]
        _run([program, *options, f"--print-to-pdf={target}", page.as_uri()])
    _require(target)


# --- DOCX -------------------------------------------------------------------------------------------------------------


def _libreoffice(report: MarkedReport, target: Path) -> None:
    if shutil.which("soffice") is None:
        raise RenderingError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / f"{report.name}.docx"
        write_docx(report, source)
        _run(
            [
                "soffice",
                f"-env:UserInstallation=file://{scratch}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                scratch,
                str(source),
            ]
        )
        _require(source.with_suffix(".pdf"))
        shutil.move(source.with_suffix(".pdf"), target)


def write_docx(report: MarkedReport, target: Path) -> None:
    """The report as a word processor would hold it: styles for headings, real tables, a footer with page numbers."""
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name = _FONTS[_choice(report, "font", len(_FONTS))]
    normal.font.size = Pt(10 + _choice(report, "size", 3))
    section = document.sections[0]
    section.header.paragraphs[0].text = f"Rapport {report.name}"
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_field(footer)
    if report.layout == "two-columns":
        columns = OxmlElement("w:cols")
        columns.set(qn("w:num"), "2")
        columns.set(qn("w:space"), "480")
        section._sectPr.append(columns)
    _fill(document, _tokens(report))
    document.save(str(target))


def _page_field(paragraph: Paragraph) -> None:
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _fill(document: DocxDocument, tokens: Sequence[Token]) -> None:
    style = "Normal"
    lists: list[str] = []
    rows: list[list[Token]] = []
    for token in tokens:
        if token.type == "heading_open":
            style = f"Heading {min(int(token.tag[1]), 4)}"
        elif token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append("List Bullet" if token.type.startswith("bullet") else "List Number")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "blockquote_open":
            lists.append("Quote")
        elif token.type == "blockquote_close":
            lists.pop()
        elif token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            _table(document, rows)
            rows = []
        elif token.type == "inline" and rows:
            rows[-1].append(token)
        elif token.type == "inline":
            _runs(document.add_paragraph(style=lists[-1] if lists and style == "Normal" else style), token)
            style = "Normal"


def _table(document: DocxDocument, rows: Sequence[Sequence[Token]]) -> None:
    width = max(len(r) for r in rows)
    table = document.add_table(len(rows), width, style="Table Grid")
    for i, row in enumerate(rows):
        for j, token in enumerate(row):
            _runs(table.cell(i, j).paragraphs[0], token)
    document.add_paragraph()


def _runs(paragraph: Paragraph, inline: Token) -> None:
    bold = italic = False
    for child in inline.children or ():
        if child.type in ("strong_open", "strong_close"):
            bold = child.type == "strong_open"
        elif child.type in ("em_open", "em_close"):
            italic = child.type == "em_open"
        else:
            text = " " if child.type in ("softbreak", "hardbreak") else child.content
            run = paragraph.add_run(text)
            run.bold, run.italic = bold, italic


def _run(command: Sequence[str]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise RenderingError(f"{command[0]} took more than {TIMEOUT_S} s") from error
    if done.returncode:
        raise RenderingError(f"{command[0]} ended with code {done.returncode}")


def _require(path: Path) -> None:
    if not path.is_file():
        raise RenderingError(f"no PDF at {path}")


PRODUCERS: dict[str, Callable[[MarkedReport, Path], None]] = {
    "chromium": _chromium,
    "libreoffice": _libreoffice,
    "weasyprint": _weasyprint,
}
