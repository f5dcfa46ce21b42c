"""Each word's box holds the word: checked against another parser and against the rendered page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pdfplumber
import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from analyser.domain.geometry import Span
from analyser.reading import read_document

TEXT = (
    "Je reçois Amélie à l’accueil du centre pour un premier entretien.",
    "Elle me dit : « Je ne sais plus où j’en suis, après vingt ans. »",
    "Nous convenons d’un second rendez-vous, sans engagement de sa part.",
)


def paint(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 12)
    for rank, line in enumerate(TEXT):
        canvas.drawString(72, 700 - 16 * rank, line)
    canvas.setFont("Times-Bold", 18)
    canvas.drawString(300, 300, "Jalons atteints")


def turned(degrees: int) -> Callable[[Canvas], None]:
    def page(canvas: Canvas) -> None:
        canvas.setPageRotation(degrees)
        paint(canvas)

    return page


def cropped(canvas: Canvas) -> None:
    canvas.setCropBox((36, 100, 560, 800))
    paint(canvas)


def scaled(canvas: Canvas) -> None:
    canvas.scale(0.75, 0.75)
    paint(canvas)


def test_words_agree_with_pdfplumber(draw: Callable[..., Path]) -> None:
    path = draw(paint)
    document = read_document(path)
    with pdfplumber.open(path) as pdf:
        expected = pdf.pages[0].extract_words(x_tolerance=1.5)
    words = [(document.text[w.start : w.end], w) for line in document.lines for w in line.words]
    assert [text for text, _ in words] == [w["text"] for w in expected]
    for (_, box), other in zip(words, expected, strict=True):
        assert box.x0 == pytest.approx(other["x0"], abs=1.5)
        assert box.x1 == pytest.approx(other["x1"], abs=1.5)
        middle = (other["top"] + other["bottom"]) / 2
        assert box.top < middle < box.bottom
        assert box.bottom - box.top < 1.3 * (other["bottom"] - other["top"])


@pytest.mark.parametrize("page", [paint, turned(90), turned(180), turned(270), cropped, scaled])
def test_boxes_hold_all_the_ink(draw: Callable[..., Path], page: Callable[[Canvas], None]) -> None:
    path = draw(page)
    document = read_document(path)
    pdf = pypdfium2.PdfDocument(path)
    scale = 3
    ink = np.asarray(pdf[0].render(scale=scale).to_pil().convert("L")) < 128
    assert ink.shape == (round(document.pages[0].height_pt * scale), round(document.pages[0].width_pt * scale))
    outside = ink.copy()
    for line in document.lines:
        for word in line.words:
            rows = slice(int(word.top * scale) - 2, int(word.bottom * scale) + 3)
            columns = slice(int(word.x0 * scale) - 2, int(word.x1 * scale) + 3)
            assert ink[rows, columns].any(), document.text[word.start : word.end]
            outside[rows, columns] = False
    assert not outside.any()


def test_upright_pages_read_in_order(draw: Callable[..., Path]) -> None:
    document = read_document(draw(paint))
    assert [document.slice(line.span) for line in document.lines] == [*TEXT, "Jalons atteints"]
    assert [(line.size_pt, line.bold) for line in document.lines[-2:]] == [(12.0, False), (18.0, True)]


def test_a_span_gives_one_box_a_line(draw: Callable[..., Path]) -> None:
    document = read_document(draw(paint))
    start = document.text.index("vingt ans")
    boxes = document.boxes(Span(start, document.text.index("rendez-vous")))
    assert len(boxes) == 2
    assert boxes[0].bottom - 6 < boxes[1].top
