"""Streamlit entry: `analyser app`, or `streamlit run app.py`."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from analyser.ui import PAGES
from analyser.ui.components.shell import dress

st.set_page_config(page_icon="🔎", layout="wide")
dress()
st.navigation(
    [
        st.Page(import_module(page.module).show, title=page.title, url_path=page.address, default=not number)
        for number, page in enumerate(PAGES)
    ]
).run()
