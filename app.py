"""Streamlit entry: `analyser app`, or `streamlit run app.py`."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from analyser.ui import PAGES
from analyser.ui.access import current_person
from analyser.ui.components.shell import dress
from analyser.ui.labels_fr import LOGOUT

st.set_page_config(page_icon="🔎", layout="wide")
dress()
person = current_person()
st.navigation(
    [
        st.Page(import_module(page.module).show, title=page.title, url_path=page.address, default=not number)
        for number, page in enumerate(PAGES)
        if person.may_open(page.address)
    ]
).run()
if person.name and st.sidebar.button(LOGOUT):
    st.logout()
