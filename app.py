"""Streamlit entry: `streamlit run app.py`."""

from __future__ import annotations

import streamlit as st

from analyser.ui import check_draft

st.set_page_config(page_title="Vérifier mon brouillon", page_icon="🔎", layout="wide")
st.navigation([st.Page(check_draft.show, title=check_draft.TITLE, url_path="brouillon", default=True)]).run()
