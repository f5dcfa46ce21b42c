"""Folders that nobody but their owner can look into."""

from __future__ import annotations

from pathlib import Path


def private_folder(path: Path) -> Path:
    """Create the missing levels of a folder with mode 0700; folders that exist keep theirs."""
    for level in (*reversed(path.parents), path):
        level.mkdir(mode=0o700, exist_ok=True)
    return path
