"""Bytes -> Document: PDF, DOCX, ODT, text and Markdown."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from analyser.domain.document import Document
from analyser.domain.errors import InputError
from analyser.reading.opendocument import read_odt
from analyser.reading.pdf import read_pdf
from analyser.reading.plain import read_markdown, read_text
from analyser.reading.word import read_docx

MAX_BYTES = 200 * 1024 * 1024

# Format name -> reader of (content, file name, sha256, most pages).
FORMATS: dict[str, Callable[[bytes, str, str, int], Document]] = {
    "pdf": read_pdf,
    "docx": read_docx,
    "odt": read_odt,
    "md": read_markdown,
    "txt": read_text,
}
_ACCEPTED = "PDF, DOCX, ODT, TXT ou MD"


def read_document(path: Path, *, max_pages: int = 500) -> Document:
    """Read a submission, whatever its format; the content decides, not the extension alone.

    Args:
        max_pages: longest document accepted, in pages.

    Raises:
        InputError: FICHIER_ABSENT, FICHIER_VIDE, TROP_LOURD, FORMAT_INCONNU, TROP_DE_PAGES, PDF_CHIFFRE, PDF_ABIME,
            PDF_SANS_PAGE, DOCX_ABIME, ODT_ABIME, AUCUN_TEXTE.
    """
    data = _content(path)
    file_format = detect_format(data, path.suffix)
    return FORMATS[file_format](data, path.name, hashlib.sha256(data).hexdigest(), max_pages)


def detect_format(data: bytes, suffix: str) -> str:
    """The key of FORMATS for this content.

    Raises:
        InputError: FORMAT_INCONNU.
    """
    extension = suffix.lower().lstrip(".")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_format(data, extension)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _unknown("Ce fichier est un ancien document Word (.doc) ou Office", "enregistrez-le en PDF ou en DOCX")
    if extension in ("txt", "md", "markdown", "text") and b"\x00" not in _text_sample(data):
        return "md" if extension in ("md", "markdown") else "txt"
    raise _unknown(
        f"Le contenu de ce fichier n’est pas celui d’un document lisible ({_ACCEPTED})",
        "exportez votre rapport en PDF depuis votre traitement de texte",
    )


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise FileNotFoundError
        if size > MAX_BYTES:
            raise InputError(
                "TROP_LOURD",
                f"Ce fichier pèse {size // 1024**2} Mo, la limite est de {MAX_BYTES // 1024**2} Mo : "
                "réduisez la taille des images, puis exportez-le de nouveau.",
            )
        data = path.read_bytes()
    except OSError:
        raise InputError(
            "FICHIER_ABSENT",
            f"Le fichier « {path.name} » est introuvable ou illisible : vérifiez son nom et son emplacement.",
        ) from None
    if not data.strip():
        raise InputError("FICHIER_VIDE", f"Le fichier « {path.name} » est vide : déposez de nouveau votre rapport.")
    return data


def _zip_format(data: bytes, extension: str) -> str:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if any(name.startswith("word/") for name in names) and "[Content_Types].xml" in names:
                return "docx"
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names else b""
            if mimetype.startswith(b"application/vnd.oasis.opendocument.text"):
                return "odt"
    except (zipfile.BadZipFile, OSError, ValueError, KeyError, NotImplementedError, RuntimeError):
        if extension in ("docx", "odt"):
            return extension  # its reader says what is wrong
    if extension == "odt" and "content.xml" in data[-4096:].decode("latin-1"):
        return "odt"
    raise _unknown("Cette archive n’est pas un document DOCX ou ODT", "exportez votre rapport en PDF")


def _text_sample(data: bytes) -> bytes:
    # UTF-16 text holds null bytes; its mark says so.
    return b"" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else data[:65536]


def _unknown(what: str, advice: str) -> InputError:
    return InputError("FORMAT_INCONNU", f"{what} : {advice}.")
