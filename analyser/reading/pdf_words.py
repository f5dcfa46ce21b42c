"""The words of a PDF page with their boxes and fonts, read through PDFium's C interface.

Boxes are asked for once per word, fonts once per text object: asking per character is ten times slower.
"""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium

from analyser.reading.drafts import DraftWord
from analyser.reading.text_cleaning import clean

# No-break spaces separate words like the others: each side gets its own box. PDFium glues the halves of a word cut at
# the end of a line around a mark of its own (U+0002, U+FFFE in older versions): each half has its line.
_WORD = re.compile(r"[^\s\u00a0\u202f\u2007\x00\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
# Replacement and private-use characters, and the control characters that are neither a space nor PDFium's own mark.
_BAD = re.compile(r"[\ufffd\ue000-\uefff\x01\x03-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_BOLD = re.compile(r"bold|black|heavy|semibold|demi(?!a)|gras\b|-bd|extrabd", re.IGNORECASE)
# A word's box goes from this far above its baseline to this far below, in font sizes.
_ASCENT, _DESCENT = 0.88, 0.24
_SOFT_BREAKS = ("\u2010", "\u00ad")


@dataclass(frozen=True, slots=True)
class Placement:
    """The affine map from PDF user space to points from the top-left corner of the upright page."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """(x0, top, x1, bottom) of a user-space rectangle."""
        if self.a > 0 > self.d and self.b == self.c == 0:  # nearly every page
            return self.a * left + self.e, self.d * top + self.f, self.a * right + self.e, self.d * bottom + self.f
        x, y = self.a * left + self.c * bottom + self.e, self.b * left + self.d * bottom + self.f
        u, v = self.a * right + self.c * top + self.e, self.b * right + self.d * top + self.f
        return min(x, u), min(y, v), max(x, u), max(y, v)


@dataclass(slots=True)
class PageWords:
    """Words in drawing order.

    Attributes:
        marks: for each word, its marked-content id (-1 without one).
        artifacts: ranks of words that tags declare outside the text (running headers, page numbers).
        bad_characters: characters without a Unicode meaning.
    """

    words: list[DraftWord] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    artifacts: set[int] = field(default_factory=set)
    bad_characters: int = 0
    characters: int = 0


@dataclass(slots=True)  # not frozen: one is made for nearly every word, and freezing triples the cost
class _Style:
    """What the words of a text object share.

    Attributes:
        size_pt: to a tenth.
        top, bottom: of a word on the page, in points to the hundredth; ``top`` is None where the baseline does not run
            level.
    """

    size_pt: float
    bold: bool
    upright: bool
    mark: int
    artifact: bool
    top: float | None = None
    bottom: float = 0.0


def placement(page: pdfium.FPDF_PAGE, width_pt: float, height_pt: float) -> Placement:
    """How the page's rotation and crop box move its user space, measured on PDFium's own mapping."""
    scale = 100.0  # PageToDevice rounds to whole pixels
    width, height = round(width_pt * scale), round(height_pt * scale)
    x, y = ctypes.c_int(), ctypes.c_int()

    def device(px: float, py: float) -> tuple[float, float]:
        pdfium.FPDF_PageToDevice(page, 0, 0, width, height, 0, px, py, ctypes.byref(x), ctypes.byref(y))
        return x.value / scale, y.value / scale

    origin, right, up = device(0, 0), device(1000, 0), device(0, 1000)
    slopes = [round((q - p) / 1000, 4) for p, q in zip(origin * 2, right + up, strict=True)]
    return Placement(slopes[0], slopes[1], slopes[2], slopes[3], origin[0], origin[1])


def read_words(page: pdfium.FPDF_PAGE, place: Placement, fonts: dict[bytes, bool]) -> PageWords:
    """All visible words of the page.

    Args:
        fonts: cache of "is this font bold" by address of the font, kept for the whole file.
    """
    found = PageWords()
    text_page = pdfium.FPDFText_LoadPage(page)
    if not text_page:
        return found
    try:
        _collect(text_page, place, fonts, found)
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    return found


def _page_text(text_page: pdfium.FPDF_TEXTPAGE) -> str:
    """One character per PDFium character index."""
    count = pdfium.FPDFText_CountChars(text_page)
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    text = bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
    if len(text) == count:
        return text
    # Characters without a meaning or beyond the basic plane break the correspondence.
    codes = [pdfium.FPDFText_GetUnicode(text_page, i) for i in range(count)]
    return "".join(chr(c) if 0 < c < 0x110000 and not 0xD800 <= c < 0xE000 else "\ufffd" for c in codes)


def _collect(text_page: pdfium.FPDF_TEXTPAGE, place: Placement, fonts: dict[bytes, bool], found: PageWords) -> None:
    text = _page_text(text_page)
    some_bad = _BAD.search(text) is not None
    styles: dict[bytes, _Style] = {}
    box = pdfium.FS_RECTF()
    box_ref = ctypes.byref(box)
    loose_box, text_object = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetTextObject
    drawn: dict[str, list[DraftWord]] = {}
    words, marks = found.words, found.marks
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match.group()
        found.characters += end - start
        if some_bad:
            found.bad_characters += len(_BAD.findall(word))
        shown = clean(word)
        if not shown or not loose_box(text_page, start, box_ref):
            continue
        left, low, right, high = box.left, box.bottom, box.right, box.top
        if end - start > 1:
            if not loose_box(text_page, end - 1, box_ref):
                continue
            left, right = min(left, box.left), max(right, box.right)
            low, high = min(low, box.bottom), max(high, box.top)
        handle = text_object(text_page, start)
        key = bytes(handle)  # the address
        style = styles.get(key)
        if style is None:
            style = styles[key] = _style(text_page, start, handle, place, fonts)
        x0, top, x1, bottom = place.box(left, low, right, high)
        height = bottom - top
        if x1 <= x0 or height <= 0:
            continue
        size = style.size_pt
        has_size = 0.3 * height < size < 6 * height
        if not has_size:
            size = round(height, 1)  # Type 3 fonts give no usable size
        if has_size and style.top is not None:
            top, bottom = style.top, style.bottom
        elif style.upright:
            top, bottom = _reach(_baseline(text_page, start, place), size)
        else:
            top, bottom = round(top, 2), round(bottom, 2)
        places = drawn.get(shown)
        if places is None:
            places = drawn[shown] = []
        else:
            near = 0.12 * size
            twin = next((w for w in places if abs(w.x0 - x0) < near and abs(w.top - top) < near), None)
            if twin is not None:
                twin.bold = True  # fake bold: the same word drawn again a hair's breadth away
                continue
        order = len(words)
        if style.artifact:
            found.artifacts.add(order)
        marks.append(style.mark)
        draft = DraftWord(
            shown,
            round(x0, 2),
            top,
            round(x1, 2),
            bottom,
            size,
            style.bold,
            order,
            upright=style.upright,
        )
        words.append(draft)
        places.append(draft)
        if word.endswith(_SOFT_BREAKS):
            draft.mends = len(word) > 1
            if word[-1] == "\u00ad" and not shown.endswith("-"):
                draft.text += "-"  # the assembly mends it or drops it


def _baseline(text_page: pdfium.FPDF_TEXTPAGE, index: int, place: Placement) -> float:
    """Where the character stands, in points from the top of the page."""
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text_page, index, ctypes.byref(x), ctypes.byref(y))
    return place.b * x.value + place.d * y.value + place.f


def _reach(baseline: float, size_pt: float) -> tuple[float, float]:
    """Top and bottom of a word: PDFium's loose box shrinks to the ink for some fonts."""
    return round(baseline - _ASCENT * size_pt, 2), round(baseline + _DESCENT * size_pt, 2)


def _style(
    text_page: pdfium.FPDF_TEXTPAGE,
    index: int,
    handle: pdfium.FPDF_PAGEOBJECT,
    place: Placement,
    fonts: dict[bytes, bool],
) -> _Style:
    matrix = pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)
    pdfium.FPDFText_GetMatrix(text_page, index, ctypes.byref(matrix))
    exact_size = abs(pdfium.FPDFText_GetFontSize(text_page, index)) * math.hypot(matrix.c, matrix.d)
    size = round(exact_size, 1)
    # Direction of the baseline on the upright page.
    dx, dy = place.a * matrix.a + place.c * matrix.b, place.b * matrix.a + place.d * matrix.b
    upright = dx > 0 and abs(dy) < 0.2 * abs(dx)
    if not handle:
        return _Style(size, False, upright, -1, False)
    stroked = pdfium.FPDFTextObj_GetTextRenderMode(handle) == pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE
    mark = pdfium.FPDFPageObj_GetMarkedContentID(handle)
    # What carries an id belongs to the structure: only the rest can be an artifact.
    style = _Style(size, stroked or _is_bold(handle, fonts), upright, mark, mark < 0 and _is_artifact(handle))
    if upright and dy == 0:
        # All characters of a text object stand on one line.
        style.top, style.bottom = _reach(_baseline(text_page, index, place), exact_size)
    return style


def _is_bold(handle: pdfium.FPDF_PAGEOBJECT, fonts: dict[bytes, bool]) -> bool:
    font = pdfium.FPDFTextObj_GetFont(handle)
    key = bytes(font)
    if key not in fonts:
        buffer = ctypes.create_string_buffer(256)
        pdfium.FPDFFont_GetBaseFontName(font, buffer, 256)
        fonts[key] = bool(_BOLD.search(buffer.value.decode("latin-1"))) or pdfium.FPDFFont_GetWeight(font) >= 600
    return fonts[key]


def _is_artifact(handle: pdfium.FPDF_PAGEOBJECT) -> bool:
    """Whether the object is marked as an artifact (running header or footer)."""
    for index in range(pdfium.FPDFPageObj_CountMarks(handle)):
        mark = pdfium.FPDFPageObj_GetMark(handle, index)
        buffer = (ctypes.c_ushort * 32)()
        length = ctypes.c_ulong()
        if pdfium.FPDFPageObjMark_GetName(mark, buffer, 64, ctypes.byref(length)):
            name = bytes(buffer)[: max(0, length.value - 2)].decode("utf-16-le", "replace")
            if name == "Artifact":
                return True
    return False
