"""What every page wears: its language and a few styles."""

from __future__ import annotations

import streamlit as st

# Streamlit serves its page as English, and has no setting for it.
_LANGUAGE = "<script>document.documentElement.lang = 'fr';</script>"
# Each status carries its own background and ink: readable on a light and on a dark theme.
_STYLE = """<style>
.an-table { overflow-x: auto; }
.an-table table { border-collapse: collapse; width: 100%; }
.an-table caption { caption-side: top; text-align: left; padding: .25rem 0; color: inherit; font-weight: 600; }
.an-table th, .an-table td {
  border: 1px solid rgba(128, 128, 128, .5); padding: .45rem .6rem; text-align: left; vertical-align: top;
  font-weight: 400; overflow-wrap: anywhere; }
.an-table thead th { font-weight: 600; background: rgba(128, 128, 128, .12); }
.an-status { display: inline-block; padding: 0 .5rem; border-radius: .5rem; font-weight: 600; white-space: nowrap; }
.an-covered { background: #e2f3e7; color: #0a5526; } .an-partial { background: #fdf0d3; color: #664300; }
.an-missing { background: #fde4e7; color: #8f0019; } .an-not_assessable { background: #f0e4f7; color: #581a7a; }
.an-quote { margin: .25rem 0 .5rem; padding: .25rem .75rem; border-left: 3px solid #8a6d00; overflow-wrap: anywhere; }
.an-where { margin: 0 0 .25rem; }
</style>"""


def dress() -> None:
    st.html(_STYLE)
    st.html(_LANGUAGE, unsafe_allow_javascript=True)
