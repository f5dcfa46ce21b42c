"""Reports that come together: those of a folder, or of a zip archive, which may be hostile."""

from __future__ import annotations

import os
import shutil
import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from analyser.domain.errors import InputError
from analyser.services.analysing import SUBMISSION_SUFFIXES
from analyser.settings import Settings

MAX_FILES = 500
MAX_FILE_BYTES = 200 * 1024**2
MAX_TOTAL_BYTES = 2 * 1024**3
_COMPRESSIONS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Incoming:
    """One file that came.

    Attributes:
        label: how its sender names it, with its folders; never used as a path.
        path: where it can be read; None when it cannot.
        refusal: why not.
    """

    label: str
    path: Path | None
    refusal: InputError | None = None


def files_of_folder(folder: str, settings: Settings | None = None) -> list[Incoming]:
    """The files of a folder and of those inside it, sorted by name.

    Args:
        folder: absolute, or relative to the setting ``submissions_dir``; it must be that folder or lie below it.

    Raises:
        InputError: DOSSIER_NON_CONFIGURE, DOSSIER_INTERDIT, DOSSIER_ABSENT, DOSSIER_VIDE, TROP_DE_FICHIERS.
    """
    settings = settings or Settings()
    if settings.submissions_dir is None:
        raise InputError(
            "DOSSIER_NON_CONFIGURE",
            "Aucun dossier de rapports n'est ouvert aux évaluateurs : déposez une archive zip, "
            "ou demandez que ANALYSER_SUBMISSIONS_DIR soit réglé.",
        )
    if not folder.strip():
        raise InputError("DOSSIER_ABSENT", "Déposez une archive zip ou donnez le nom d'un dossier.")
    root = settings.submissions_dir.expanduser().resolve()
    chosen = _resolved(root, folder)
    if not chosen.is_dir():
        raise InputError("DOSSIER_ABSENT", "Ce dossier n'existe pas : vérifiez son nom.")
    try:
        paths = sorted(p for p in chosen.rglob("*") if not p.is_dir() and not _is_clutter(p.relative_to(chosen).parts))
    except OSError:
        raise InputError("DOSSIER_ABSENT", "Ce dossier ne peut pas être lu : vérifiez les droits.") from None
    if not paths:
        raise InputError("DOSSIER_VIDE", "Ce dossier ne contient aucun fichier.")
    _check_count(len(paths))
    return [_of_folder(path, chosen, root) for path in paths]


def files_of_zip(archive: BinaryIO, scratch: Path) -> list[Incoming]:
    """The files of a zip archive, in its order, written under ``scratch`` by number: no name inside it leads a path.

    Encrypted, damaged or oversized members come with their refusal; the others are not lost.

    Raises:
        InputError: ARCHIVE_ILLISIBLE, ARCHIVE_CHEMIN (a member that would leave the archive's folder, or a link),
            ARCHIVE_TROP_LOURDE (unfolded), ARCHIVE_VIDE, TROP_DE_FICHIERS.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            members = [m for m in opened.infolist() if not m.is_dir()]
            _check_count(len(members))
            for member in members:
                _check_place(member)
            # zipfile never gives more of a member than its header declares: declared sizes bound the real ones.
            if sum(m.file_size for m in members) > MAX_TOTAL_BYTES:
                raise InputError(
                    "ARCHIVE_TROP_LOURDE",
                    f"Cette archive dépasse {MAX_TOTAL_BYTES // 1024**3} Go une fois dépliée : faites-en plusieurs.",
                )
            wanted = [m for m in members if not _is_clutter(_parts(m.filename))]
            found = [_unpacked(opened, m, scratch / f"{n:04}") for n, m in enumerate(wanted, 1)]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise InputError(
            "ARCHIVE_ILLISIBLE", "Ce fichier n'est pas une archive zip lisible : refaites-la, puis déposez-la."
        ) from None
    if not found:
        raise InputError("ARCHIVE_VIDE", "Cette archive ne contient aucun fichier.")
    return found


def _resolved(root: Path, folder: str) -> Path:
    """Links are followed before the place is checked, and nothing is said of what lies outside."""
    outside = InputError("DOSSIER_INTERDIT", "Ce dossier n'est pas dans le dossier des rapports : choisissez-en un là.")
    try:
        chosen = (root / folder.strip()).resolve()
    except (OSError, ValueError, RuntimeError):
        raise outside from None
    if not chosen.is_relative_to(root):
        raise outside
    return chosen


def _of_folder(path: Path, folder: Path, root: Path) -> Incoming:
    label = os.fsencode(path.relative_to(folder).as_posix()).decode("utf-8", "replace")
    if path.resolve().is_relative_to(root):
        return Incoming(label, path)
    return Incoming(label, None, InputError("FICHIER_INTERDIT", "Ce lien mène hors du dossier des rapports."))


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> Incoming:
    label = "/".join(_parts(member.filename))
    if member.flag_bits & 1:
        return Incoming(label, None, InputError("FICHIER_CHIFFRE", "Ce fichier est protégé par un mot de passe."))
    if member.file_size > MAX_FILE_BYTES:
        message = f"Ce fichier dépasse {MAX_FILE_BYTES // 1024**2} Mo : réduisez la taille de ses images."
        return Incoming(label, None, InputError("TROP_LOURD", message))
    suffix = PurePosixPath(label).suffix.lower()
    path = target.with_suffix(suffix if suffix in SUBMISSION_SUFFIXES else "")
    damaged = InputError("FICHIER_ABIME", "Ce fichier est abîmé dans l'archive : déposez-le de nouveau.")
    # Other compressions unfold a block in one go, whatever its size.
    if member.compress_type not in _COMPRESSIONS:
        return Incoming(label, None, damaged)
    try:
        with archive.open(member) as source, path.open("xb") as copy:
            shutil.copyfileobj(source, copy)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        path.unlink(missing_ok=True)
        return Incoming(label, None, damaged)
    return Incoming(label, path)


def _check_place(member: zipfile.ZipInfo) -> None:
    mode = member.external_attr >> 16
    parts = member.filename.replace("\\", "/").split("/")
    is_odd = bool(stat.S_IFMT(mode)) and not stat.S_ISREG(mode)
    if is_odd or parts[0] == "" or ".." in parts or ":" in parts[0]:
        raise InputError(
            "ARCHIVE_CHEMIN",
            "Cette archive contient un lien ou un chemin qui sort de son dossier : elle n'est pas ouverte.",
        )


def _check_count(count: int) -> None:
    if count > MAX_FILES:
        raise InputError("TROP_DE_FICHIERS", f"Plus de {MAX_FILES} fichiers à la fois : faites-en plusieurs groupes.")


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))


def _is_clutter(parts: tuple[str, ...]) -> bool:
    """What systems leave beside people's files: hidden files, macOS twins, thumbnails."""
    return any(p.startswith(".") or p == "__MACOSX" for p in parts) or parts[-1:] in (("Thumbs.db",), ("desktop.ini",))
