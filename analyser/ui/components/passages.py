"""Passages, one at a time, beside the page on which they stand."""

from __future__ import annotations

from html import escape

import streamlit as st

from analyser.ui import labels_fr as labels
from analyser.ui.page_images import highlighted_page
from analyser.ui.view_models.draft import PassageView


@st.fragment
def show_passages(passages: tuple[PassageView, ...], pdf: bytes | None, key: str) -> None:
    """Walk through ``passages`` with the page image where there is one; ``key`` is the widgets' own."""
    if not passages:
        st.write(labels.NO_PASSAGE)
        return
    place = f"{key}-place"
    number = min(st.session_state.setdefault(place, 0), len(passages) - 1)
    passage = passages[number]
    words, picture = st.columns([2, 3])
    with words:
        if len(passages) > 1:
            with st.container(horizontal=True):
                _step(labels.PREVIOUS, place, number - 1, len(passages), f"{key}-previous")
                _step(labels.NEXT, place, number + 1, len(passages), f"{key}-next")
        # Read aloud when it changes: the button that was pressed is elsewhere.
        st.html(f'<div role="status">{passage_html(passage, number + 1, len(passages))}</div>')
    with picture:
        if pdf is None or not passage.boxes:
            st.write(labels.NO_LAYOUT)
        else:
            st.image(
                highlighted_page(pdf, passage.page, passage.boxes),
                caption=labels.PAGE_CAPTION.format(page=passage.page),
                alt=passage.alt,
            )


def passage_html(passage: PassageView, number: int, total: int) -> str:
    """The passage as a quotation with its place; its text is escaped."""
    count = f"{labels.PASSAGE_NUMBER.format(n=number, total=total)}. " if total > 1 else ""
    return (
        f'<p class="an-where">{count}{escape(passage.where)}</p>'
        f'<blockquote class="an-quote">« {escape(passage.text)} »</blockquote>'
    )


def _step(label: str, place: str, target: int, total: int, key: str) -> None:
    def go() -> None:
        st.session_state[place] = target

    st.button(label, key=key, disabled=not 0 <= target < total, on_click=go)
