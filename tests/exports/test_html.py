"""The HTML page is one self-contained accessible document."""

from html.parser import HTMLParser
from itertools import pairwise

import pytest

from analyser.domain.analysis import Analysis
from analyser.exports.html import to_html
from analyser.pipeline import Engine


class Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if identifier := dict(attrs).get("id"):
            self.ids.append(identifier)


@pytest.fixture(scope="module")
def page(sample_e1: Analysis, engine: Engine) -> str:
    return to_html(sample_e1, engine.framework)


def test_nothing_is_fetched_or_run(page: str) -> None:
    outline = Outline()
    outline.feed(page)
    assert not [t for t, _ in outline.tags if t in ("script", "link", "img", "iframe")]
    assert "http://" not in page
    assert "url(" not in page


def test_language_headings_and_tables_are_semantic(page: str) -> None:
    outline = Outline()
    outline.feed(page)
    assert ("html", {"lang": "fr"}) in outline.tags
    levels = [int(t[1]) for t, _ in outline.tags if t in ("h1", "h2", "h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    headers = [attributes for t, attributes in outline.tags if t == "th"]
    assert headers
    assert all(h.get("scope") in ("col", "row") for h in headers)
    assert len(outline.ids) == len(set(outline.ids))


def test_every_element_and_its_passages_are_there(page: str, sample_e1: Analysis) -> None:
    from html import unescape

    text = unescape(page)
    for verdict in sample_e1.elements:
        assert verdict.id in text
        for evidence in verdict.evidence:
            assert evidence.text in text


def test_markup_in_a_report_is_shown_not_run(sample_e1: Analysis, engine: Engine) -> None:
    from dataclasses import replace

    hostile = replace(sample_e1, submission=replace(sample_e1.submission, name="<script>alert(1)</script>.pdf"))
    assert "<script>" not in to_html(hostile, engine.framework)
