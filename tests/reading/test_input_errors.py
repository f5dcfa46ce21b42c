"""Files that cannot be read say why, with a stable code and a French sentence."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from analyser.domain.document import PageQuality
from analyser.domain.errors import InputError
from analyser.reading import read_document


def hello(canvas: Canvas) -> None:
    canvas.drawString(72, 700, "Bonjour à tous")


def pages(count: int) -> Callable[[Canvas], None]:
    def paint(canvas: Canvas) -> None:
        for _ in range(count):
            hello(canvas)
            canvas.showPage()

    return paint


def code_of(path: Path, **options: int) -> str:
    with pytest.raises(InputError) as caught:
        read_document(path, **options)
    assert caught.value.message[0].isupper()
    assert caught.value.message.endswith(".")
    assert " : " in caught.value.message  # what is wrong : what to do
    return caught.value.code


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + b"\x00" * 60


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("vide.pdf", b"", "FICHIER_VIDE"),
        ("blanc.txt", b" \n\n\t ", "FICHIER_VIDE"),
        ("photo.pdf", PNG, "FORMAT_INCONNU"),
        ("photo.txt", PNG, "FORMAT_INCONNU"),
        ("ancien.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "FORMAT_INCONNU"),
        ("texte.pdf", b"Je ne suis pas un PDF", "FORMAT_INCONNU"),
        ("rapport.docx", b"PK\x03\x04" + b"\x00" * 300, "DOCX_ABIME"),
        ("rapport.odt", b"PK\x03\x04" + b"\x00" * 300, "ODT_ABIME"),
        ("tronque.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog", "PDF_ABIME"),
        ("traits.md", b"---\n\n***\n", "AUCUN_TEXTE"),
    ],
)
def test_refused_contents(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    assert code_of(written(tmp_path / name, content)) == code


def test_missing_file_and_folder(tmp_path: Path) -> None:
    assert code_of(tmp_path / "absent.pdf") == "FICHIER_ABSENT"
    assert code_of(tmp_path) == "FICHIER_ABSENT"


def test_password(draw: Callable[..., Path]) -> None:
    assert code_of(draw(hello, encrypt=StandardEncryption("secret", "owner"))) == "PDF_CHIFFRE"
    opened = read_document(draw(hello, name="libre.pdf", encrypt=StandardEncryption("", "owner", canPrint=0)))
    assert opened.text == "Bonjour à tous"


def test_no_page(tmp_path: Path) -> None:
    body = (
        b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    )
    xref = (
        b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000058 00000 n \n"
        b"trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n" + str(len(body)).encode() + b"\n%%EOF\n"
    )
    assert code_of(written(tmp_path / "rien.pdf", body + xref)) == "PDF_SANS_PAGE"


def test_too_many_pages(draw: Callable[..., Path]) -> None:
    path = draw(pages(12))
    assert code_of(path, max_pages=11) == "TROP_DE_PAGES"
    assert len(read_document(path, max_pages=12).pages) == 12


def test_truncated_pdf_is_repaired_or_refused(draw: Callable[..., Path]) -> None:
    path = draw(pages(3))
    content = path.read_bytes()
    without_table = written(path.with_name("sans-table.pdf"), content[: content.rindex(b"xref\n0 ")])
    assert read_document(without_table).text == "\n".join(["Bonjour à tous"] * 3)
    for share in (0.1, 0.3, 0.5, 0.7, 0.9):
        cut = written(path.with_name("coupe.pdf"), content[: int(share * len(content))])
        try:
            document = read_document(cut)
        except InputError as error:
            assert error.code in ("PDF_ABIME", "PDF_SANS_PAGE")
        else:
            assert set(document.text.split("\n")) <= {"Bonjour à tous", ""}


def test_zip_bombs(tmp_path: Path) -> None:
    for name, member, extra in (
        ("bombe.docx", "word/document.xml", {"[Content_Types].xml": b"<Types/>"}),
        ("bombe.odt", "content.xml", {"mimetype": b"application/vnd.oasis.opendocument.text"}),
    ):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for other, content in extra.items():
                archive.writestr(other, content)
            with archive.open(member, "w", force_zip64=True) as target:
                for _ in range(100):
                    target.write(b" " * 1024 * 1024)
        assert path.stat().st_size < 1024 * 1024
        assert code_of(path) == "TROP_LOURD"


def test_an_archive_without_document(tmp_path: Path) -> None:
    path = tmp_path / "archive.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.png", PNG)
    assert code_of(path) == "FORMAT_INCONNU"


def test_the_content_decides_not_the_extension(tmp_path: Path, draw: Callable[..., Path]) -> None:
    source = docx.Document()
    source.add_paragraph("Un rapport en Word.")
    source.save(tmp_path / "rapport.docx")
    renamed = (tmp_path / "rapport.docx").rename(tmp_path / "rapport.pdf")
    assert read_document(renamed).format == "docx"
    assert read_document(draw(hello, name="rapport.bin")).format == "pdf"


def test_an_empty_word_file(tmp_path: Path) -> None:
    docx.Document().save(tmp_path / "vide.docx")
    assert code_of(tmp_path / "vide.docx") == "AUCUN_TEXTE"


def test_an_image_alone_is_a_scan(draw: Callable[..., Path]) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    def paint(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (400, 560), 230)), 20, 20, 555, 800)
        canvas.showPage()
        hello(canvas)
        canvas.showPage()
        canvas.showPage()

    document = read_document(draw(paint))
    assert [page.quality for page in document.pages] == [PageQuality.SCAN, PageQuality.TEXT, PageQuality.BLANK]
    assert not document.is_fully_readable
