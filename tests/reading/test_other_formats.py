"""DOCX, ODT, text and Markdown."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.enum.text import WD_BREAK
from odf import style, table, text
from odf.opendocument import OpenDocumentText

from analyser.domain.document import Document, LineRole
from analyser.reading import read_document

Row = tuple[str, int, LineRole, int | None]


def rows(document: Document) -> list[Row]:
    return [(document.slice(line.span), line.page, line.role, line.heading_level) for line in document.lines]


BODY, TABLE_ROW = LineRole.BODY, LineRole.TABLE_ROW


def test_docx(tmp_path: Path) -> None:
    source = docx.Document()
    source.add_heading("Mon rapport", 0)
    source.add_heading("Le cadre", 1)
    paragraph = source.add_paragraph("Je pose le ")
    paragraph.add_run("cadre").bold = True
    paragraph.add_run(".")
    source.add_paragraph("Confidentialité", style="List Bullet")
    grid = source.add_table(2, 2)
    for index, value in enumerate(("Phase", "Durée", "Investigation", "14 h")):
        grid.cell(index // 2, index % 2).text = value
    source.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    source.add_heading("La suite", 2)
    source.add_paragraph("Elle choisit.")
    source.save(tmp_path / "rapport.docx")
    document = read_document(tmp_path / "rapport.docx")
    assert rows(document) == [
        ("Mon rapport", 1, BODY, 1),
        ("Le cadre", 1, BODY, 1),
        ("Je pose le cadre.", 1, BODY, None),
        ("Confidentialité", 1, BODY, None),
        ("Phase | Durée", 1, TABLE_ROW, None),
        ("Investigation | 14 h", 1, TABLE_ROW, None),
        ("La suite", 2, BODY, 2),
        ("Elle choisit.", 2, BODY, None),
    ]
    assert (document.format, len(document.pages), document.pages[0].width_pt) == ("docx", 2, 595.0)
    assert all(line.box is None for line in document.lines)


def test_odt(tmp_path: Path) -> None:
    source = OpenDocumentText()
    breaking = style.Style(name="Saut", family="paragraph")
    breaking.addElement(style.ParagraphProperties(breakbefore="page"))
    source.automaticstyles.addElement(breaking)
    source.text.addElement(text.H(outlinelevel=1, text="Mon rapport"))
    source.text.addElement(text.P(text="Je pose le cadre."))
    items = text.List()
    item = text.ListItem()
    item.addElement(text.P(text="Confidentialité"))
    items.addElement(item)
    source.text.addElement(items)
    grid = table.Table()
    for cells in (("Phase", "Durée"), ("Investigation", "14 h")):
        row = table.TableRow()
        for value in cells:
            cell = table.TableCell()
            cell.addElement(text.P(text=value))
            row.addElement(cell)
        grid.addElement(row)
    source.text.addElement(grid)
    source.text.addElement(text.H(outlinelevel=2, text="La suite", stylename=breaking))
    source.save(str(tmp_path / "rapport.odt"))
    document = read_document(tmp_path / "rapport.odt")
    assert rows(document) == [
        ("Mon rapport", 1, BODY, 1),
        ("Je pose le cadre.", 1, BODY, None),
        ("Confidentialité", 1, BODY, None),
        ("Phase | Durée", 1, TABLE_ROW, None),
        ("Investigation | 14 h", 1, TABLE_ROW, None),
        ("La suite", 2, BODY, 2),
    ]


def test_markdown(tmp_path: Path) -> None:
    path = tmp_path / "rapport.md"
    path.write_text(
        "---\nauteur: x\n---\n# Mon *rapport*\n\nJe **pose** le cadre.\n\n- Confidentialité\n- [ ] Durée\n\n"
        "| Phase | Durée |\n|---|---|\n| Investigation | 14 h |\n\n**La suite**\n\n1. Elle choisit.\n",
        encoding="utf-8",
    )
    document = read_document(path)
    assert rows(document) == [
        ("Mon rapport", 1, BODY, 1),
        ("Je pose le cadre.", 1, BODY, None),
        ("Confidentialité", 1, BODY, None),
        ("Durée", 1, BODY, None),
        ("Phase | Durée", 1, TABLE_ROW, None),
        ("Investigation | 14 h", 1, TABLE_ROW, None),
        ("La suite", 1, BODY, None),
        ("1. Elle choisit.", 1, BODY, None),
    ]
    assert [line.bold for line in document.lines] == [False] * 6 + [True, False]


def test_markdown_with_html_blocks(tmp_path: Path) -> None:
    path = tmp_path / "rapport.md"
    path.write_text(
        "<h1>Mon rapport</h1>\n<p>Je pose <i>le</i> cadre &amp; les règles.</p>\n"
        "<ul>\n<li>Un</li>\n<li>Deux</li>\n</ul>\n<table>\n<tr><th>Phase</th><th>Durée</th></tr>\n"
        "<tr>\n<td>Investigation</td>\n<td>14 h</td>\n</tr>\n</table>\n",
        encoding="utf-8",
    )
    assert [(text, level) for text, _, _, level in rows(read_document(path))] == [
        ("Mon rapport", 1),
        ("Je pose le cadre & les règles.", None),
        ("Un", None),
        ("Deux", None),
        ("Phase | Durée", None),
        ("Investigation | 14 h", None),
    ]


def test_text_encodings_and_pages(tmp_path: Path) -> None:
    wrapped = (
        "Le premier entretien sert à accueillir la personne et à\nvérifier que le bilan répond à sa demande.\n"
        "Elle repart avec un délai.\n\n- un\n- deux\f1. La suite\n"
    )
    expected = [
        ("Le premier entretien sert à accueillir la personne et à vérifier que le bilan répond à sa demande.", 1),
        ("Elle repart avec un délai.", 1),
        ("- un", 1),
        ("- deux", 1),
        ("1. La suite", 2),
    ]
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        path = tmp_path / f"{encoding}.txt"
        path.write_bytes(wrapped.encode(encoding))
        assert [row[:2] for row in rows(read_document(path))] == expected
