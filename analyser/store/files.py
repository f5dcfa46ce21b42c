"""Submissions' files: in one folder, under names that say nothing, encrypted when a key is set."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection, insert, select

from analyser.domain.errors import InputError
from analyser.store.private_folders import private_folder
from analyser.store.schema import files


def keep(connection: Connection, folder: Path, analysis_id: str, content: bytes, key: str | None) -> None:
    """Write an analysis's file, and the row that names it.

    Args:
        key: a Fernet key (32 bytes, URL-safe base64); None leaves the file in clear.

    Raises:
        InputError: CLE_INCORRECTE (not a key), ECRITURE_REFUSEE.
    """
    if key is not None:
        content = _cipher(key).encrypt(content)
    name = str(uuid4())
    try:
        _write(private_folder(folder) / name, content)
    except OSError:
        raise InputError(
            "ECRITURE_REFUSEE", "Le fichier ne peut pas être conservé : vérifiez ANALYSER_FILES_DIR et la place libre."
        ) from None
    try:
        connection.execute(insert(files).values(analysis_id=analysis_id, stored_name=name, encrypted=key is not None))
    except BaseException:
        (folder / name).unlink()
        raise


def read(connection: Connection, folder: Path, analysis_id: str, key: str | None) -> bytes:
    """The file as it was given.

    Raises:
        InputError: FICHIER_ABSENT, CLE_INCORRECTE (not the key that it was written with, no key, or an altered file).
    """
    row = connection.execute(select(files).where(files.c.analysis_id == analysis_id)).one_or_none()
    if row is None:
        raise _absent()
    try:
        content = _path(folder, row.stored_name).read_bytes()
    except OSError:
        raise _absent() from None
    if not row.encrypted:
        return content
    if key is None:
        raise InputError("CLE_INCORRECTE", "Ce fichier est chiffré : donnez sa clé dans ANALYSER_FILE_KEY.")
    try:
        return _cipher(key).decrypt(content)
    except InvalidToken:
        raise InputError(
            "CLE_INCORRECTE", "Ce fichier ne se déchiffre pas avec ANALYSER_FILE_KEY : donnez la clé d'origine."
        ) from None


def erase(connection: Connection, folder: Path, analysis_id: str) -> bool:
    """Erase an analysis's file, if it has one: the file first, so that none is left that no row names.

    The row goes with its analysis. Returns whether there was a file.

    Raises:
        InputError: EFFACEMENT_REFUSE, so that nobody believes a file gone that is there.
    """
    name = connection.scalar(select(files.c.stored_name).where(files.c.analysis_id == analysis_id))
    if name is None:
        return False
    try:
        _path(folder, name).unlink(missing_ok=True)
    except OSError:
        raise InputError(
            "EFFACEMENT_REFUSE", "Le fichier ne peut pas être effacé : vérifiez les droits sur ANALYSER_FILES_DIR."
        ) from None
    return True


def erase_orphans(connection: Connection, folder: Path, before: datetime) -> int:
    """Erase the files that no row names, such as those of a process that was stopped while it kept one.

    Only names that ``keep`` gives are touched, and only files older than ``before``: a younger one may be in the
    middle of being kept. Returns how many.
    """
    known = set(connection.scalars(select(files.c.stored_name)))
    count = 0
    for path in folder.iterdir() if folder.is_dir() else ():
        if _is_stored_name(path.name) and path.name not in known and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            count += 1
    return count


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
    except OSError:
        path.unlink()
        raise


def _path(folder: Path, name: str) -> Path:
    """A name that is not one of ours must not lead out of the folder."""
    if not _is_stored_name(name):
        raise _absent()
    return folder / name


def _is_stored_name(name: str) -> bool:
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def _cipher(key: str) -> Fernet:
    try:
        return Fernet(key)
    except ValueError:
        raise InputError(
            "CLE_INCORRECTE", "ANALYSER_FILE_KEY n'est pas une clé : 32 octets en base64 (cryptography, Fernet)."
        ) from None


def _absent() -> InputError:
    return InputError("FICHIER_ABSENT", "Le fichier de cette analyse n'est pas conservé.")
