import csv
import json
from pathlib import Path

from typer.testing import CliRunner

from analyser.cli import app
from tests.conftest import SAMPLES

runner = CliRunner()


def test_check_shows_every_verdict() -> None:
    result = runner.invoke(app, ["check", str(SAMPLES / "rapport-E2.pdf")])
    assert result.exit_code == 0, result.output
    for element in ("E2Cr1.a", "E2Cr3.k"):
        assert element in result.output
    assert "aucun texte n'en sort" in " ".join(result.output.split())


def test_check_timings_name_the_stages() -> None:
    result = runner.invoke(app, ["check", str(SAMPLES / "rapport-E2.pdf"), "--timings"])
    for stage in ("lecture", "encodage", "jugement", "total"):
        assert stage in result.output


def test_a_bad_file_never_stops_a_batch(tmp_path: Path) -> None:
    folder, output = tmp_path / "lot", tmp_path / "sortie"
    (folder / "autre").mkdir(parents=True)
    (folder / "=bon.pdf").write_bytes((SAMPLES / "rapport-E2.pdf").read_bytes())
    (folder / "vide.pdf").write_bytes(b"")
    (folder / "autre" / "vide.pdf").write_bytes(b"")
    result = runner.invoke(app, ["batch", str(folder), "--output", str(output)])
    assert result.exit_code == 0, result.output
    rows = json.loads((output / "synthese.json").read_text("utf-8"))
    assert sorted(r["code"] for r in rows) == ["FICHIER_VIDE", "FICHIER_VIDE", "OK"]
    good = next(r for r in rows if r["code"] == "OK")
    assert (output / good["output"]).is_file()
    assert good["covered"] + good["partial"] + good["missing"] + good["not_assessable"] == 19
    with (output / "synthese.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file, delimiter=";"))
    assert len(table) == 3
    assert not any(cell.startswith("=") for row in table for cell in row.values())


def test_a_batch_without_reports_says_so(tmp_path: Path) -> None:
    result = runner.invoke(app, ["batch", str(tmp_path), "--output", str(tmp_path / "s")])
    assert result.exit_code == 2


def test_the_shipped_framework_has_no_fault() -> None:
    result = runner.invoke(app, ["lint"])
    assert result.exit_code == 0, result.output
