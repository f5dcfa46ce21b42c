"""Reading order, blocks, tables and mended words of PDFs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from analyser.domain.document import Document, LineRole, PageQuality
from analyser.reading import read_document

PARAGRAPHS = (
    "Le premier entretien sert à accueillir la personne, à écouter ce qui l’amène et à vérifier ensemble que le bilan "
    "répond bien à sa demande. Rien n’est signé ce jour-là, et chacun repart avec un délai de réflexion.",
    "Je présente ensuite le cadre : la confidentialité, la durée, les trois phases, les conditions de remise de la "
    "synthèse. La bénéficiaire pose ses questions, auxquelles je réponds sans détour.",
    "Au second rendez-vous, nous écrivons les objectifs. Elle choisit les mots, je propose des formulations plus "
    "précises, nous gardons celles qui lui ressemblent.",
)


def blocks(document: Document) -> list[str]:
    return document.text.split("\n")


def prose(*, tag: str = "p") -> str:
    return "".join(f"<{tag}>{text}</{tag}>" for text in PARAGRAPHS)


@pytest.mark.parametrize(
    "css",
    [
        "",
        "p{text-align:justify;hyphens:auto}",
        "p{margin:0;text-indent:18pt;text-align:justify}",
        "p{margin:0}",
        "p{line-height:2;margin:0 0 4pt}",
        "body{font-size:8pt} p{width:7cm;hyphens:auto}",
    ],
)
def test_paragraphs_are_whole(from_html: Callable[..., Path], css: str) -> None:
    document = read_document(from_html(prose(), css))
    assert blocks(document) == list(PARAGRAPHS)


def test_two_columns_are_read_one_after_the_other(from_html: Callable[..., Path]) -> None:
    css = "body{column-count:2;column-gap:20pt;hyphens:auto;text-align:justify} h1{column-span:all}"
    html = "<h1>Mon rapport</h1>" + prose() * 4
    document = read_document(from_html(html, css))
    assert blocks(document) == ["Mon rapport", *(PARAGRAPHS * 4)]
    body = [line for line in document.lines if line.box and line.block > 0]
    left, right = body[0].box, body[-1].box
    assert left is not None and right is not None
    assert left.x1 < right.x0


def test_justified_columns_with_lists_are_no_table(from_html: Callable[..., Path]) -> None:
    """Wide blanks cut the lines in runs, and bullets are drawn apart from their text."""
    css = "body{font-size:12pt;column-count:2;column-gap:20pt;text-align:justify}"
    items = "".join(f"<li>{text}</li>" for text in PARAGRAPHS)
    html = (f"<h2>Le cadre posé</h2>{prose()}<ul>{items}</ul>") * 3
    document = read_document(from_html(html, css))
    assert all(line.role is not LineRole.TABLE_ROW for line in document.lines)
    assert blocks(document)[:4] == ["Le cadre posé", *PARAGRAPHS]


def test_columns_drawn_row_by_row(draw: Callable[..., Path]) -> None:
    left = [f"gauche ligne {i} qui remplit toute sa colonne" for i in range(14)]
    right = [f"droite ligne {i} qui remplit aussi la sienne" for i in range(14)]

    def paint(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for rank, (a, b) in enumerate(zip(left, right, strict=True)):
            canvas.drawString(60, 700 - 13 * rank, a)
            canvas.drawString(310, 700 - 13 * rank, b)

    document = read_document(draw(paint))
    assert [document.slice(line.span) for line in document.lines] == left + right


TABLE = (
    ("Phase", "Ce que je fais", "Durée"),
    (
        "Préliminaire",
        "J’accueille, j’analyse la demande et je confirme l’engagement de la personne dans la démarche.",
        "4 h",
    ),
    ("Investigation", "Tests, enquêtes auprès de professionnels, hypothèses de métier confrontées au réel.", "14 h"),
    ("Conclusion", "Synthèse relue à deux.", "6 h"),
)


@pytest.mark.parametrize(
    "css",
    [
        "td{border:1px solid #333}",
        "table{border-collapse:collapse} td{border:.5pt solid #333;padding:4pt}",
        "td{border-bottom:.5pt solid #999;padding:4pt}",
        "table{border-collapse:collapse} tr{border-bottom:.5pt solid #999} td{padding:2pt 14pt}",
        "td{padding:2pt 14pt;vertical-align:top}",
        "td{background:#eee;padding:4pt}",
    ],
)
def test_table_rows(from_html: Callable[..., Path], css: str) -> None:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in TABLE)
    html = f"<p>{PARAGRAPHS[0]}</p><table style='width:12cm'>{rows}</table><p>{PARAGRAPHS[1]}</p>"
    document = read_document(from_html(html, css))
    assert blocks(document) == [PARAGRAPHS[0], *(" | ".join(row) for row in TABLE), PARAGRAPHS[1]]
    roles = [line.role for line in document.lines if line.role is LineRole.TABLE_ROW]
    assert len(roles) == len(TABLE)
    assert len({line.block for line in document.lines}) == len(TABLE) + 2


def test_a_frame_around_text_is_no_table(from_html: Callable[..., Path]) -> None:
    document = read_document(from_html(f"<div style='border:1px solid'>{prose()}</div>"))
    assert blocks(document) == list(PARAGRAPHS)
    assert all(line.role is LineRole.BODY for line in document.lines)


def test_list_items_are_blocks(from_html: Callable[..., Path]) -> None:
    items = "".join(f"<li>{text}</li>" for text in PARAGRAPHS)
    document = read_document(from_html(f"<ul style='margin:0'>{items}</ul>"))
    assert blocks(document) == [f"• {text}" for text in PARAGRAPHS]


def test_wrapped_words_are_mended_and_compounds_kept(draw: Callable[..., Path]) -> None:
    lines = ["Elle a développé un vrai savoir-", "faire, et son accompa-", "gnement dura six mois, dit-", "elle enfin."]

    def paint(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 11)
        for rank, line in enumerate(lines):
            canvas.drawString(72, 700 - 14 * rank, line)

    document = read_document(draw(paint))
    assert (
        document.text == "Elle a développé un vrai savoir-faire, et son accompagnement dura six mois, dit-elle enfin."
    )
    words = [document.text[word.start : word.end] for line in document.lines for word in line.words]
    assert words[5:7] == ["savoir-", "faire,"]
    assert words[9:11] == ["accompa", "gnement"]


def test_doubled_characters_and_ligatures(from_html: Callable[..., Path], draw: Callable[..., Path]) -> None:
    def paint(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 14)
        for shift in (0, 0.3):
            canvas.drawString(72 + shift, 700, "Un titre en faux gras")

    document = read_document(draw(paint))
    assert document.text == "Un titre en faux gras"
    text = "L\u2019\ufb01liation o\ufb03cielle, e\u0301te\u0301 com\u00adpris, 10\u00a0h\u202f: oui."
    assert read_document(from_html(f"<p>{text}</p>")).text == "L’filiation officielle, été compris, 10 h : oui."


def test_headings_from_tags_and_bookmarks(from_html: Callable[..., Path]) -> None:
    document = read_document(from_html(f"<h1>Mon rapport</h1><h2>Le cadre</h2>{prose()}"))
    assert [(mark.title, mark.level, mark.page) for mark in document.bookmarks] == [
        ("Mon rapport", 1, 1),
        ("Le cadre", 2, 1),
    ]
    assert document.bookmarks[0].top_pt is not None


def test_blocks_stop_at_the_page(from_html: Callable[..., Path]) -> None:
    document = read_document(from_html(prose() * 12))
    assert len(document.pages) > 1
    for _, lines in groupby(document.lines, key=lambda line: line.block):
        assert len({line.page for line in lines}) == 1


def test_the_same_file_gives_the_same_document(from_html: Callable[..., Path]) -> None:
    path = from_html(prose() * 3)
    assert read_document(path) == read_document(path)
    assert all(page.quality is PageQuality.TEXT for page in read_document(path).pages)


def test_a_justified_title_in_a_narrow_column_is_no_table(draw: Callable[..., Path]) -> None:
    rows = (("PREMIÈRE", "PARTIE.", "LE"), ("CARNET", "DE BORD", "DE"), ("THIBAUD",))

    def paint(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 14)
        for rank, row in enumerate(rows):
            x = 72.0
            for word in row:
                canvas.drawString(x, 700 - 18 * rank, word)
                x += canvas.stringWidth(word) + 30

    document = read_document(draw(paint))
    assert document.text == "PREMIÈRE PARTIE. LE CARNET DE BORD DE THIBAUD"
    assert all(line.role is LineRole.BODY for line in document.lines)
