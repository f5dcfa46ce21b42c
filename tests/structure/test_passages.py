from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analyser.domain.document import Document, Line, LineRole, Page
from analyser.domain.geometry import Span
from analyser.structure import find_sections, load_sentence_splitter, split_passages
from analyser.structure.sentences import correct, is_doubtful
from tests.structure.conftest import Printed


def by_full_stop(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"[^.!?]+[.!?]*\s*", text)]


def texts(document: Document) -> list[str]:
    found = split_passages(document, find_sections(document), by_full_stop)
    return [document.slice(passage.span) for passage in found]


def test_sentences_items_rows_and_headings(lay_out: Callable[..., Document]) -> None:
    document = lay_out(
        [
            Printed("Le cadre", size=16, bold=True),
            "Je pose le cadre avec elle. Elle pose ses questions. Bien.",
            "• La confidentialité des échanges entre nous",
            Printed("Phase | Durée de la phase. En heures", row=True),
        ]
    )
    passages = split_passages(document, find_sections(document), by_full_stop)
    assert [(document.slice(p.span), p.is_heading, p.section) for p in passages] == [
        ("Le cadre", True, 0),
        ("Je pose le cadre avec elle.", False, 0),
        ("Elle pose ses questions. Bien.", False, 0),
        ("La confidentialité des échanges entre nous", False, 0),
        ("Phase | Durée de la phase. En heures", False, 0),
    ]


def test_fragments_join_their_neighbour_in_the_block_only(lay_out: Callable[..., Document]) -> None:
    document = lay_out(["Oui. Elle accepte de venir. Non.", "Peut-être.", "Jamais. Rien."])
    assert texts(document) == ["Oui. Elle accepte de venir. Non.", "Peut-être.", "Jamais. Rien."]


@pytest.mark.parametrize("mark", [" ; ", " : ", " — ", " mais "])
def test_long_sentences_are_cut(lay_out: Callable[..., Document], mark: str) -> None:
    half = "elle reprend chaque mot de la demande et le relit avec moi " * 4
    document = lay_out([half.strip() + mark + half.strip() + "."])
    found = texts(document)
    assert len(found) == 2
    assert all(len(text) <= 400 for text in found)
    assert document.text.startswith(found[0])
    assert document.text.endswith(found[1])


def test_wide_rows_are_cut_between_cells(lay_out: Callable[..., Document]) -> None:
    cell = "elle reprend chaque mot de la demande et le relit avec moi " * 4
    document = lay_out([Printed(f"Phase un | {cell.strip()} | {cell.strip()}", row=True)])
    assert [len(text) <= 400 for text in texts(document)] == [True, True]


@given(st.lists(st.text(alphabet="aé .!?;:|—•\u00a0", min_size=1, max_size=900), min_size=1, max_size=6))
def test_passages_never_overlap_and_lose_no_letter(blocks: list[str]) -> None:
    blocks = [" ".join(block.split()) for block in blocks if block.strip()]
    if not blocks:
        return
    lines, start = [], 0
    for index, block in enumerate(blocks):
        lines.append(Line(Span(start, start + len(block)), 1, index, role=LineRole.BODY))
        start += len(block) + 1
    document = Document("x.txt", "0" * 64, "txt", "\n".join(blocks), (Page(1, 595, 842),), tuple(lines))
    passages = split_passages(document, find_sections(document), by_full_stop)
    covered = "".join(document.slice(passage.span) for passage in passages)
    for before, after in itertools.pairwise(passages):
        assert before.span.end <= after.span.start
    assert sum(c.isalpha() for c in covered) == sum(c.isalpha() for c in document.text)
    for passage in passages:
        line = document.lines[passage.block]
        assert line.span.start <= passage.span.start <= passage.span.end <= line.span.end


SENTENCES = [
    ["Je cite l’art. L. 6313-4 du Code du travail.", "M. Dupont signe.", "Mme B. est venue."],
    ["Elle dit : « Je ne sais pas. »", "Puis elle rit."],
    ["Je note tout… et je continue.", "Elle hésite…", "Puis elle repart."],
    ["Selon les art. R. 6313-4 et L. 6313-1, le bilan compte trois phases (cf. p. 12).", "Il dure 24 h."],
    ["Les outils : RIASEC, IRMR, etc. sont expliqués.", "Qu’est-ce que j’en ai fait ?", "Rien."],
    ["Elle m’a écrit : « Merci ! » et elle a signé.", "(Je l’ai gardé.)", "C’est tout."],
    ["— Vous venez pour quoi ?", "— Pour voir.", "— Voir quoi ?"],
    ["Le Dr C. M., psychologue, l’a vue le 12.03.2024.", "À 14 h 30, elle est partie."],
    ["1. Le cadre est posé.", "2. Les outils sont présentés."],
    ["il est venu hier.", "elle est repartie tout de suite."],
    ["La loi n° 2018-771 du 5 sept. 2018 le dit.", "J.-P. Martin aussi."],
]


def test_french_sentences() -> None:
    splitter = load_sentence_splitter()
    joined = [" ".join(sentences) for sentences in SENTENCES]
    found = splitter.split_many(joined)
    assert [[text[a:b] for a, b in spans] for text, spans in zip(joined, found, strict=True)] == SENTENCES
    assert splitter(joined[0]) == found[0]
    assert splitter("") == []


@given(st.text(alphabet="aL.é !?…»«\n|6-—)", max_size=120), st.lists(st.integers(0, 130), max_size=8))
def test_rules_keep_spans_in_order(text: str, starts: list[int]) -> None:
    spans = correct(text, starts)
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert all(first[1] <= second[0] for first, second in itertools.pairwise(spans))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())


@settings(max_examples=400)
@given(st.text(alphabet='aLe. !?…»“")\n|6-—)', max_size=60), st.lists(st.integers(0, 60), max_size=8))
def test_a_model_changes_nothing_where_nothing_is_in_doubt(text: str, starts: list[int]) -> None:
    assume(not is_doubtful(text))
    assert correct(text, starts) == correct(text, ())


def test_what_only_a_model_can_tell_is_in_doubt() -> None:
    assert not is_doubtful("Je pose le cadre. Elle signe la charte (cf. annexe 2). L’art. L. 6313-4 le dit.")
    assert is_doubtful("il est venu hier. elle est repartie tout de suite.")
    assert is_doubtful("Elle dit : « Je ne sais pas. » Puis elle rit.")
