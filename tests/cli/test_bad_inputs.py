"""Bad inputs: a coded French message or a stated degraded analysis, never a traceback."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from typer.testing import CliRunner

from analyser.cli import EXIT_UNREADABLE, EXIT_USAGE, app
from tests.conftest import SAMPLES

runner = CliRunner()


def pdf_of(
    pages: int, encrypt: str | None = None, draw_image: bool = False, text: str = "Une phrase en français."
) -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption

    buffer = io.BytesIO()
    encryption = StandardEncryption(encrypt, ownerPassword="proprietaire") if encrypt is not None else None
    canvas = Canvas(buffer, pagesize=A4, encrypt=encryption)
    for _ in range(pages):
        if draw_image:
            picture = io.BytesIO()
            Image.new("RGB", (600, 840), (200, 200, 200)).save(picture, "PNG")
            picture.seek(0)
            from reportlab.lib.utils import ImageReader

            canvas.drawImage(ImageReader(picture), 0, 0, *A4)
        else:
            canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (20, 20)).save(buffer, "PNG")
    return buffer.getvalue()


NO_PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)
REFUSED = {
    "vide.pdf": (b"", "FICHIER_VIDE"),
    "texte.pdf": (b"Ceci n'est pas un PDF, seulement une phrase.", "FORMAT_INCONNU"),
    "image.pdf": (picture(), "FORMAT_INCONNU"),
    "chiffre.pdf": (pdf_of(1, encrypt="secret"), "PDF_CHIFFRE"),
    "tronque.pdf": ((SAMPLES / "rapport-E1.pdf").read_bytes()[:900], "PDF_ABIME"),
    "sans-page.pdf": (NO_PAGE, "PDF_"),
    "long.pdf": (pdf_of(2000), "TROP_DE_PAGES"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_a_code_in_french(name: str, tmp_path: Path) -> None:
    content, code = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(content)
    result = runner.invoke(app, ["check", str(path)])
    assert result.exit_code == EXIT_UNREADABLE
    assert f"[{code}" in result.output
    assert "Traceback" not in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_absent_file() -> None:
    result = runner.invoke(app, ["check", "absent.pdf"])
    assert result.exit_code == EXIT_UNREADABLE
    assert "[FICHIER_ABSENT]" in result.output


def test_empty_user_password_opens(tmp_path: Path) -> None:
    path = tmp_path / "ouvert.pdf"
    path.write_bytes(pdf_of(1, encrypt=""))
    result = runner.invoke(app, ["check", str(path), "--format", "json", "--output", str(tmp_path / "r.json")])
    assert result.exit_code == 0, result.output


def test_image_only_claims_nothing_negative(tmp_path: Path) -> None:
    path, target = tmp_path / "scan.pdf", tmp_path / "r.json"
    path.write_bytes(pdf_of(2, draw_image=True))
    result = runner.invoke(app, ["check", str(path), "--format", "json", "--output", str(target)])
    assert result.exit_code == 0, result.output
    found = json.loads(target.read_text("utf-8"))
    assert {e["status"] for e in found["elements"]} == {"not_assessable"}
    assert found["document"]["unreadable_pages"] == [1, 2]


def test_other_language_is_said(tmp_path: Path) -> None:
    path, target = tmp_path / "english.txt", tmp_path / "r.json"
    path.write_text("The quick assessment of this report was written in English by the candidate. " * 40, "utf-8")
    result = runner.invoke(app, ["check", str(path), "--format", "json", "--output", str(target)])
    assert result.exit_code == 0, result.output
    messages = " ".join(a["message"] for a in json.loads(target.read_text("utf-8"))["alerts"])
    assert "français" in messages


def test_unknown_evaluation_is_wrong_usage() -> None:
    result = runner.invoke(app, ["check", str(SAMPLES / "rapport-E2.pdf"), "--evaluation", "Z9"])
    assert result.exit_code == EXIT_USAGE
    assert "[EVALUATION_INCONNUE]" in result.output
