"""Plain text and Markdown -> Document."""

from __future__ import annotations

import html
import re

from analyser.domain.document import Document
from analyser.reading.packages import FlowWriter
from analyser.reading.text_cleaning import BULLET_MARK, NUMBER_MARK

_MD_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_MD_ITEM = re.compile(r"\s*[-*+•]\s+(?:\[[ xX]\]\s+)?")
_MD_NUMBERED = re.compile(r"\s*\d{1,3}[.)]\s")
_BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1\s*$")
_HTML_BLOCKS = re.compile(r"^\s*<(?:h[1-6]|p|li|tr)\b", re.IGNORECASE | re.MULTILINE)
_MD_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,}|={3,})\s*$")
_MD_TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_MD_EMPHASIS = re.compile(r"(\*\*\*|\*\*|\*|___|__|_|~~|`)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_MD_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")
_MD_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_SENTENCE_END = ".!?…:;»)"


def read_text(data: bytes, name: str, sha256: str, max_pages: int) -> Document:
    """Read plain text: UTF-8, UTF-16 with its mark, else Windows-1252.

    Raises:
        InputError: AUCUN_TEXTE, TROP_DE_PAGES.
    """
    writer = FlowWriter(max_pages=max_pages)
    for rank, page in enumerate(decode(data).split("\f")):
        if rank:
            writer.break_page()
        for chunk in re.split(r"\n[ \t]*\n", page):
            for paragraph in _paragraphs([line for line in chunk.split("\n") if line.strip()]):
                writer.paragraph(paragraph)
    return writer.document(name, sha256, "txt")


def read_markdown(data: bytes, name: str, sha256: str, max_pages: int) -> Document:
    """Read Markdown: headings, list items, tables and paragraphs, without their marks.

    Raises:
        InputError: AUCUN_TEXTE, TROP_DE_PAGES.
    """
    writer = FlowWriter(max_pages=max_pages)
    pending: list[str] = []

    def close() -> None:
        for paragraph in _paragraphs(pending):
            bold = _BOLD_LINE.match(paragraph)
            writer.paragraph(_inline(paragraph), bold=bold is not None)
        pending.clear()

    source = _FRONT_MATTER.sub("", decode(data))
    if len(_HTML_BLOCKS.findall(source)) >= 3:
        source = _unmarked(source)
    for line in source.split("\n"):
        heading = _MD_HEADING.match(line)
        if heading:
            close()
            writer.paragraph(_inline(heading.group(2)), heading_level=len(heading.group(1)))
        elif not line.strip() or _MD_RULE.match(line):
            close()
        elif line.lstrip().startswith("|"):
            close()
            if not _MD_TABLE_RULE.match(line):
                writer.row([_inline(cell) for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))])
        elif _MD_ITEM.match(line) or _MD_NUMBERED.match(line):
            close()
            pending.append(_MD_ITEM.sub("", line, count=1).strip())
        else:
            text = re.sub(r"^\s*>+\s?", "", line).strip()
            if not text:
                close()
                continue
            pending.append(text)
            if line.endswith("  "):
                close()
    close()
    return writer.document(name, sha256, "md")


def decode(data: bytes) -> str:
    """Text with plain line ends."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _inline(text: str) -> str:
    text = _MD_LINK.sub(r"\1", text)
    for _ in range(3):
        text = _MD_EMPHASIS.sub(r"\2", text)
    return _MD_ESCAPE.sub(r"\1", text)


def _unmarked(source: str) -> str:
    """Markdown whose blocks are written in HTML, as Markdown without it."""
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", source)
    text = re.sub(r"</?(?:i|em)\b[^>]*>", "", text, flags=re.IGNORECASE)
    text = re.sub(r"</?(?:b|strong)\b[^>]*>", "**", text, flags=re.IGNORECASE)
    text = re.sub(r"<h([1-6])\b[^>]*>", lambda m: "\n\n" + "#" * int(m.group(1)) + " ", text, flags=re.IGNORECASE)
    text = re.sub(r"<li\b[^>]*>", "\n\n- ", text, flags=re.IGNORECASE)
    text = re.sub(
        r"<tr\b[^>]*>(.*?)</tr>",
        lambda m: "\n\n| " + " | ".join(re.findall(r"<t[dh]\b[^>]*>\s*(.*?)\s*</t[dh]>", _flat(m.group(1)))) + " |\n",
        text,
        flags=re.IGNORECASE | re.DOTALL,
    )
    text = re.sub(r"</?(?:p|h[1-6]|li|ul|ol|table|tbody|thead|div|blockquote|section|br)\b[^>]*>", "\n\n", text)
    return html.unescape(re.sub(r"</?[a-z][^<>]{0,200}>", "", text))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _paragraphs(lines: list[str]) -> list[str]:
    """Lines between two blank lines: wrapped by hand at a width, or one paragraph each."""
    if len(lines) < 2:
        return lines
    width = max(map(len, lines))
    wrapped = width <= 120
    found: list[str] = []
    for line in lines:
        text = line.strip()
        starts = not found or not wrapped or bool(BULLET_MARK.match(text) or NUMBER_MARK.match(text))
        if not starts:
            last = found[-1].rsplit("\n", 1)[-1]
            fits = len(last) + 1 + len(text.split(" ", 1)[0]) < width
            starts = fits and not text[0].islower() and (last[-1] in _SENTENCE_END or not last[-1].isalnum() or fits)
        if starts:
            found.append(text)
        else:
            found[-1] += "\n" + text
    return found
