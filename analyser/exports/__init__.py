"""Analysis -> text or bytes, in the formats of the table ``EXPORTS``."""

from __future__ import annotations

from collections.abc import Callable

from analyser.domain.analysis import Analysis
from analyser.domain.framework import Framework
from analyser.exports.checklist import to_docx
from analyser.exports.html import to_html
from analyser.exports.json import to_json
from analyser.exports.text import to_text

Export = Callable[[Analysis, Framework], str | bytes]

EXPORTS: dict[str, Export] = {"json": to_json, "html": to_html, "docx": to_docx, "text": to_text}
SUFFIXES: dict[str, str] = {"json": ".json", "html": ".html", "docx": ".docx", "text": ".txt"}
