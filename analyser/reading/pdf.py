"""PDF -> Document, with PDFium alone: it is ten times faster than a pure Python parser.

PDFium is not thread-safe: nothing here runs in threads.
"""

from __future__ import annotations

import contextlib
import ctypes
import re
from collections import Counter
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from analyser.domain.document import Bookmark, Document, Page, PageQuality
from analyser.domain.errors import InputError
from analyser.reading.blocks import group_page, typical_leading
from analyser.reading.drafts import DraftBlock, DraftWord, assemble
from analyser.reading.hyphenation import known_words
from analyser.reading.layout import order_page
from analyser.reading.lines import Piece
from analyser.reading.pdf_tags import PageTags, read_tags
from analyser.reading.pdf_words import PageWords, placement, read_words
from analyser.reading.quality import page_quality
from analyser.reading.rulings import Drawings, Table, find_tables, read_drawings
from analyser.reading.text_cleaning import squeeze

_MAX_BOOKMARKS = 2000
_TAG_SHARE = 0.8
_NO_PAGE = "Ce PDF ne contient aucune page : exportez-le de nouveau depuis votre traitement de texte."


def read_pdf(data: bytes, name: str, sha256: str, max_pages: int) -> Document:
    """Read a PDF.

    Raises:
        InputError: PDF_CHIFFRE, PDF_ABIME, PDF_SANS_PAGE, TROP_DE_PAGES.
    """
    with _opened(data) as pdf:
        count = len(pdf)
        if count == 0:
            raise InputError(
                "PDF_SANS_PAGE",
                _NO_PAGE,
            )
        if count > max_pages:
            raise InputError(
                "TROP_DE_PAGES",
                f"Ce PDF compte {count} pages, la limite est de {max_pages} : "
                "déposez le rapport seul, sans ses annexes.",
            )
        fonts: dict[bytes, bool] = {}
        pages: list[Page] = []
        ordered: list[list[Piece]] = []
        headings: dict[int, int | None] = {}
        tags_seen = 0
        for index in range(count):
            page, pieces, tags = _read_page(pdf, index, fonts, tags_seen)
            pages.append(page)
            ordered.append(pieces)
            headings.update({tags_seen + i: tag.heading_level for i, tag in enumerate(tags.tags)})
            tags_seen += len(tags.tags)
        if not any(_loads(pdf, i) for i in range(min(count, 3))) and not any(ordered):
            raise _damaged()
        bookmarks = tuple(_bookmarks(pdf, pages))
        producer = squeeze(pdf.get_metadata_value("Producer") or "")
    leading = typical_leading(ordered)
    blocks: list[DraftBlock] = []
    for page, pieces in zip(pages, ordered, strict=True):
        blocks += group_page(page.number, pieces, leading, headings)
    return assemble(
        name=name,
        sha256=sha256,
        file_format="pdf",
        pages=pages,
        blocks=blocks,
        known=_words_inside_lines(ordered),
        bookmarks=bookmarks,
        producer=producer,
    )


@contextlib.contextmanager
def _opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if re.search(rb"/Type\s*/Pages\b[^>]{0,80}/Count\s+0\b|/Count\s+0\b[^>]{0,80}/Type\s*/Pages\b", data):
            raise InputError("PDF_SANS_PAGE", _NO_PAGE) from None
        # PDFium keeps the code of an earlier failure: the file itself must say that it is encrypted.
        if error.err_code == pdfium.FPDF_ERR_PASSWORD and b"/Encrypt" in data:
            raise InputError(
                "PDF_CHIFFRE",
                "Ce PDF est protégé par un mot de passe : enregistrez-en une copie sans protection, puis déposez-la.",
            ) from None
        pdf = _repaired(data)
    try:
        yield pdf
    finally:
        pdf.close()


def _repaired(data: bytes) -> pypdfium2.PdfDocument:
    """A truncated file with a trailer put back: PDFium finds the objects again by itself, but not the root.

    Raises:
        InputError: PDF_ABIME.
    """
    roots = re.findall(rb"(\d{1,8}) (\d{1,5}) obj\b[^\x00]{0,40}?<<[^>]{0,2000}?/Type\s*/Catalog\b", data)
    if not roots:
        raise _damaged()
    number, generation = roots[-1]
    trailer = b"\ntrailer\n<< /Root %s %s R /Size 1000000 >>\nstartxref\n0\n%%%%EOF\n" % (number, generation)
    try:
        return pypdfium2.PdfDocument(data + trailer)
    except pypdfium2.PdfiumError:
        raise _damaged() from None


def _damaged() -> InputError:
    return InputError(
        "PDF_ABIME",
        "Ce PDF est abîmé ou incomplet et n’a pas pu être réparé : exportez-le ou téléchargez-le de nouveau.",
    )


def _loads(pdf: pypdfium2.PdfDocument, index: int) -> bool:
    page = pdfium.FPDF_LoadPage(pdf.raw, index)
    if not page:
        return False
    pdfium.FPDF_ClosePage(page)
    return True


def _read_page(
    pdf: pypdfium2.PdfDocument, index: int, fonts: dict[bytes, bool], tags_seen: int
) -> tuple[Page, list[Piece], PageTags]:
    handle = pdfium.FPDF_LoadPage(pdf.raw, index)
    if not handle:
        # One damaged page must not hide the others, nor pass for an empty one.
        return Page(index + 1, 595.0, 842.0, PageQuality.GARBLED), [], PageTags()
    try:
        width, height = pdfium.FPDF_GetPageWidthF(handle), pdfium.FPDF_GetPageHeightF(handle)
        place = placement(handle, width, height)
        found = read_words(handle, place, fonts)
        has_marks = any(mark >= 0 for mark in found.marks)
        tags = read_tags(handle) if has_marks else PageTags()
        drawings = read_drawings(handle, place, width, height)
    finally:
        pdfium.FPDF_ClosePage(handle)
    words = [w for w in found.words if w.x1 > 0 and w.x0 < width and w.bottom > 0 and w.top < height]
    quality = page_quality(
        [w.text for w in words],
        bad_characters=found.bad_characters,
        characters=found.characters,
        image_share=drawings.image_share,
        drawn_paths=drawings.paths,
    )
    tables, taken = _tables(found, tags, tags_seen, drawings, words)
    pieces = order_page([w for w in words if w.order not in taken], tables, drawings.horizontal, width, height)
    return Page(index + 1, round(width, 2), round(height, 2), quality), pieces, tags


def _tables(
    found: PageWords, tags: PageTags, tags_seen: int, drawings: Drawings, words: list[DraftWord]
) -> tuple[list[Table], set[int]]:
    """Tables by tags where the page is well tagged, else by ruling lines. Tags the words on the way."""
    by_word = {w.order: tags.by_mark.get(found.marks[w.order], -1) for w in words}
    tagged = sum(1 for w in words if by_word[w.order] >= 0)
    most = max(Counter(i for i in by_word.values() if i >= 0).values(), default=0)
    body = sum(1 for w in words if w.order not in found.artifacts)
    # A file that puts everything in one element, or tags here and there, knows nothing of its structure.
    if not tagged or tagged < _TAG_SHARE * body or (most > 0.9 * tagged and tagged > 250):
        return find_tables(drawings, words)
    cells: dict[int, dict[int, dict[int, list[DraftWord]]]] = {}
    for word in words:
        index = by_word[word.order]
        if index < 0:
            continue
        tag = tags.tags[index]
        if tag.row >= 0:
            cells.setdefault(tag.table, {}).setdefault(tag.row, {}).setdefault(tag.cell, []).append(word)
        else:
            word.tag = tags_seen + index
    tables: list[Table] = []
    taken: set[int] = set()
    for rows in cells.values():
        if max(len(row) for row in rows.values()) < 2:
            continue
        inside = [w for row in rows.values() for cell in row.values() for w in cell]
        taken.update(w.order for w in inside)
        bounds = (
            min(w.x0 for w in inside),
            min(w.top for w in inside),
            max(w.x1 for w in inside),
            max(w.bottom for w in inside),
        )
        tables.append(Table([[row[c] for c in sorted(row)] for _, row in sorted(rows.items())], bounds))
    return tables, taken


def _words_inside_lines(ordered: list[list[Piece]]) -> frozenset[str]:
    """Words that no line break touches: what the file itself says of its compounds."""
    texts = []
    for pieces in ordered:
        for piece in pieces:
            if piece.table is not None:
                texts += [" ".join(w.text for w in cell) for row in piece.table.rows for cell in row]
            else:
                texts.append(" ".join(w.text for w in piece.words[1:-1]))
    return known_words(texts)


def _bookmarks(pdf: pypdfium2.PdfDocument, pages: list[Page]) -> Iterator[Bookmark]:
    try:
        for rank, item in enumerate(pdf.get_toc(max_depth=6)):
            if rank >= _MAX_BOOKMARKS:
                return
            title = squeeze(item.get_title() or "")
            dest = item.get_dest()
            index = dest.get_index() if dest else None
            if not title or index is None or not 0 <= index < len(pages):
                continue
            mode, position = dest.get_view()
            top = None
            if mode == pdfium.PDFDEST_VIEW_XYZ and len(position) >= 2 and position[1] is not None:
                top = round(max(0.0, pages[index].height_pt - position[1]), 2)
            yield Bookmark(title, item.level + 1, index + 1, top)
    except (pypdfium2.PdfiumError, ctypes.ArgumentError):
        return
