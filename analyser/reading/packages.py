"""Zipped documents (DOCX, ODT): a bound on what they unfold to, and their blocks of bare text."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO

from analyser.domain.document import Document, LineRole, Page
from analyser.domain.errors import InputError
from analyser.reading.drafts import CELL_SEPARATOR, DraftBlock, DraftLine, assemble
from analyser.reading.text_cleaning import squeeze

MAX_UNPACKED_BYTES = 400 * 1024 * 1024
_MAX_XML_BYTES = 80 * 1024 * 1024
_MAX_MEMBERS = 20_000
A4_PT = (595.0, 842.0)


@contextmanager
def opening(data: bytes, damaged: InputError) -> Iterator[None]:
    """Refuse a bomb, then tell as ``damaged`` whatever a reader raises inside the block on a broken file.

    Raises:
        InputError: TROP_LOURD, ``damaged``, or one raised inside the block.
    """
    _check_size(data, damaged)
    try:
        yield
    except InputError:
        raise
    except Exception:  # these readers raise whatever the XML makes them raise
        raise damaged from None


def _check_size(data: bytes, damaged: InputError) -> None:
    """Refuse archives that unfold to far more than a document needs.

    zipfile never reads more of a member than its header declares, so the declared sizes bound the real ones.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise damaged from None
    xml = sum(m.file_size for m in members if m.filename.lower().endswith((".xml", ".rels")))
    if len(members) > _MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED_BYTES or xml > _MAX_XML_BYTES:
        raise InputError(
            "TROP_LOURD",
            "Ce document se déplie en un volume démesuré : réduisez ses images ou exportez-le en PDF.",
        )


@dataclass(slots=True)
class FlowWriter:
    """Collects the blocks of a format without layout, page break by page break."""

    page: int = 1
    max_pages: int = 500
    blocks: list[DraftBlock] = field(default_factory=list)

    def break_page(self) -> None:
        """Go to the next page.

        Raises:
            InputError: TROP_DE_PAGES.
        """
        self.page += 1
        if self.page > self.max_pages:
            raise InputError(
                "TROP_DE_PAGES",
                f"Ce document dépasse {self.max_pages} pages : déposez le rapport seul, sans ses annexes.",
            )

    def paragraph(
        self, text: str, *, heading_level: int | None = None, size_pt: float = 0.0, bold: bool = False
    ) -> None:
        shown = squeeze(text)
        if shown:
            line = DraftLine(self.page, text=shown, size_pt=size_pt, bold=bold, heading_level=heading_level)
            self.blocks.append(DraftBlock([line]))

    def row(self, cells: list[str]) -> None:
        shown = [cell for cell in (squeeze(c) for c in cells) if cell]
        if shown:
            line = DraftLine(self.page, text=CELL_SEPARATOR.join(shown), role=LineRole.TABLE_ROW)
            self.blocks.append(DraftBlock([line]))

    def document(self, name: str, sha256: str, file_format: str, producer: str = "") -> Document:
        """The whole document, all its pages A4.

        Raises:
            InputError: AUCUN_TEXTE.
        """
        if not self.blocks:
            raise InputError(
                "AUCUN_TEXTE",
                f"Le document « {name} » ne contient aucun texte : si votre rapport est une image, exportez-le en PDF.",
            )
        return assemble(
            name=name,
            sha256=sha256,
            file_format=file_format,
            pages=[Page(number, *A4_PT) for number in range(1, self.page + 1)],
            blocks=self.blocks,
            known=frozenset(),
            producer=producer,
        )
