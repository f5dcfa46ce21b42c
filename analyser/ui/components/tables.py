"""Tables that a screen reader can walk through, and statuses said in words beside their colour."""

from __future__ import annotations

from html import escape

import streamlit as st

from analyser.domain.analysis import Status
from analyser.exports.labels_fr import STATUS_LABELS, STATUS_SYMBOLS
from analyser.ui.view_models.tables import Cell, Table


def show_table(table: Table) -> None:
    st.html(table_html(table))


def table_html(table: Table) -> str:
    """HTML with a caption and a scope on each heading; every text is escaped."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    body = "".join(
        f'<tr><th scope="row">{_cell(row[0])}</th>' + "".join(f"<td>{_cell(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in table.rows
    )
    return (
        f'<div class="an-table"><table><caption>{escape(table.caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def status_html(status: Status) -> str:
    symbol = f'<span aria-hidden="true">{STATUS_SYMBOLS[status]}</span>'
    return f'<span class="an-status an-{status.value}">{symbol} {escape(STATUS_LABELS[status])}</span>'


def _cell(cell: Cell) -> str:
    return status_html(cell) if isinstance(cell, Status) else escape(str(cell))
