"""Streamlit entry: `analyser app`, or `streamlit run app.py`."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from analyser.ui import PAGES
from analyser.ui.access import current_person, require
from analyser.ui.components.shell import dress
from analyser.ui.labels_fr import LOGOUT

st.set_page_config(page_icon="🔎", layout="wide")
dress()
person = current_person()
# A page of another role is out of the menu, not unknown: its address opens the refusal.
chosen = st.navigation(
    [
        st.Page(
            import_module(page.module).show,
            title=page.title,
            url_path=page.address,
            default=not number,
            visibility="visible" if person.may_open(page.address) else "hidden",
        )
        for number, page in enumerate(PAGES)
    ]
)
if person.name:
    st.sidebar.button(LOGOUT, on_click=st.logout)
require(chosen.url_path or PAGES[0].address)  # the default page's path is empty
chosen.run()
