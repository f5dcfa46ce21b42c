"""A table for people to read: rows with a heading each."""

from __future__ import annotations

from dataclasses import dataclass

from analyser.domain.analysis import Status

Cell = str | int | Status


@dataclass(frozen=True, slots=True)
class Table:
    """The first cell of a row is its heading."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"{self.caption}: a row has another number of cells than the columns")
