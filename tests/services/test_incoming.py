"""Folders and archives that assessors open, hostile ones included."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from analyser.domain.errors import InputError
from analyser.services import incoming
from analyser.services.incoming import Incoming, files_of_folder, files_of_zip
from analyser.settings import Settings


def zipped(members: dict[str, bytes]) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    buffer.seek(0)
    return buffer


def refused(archive: io.BytesIO, scratch: Path) -> str:
    with pytest.raises(InputError) as caught:
        files_of_zip(archive, scratch)
    assert list(scratch.iterdir()) == []
    return caught.value.code


def codes(files: list[Incoming]) -> dict[str, str]:
    return {f.label: f.refusal.code if f.refusal else "" for f in files}


def test_members_are_written_by_number_and_keep_their_names_as_labels(tmp_path: Path) -> None:
    archive = zipped(
        {
            "promo/Zoé.pdf": b"un",
            "promo/b/Zoé.pdf": b"deux",
            "x.exe": b"trois",
            "__MACOSX/promo/._Zoé.pdf": b"",
            ".DS_Store": b"",
        }
    )
    found = files_of_zip(archive, tmp_path)
    assert [f.label for f in found] == ["promo/Zoé.pdf", "promo/b/Zoé.pdf", "x.exe"]
    assert [f.path.name for f in found if f.path] == ["0001.pdf", "0002.pdf", "0003"]
    assert [f.path.read_bytes() for f in found if f.path] == [b"un", b"deux", b"trois"]


@pytest.mark.parametrize(
    "name", ["../dehors.pdf", "a/../../dehors.pdf", "/etc/cron.d/x.pdf", "..\\dehors.pdf", "C:\\dehors.pdf"]
)
def test_an_archive_that_would_leave_its_folder_is_not_opened(name: str, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    assert refused(zipped({"bon.pdf": b"x", name: b"mauvais"}), scratch) == "ARCHIVE_CHEMIN"
    assert [p.name for p in tmp_path.iterdir()] == ["scratch"]


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("lien.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    buffer.seek(0)
    assert refused(buffer, tmp_path) == "ARCHIVE_CHEMIN"


def test_a_bomb_is_refused_before_it_unfolds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "MAX_TOTAL_BYTES", 1024**2)
    bomb = zipped({f"{i}.txt": b"0" * 600_000 for i in range(2)})
    assert len(bomb.getvalue()) < 5_000
    assert refused(bomb, tmp_path) == "ARCHIVE_TROP_LOURDE"


def test_a_member_never_gives_more_than_it_declares(tmp_path: Path) -> None:
    raw = zipped({"menteur.txt": b"0" * 600_000}).getvalue()
    lying = raw.replace(struct.pack("<I", 600_000), struct.pack("<I", 10))
    [found] = files_of_zip(io.BytesIO(lying), tmp_path)
    assert codes([found]) == {"menteur.txt": "FICHIER_ABIME"}
    assert list(tmp_path.iterdir()) == []


def test_bad_members_are_rows_and_the_others_are_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "MAX_FILE_BYTES", 1000)
    buffer = zipped({"bon.txt": b"bon", "gros.txt": b"0" * 2000, "secret.txt": b"chut"})
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("autre.txt", b"0" * 500)
    raw = bytearray(buffer.getvalue())
    # The encryption flag of secret.txt, in its own header and in the directory.
    raw[raw.index(b"secret.txt") - 30 + 6] |= 1
    raw[raw.rindex(b"secret.txt") - 46 + 8] |= 1
    found = files_of_zip(io.BytesIO(bytes(raw)), tmp_path)
    assert codes(found) == {
        "bon.txt": "",
        "gros.txt": "TROP_LOURD",
        "secret.txt": "FICHIER_CHIFFRE",
        "autre.txt": "FICHIER_ABIME",
    }
    assert [p.read_bytes() for p in tmp_path.iterdir()] == [b"bon"]


def test_too_many_files_no_file_and_no_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "MAX_FILES", 2)
    assert refused(zipped({f"{i}.txt": b"" for i in range(3)}), tmp_path) == "TROP_DE_FICHIERS"
    assert refused(zipped({}), tmp_path) == "ARCHIVE_VIDE"
    assert refused(io.BytesIO(b"pas une archive"), tmp_path) == "ARCHIVE_ILLISIBLE"
    assert refused(io.BytesIO(zipped({"a.txt": b"a" * 500}).getvalue()[:-30]), tmp_path) == "ARCHIVE_ILLISIBLE"


def folder_code(folder: str, settings: Settings) -> str:
    with pytest.raises(InputError) as caught:
        files_of_folder(folder, settings)
    return caught.value.code


def test_only_folders_below_the_setting_open(tmp_path: Path) -> None:
    root, outside = tmp_path / "rapports", tmp_path / "autre"
    (root / "juin" / "groupe").mkdir(parents=True)
    (root / "vide").mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text("x")
    (root / "sortie").symlink_to(outside)
    (root / "juin" / "lien.txt").symlink_to(outside / "secret.txt")
    (root / "juin" / "b.pdf").write_text("x")
    (root / "juin" / "groupe" / "a.docx").write_text("x")
    (root / "juin" / ".cache").write_text("x")
    settings = Settings(submissions_dir=root)
    found = files_of_folder("juin", settings)
    assert codes(found) == {"b.pdf": "", "groupe/a.docx": "", "lien.txt": "FICHIER_INTERDIT"}
    assert codes(files_of_folder(str(root / "juin"), settings)) == codes(found)
    for folder in ("..", "../autre", str(outside), "sortie", "/", "a\0b"):
        assert folder_code(folder, settings) == "DOSSIER_INTERDIT"
    assert folder_code(" ", settings) == "DOSSIER_ABSENT"
    assert folder_code("absent", settings) == "DOSSIER_ABSENT"
    assert folder_code("vide", settings) == "DOSSIER_VIDE"
    assert folder_code("juin", Settings()) == "DOSSIER_NON_CONFIGURE"
