"""What every page wears: its language and a few styles."""

from __future__ import annotations

import json

import streamlit as st

from analyser.ui.labels_fr import WIDGET_WORDS

# Streamlit serves its page as English, says its own words in English, and has no setting for either. Its words are
# replaced as they appear; only a text that is exactly one of them changes.
_LANGUAGE = """<script>
(() => {
  document.documentElement.lang = "fr";
  if (window.frenchWords) return;
  window.frenchWords = true;
  const words = WORDS;
  const french = (text) => words[text.trim()] ?? text
    .replace(/^Fullscreen: /, "Plein écran : ")
    .replace(/^Remove (?=\\S+\\.\\w+$)/, "Retirer ")
    .replace(/^(\\d+)MB per file\\b/, "$1 Mo au plus")
    .replace(/^([\\d.]+)([KMG])B$/, (_, size, unit) => `${size.replace(".", ",")} ${unit === "K" ? "k" : unit}o`);
  const mend = (node) => {
    if (node.parentElement?.closest(".stHtml")) return;  // our own words, or a report's
    if (node.nodeType === Node.TEXT_NODE) {
      const said = french(node.data);
      if (said !== node.data) node.data = said;
    } else if (node.nodeType === Node.ELEMENT_NODE) {
      for (const name of ["aria-label", "title", "placeholder"]) {
        const value = node.getAttribute(name);
        const said = value && french(value);
        if (said && said !== value) node.setAttribute(name, said);
      }
      node.childNodes.forEach(mend);
    }
  };
  const watch = { subtree: true, childList: true, characterData: true, attributes: true,
    attributeFilter: ["aria-label", "title", "placeholder"] };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(mend); else mend(change.target);
    }
  }).observe(document.body, watch);
  mend(document.body);
})();
</script>""".replace("WORDS", json.dumps(WIDGET_WORDS))
# Each status carries its own background and ink: readable on a light and on a dark theme.
_STYLE = """<style>
.an-table { overflow-x: auto; }
.an-table table { border-collapse: collapse; width: 100%; }
.an-table caption { caption-side: top; text-align: left; padding: .25rem 0; color: inherit; font-weight: 600; }
.an-table th, .an-table td {
  border: 1px solid rgba(128, 128, 128, .5); padding: .45rem .6rem; text-align: left; vertical-align: top;
  font-weight: 400; overflow-wrap: break-word; }
.an-table thead th { font-weight: 600; background: rgba(128, 128, 128, .12); }
.an-status { display: inline-block; padding: 0 .5rem; border-radius: .5rem; font-weight: 600; white-space: nowrap; }
.an-covered { background: #e2f3e7; color: #0a5526; } .an-partial { background: #fdf0d3; color: #664300; }
.an-missing { background: #fde4e7; color: #8f0019; } .an-not_assessable { background: #f0e4f7; color: #581a7a; }
.an-quote { margin: .25rem 0 .5rem; padding: .25rem .75rem; border-left: 3px solid #8a6d00; overflow-wrap: anywhere; }
.an-where { margin: 0 0 .25rem; }
[data-testid="stCaptionContainer"], [data-testid="stImageCaption"] { color: inherit !important; opacity: 1; }
[data-testid="stCaptionContainer"] p { color: inherit !important; opacity: 1; }
[data-testid="stImage"] img { border: 1px solid rgba(128, 128, 128, .5); }
.stButton kbd { color: inherit !important; opacity: 1; }
[data-testid="stSidebarNavLink"]:focus-visible, [data-testid="stTextInputRootElement"]:focus-within,
.stSelectbox .react-aria-ComboBox:focus-within {
  outline: 3px solid currentColor; outline-offset: 2px; border-radius: .5rem; }
.stMainBlockContainer { padding-top: 3.5rem; }
</style>"""


def dress() -> None:
    st.html(_STYLE)
    st.html(_LANGUAGE, unsafe_allow_javascript=True)
