"""Cells that a spreadsheet shows as text, never runs."""

from __future__ import annotations

from typing import TypeVar

Cell = TypeVar("Cell")
_RUNS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Cell) -> Cell | str:
    """Text that a spreadsheet would run as a formula is quoted with an apostrophe."""
    if isinstance(value, str) and value[:1] in _RUNS:
        return "'" + value
    return value
