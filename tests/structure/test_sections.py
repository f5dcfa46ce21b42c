from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from analyser.domain.document import Bookmark, Document
from analyser.domain.sections import Section
from analyser.structure import find_sections, set_apart_furniture
from tests.structure.conftest import PROSE, Printed


def outline(document: Document) -> list[tuple[int, str]]:
    return [(section.level, section.title) for section in find_sections(document)]


def assert_partition(document: Document, sections: tuple[Section, ...]) -> None:
    for line in document.lines:
        if line.role.is_body:
            assert sum(s.span.start <= line.span.start and line.span.end <= s.span.end for s in sections) == 1
    assert [s.id for s in sections] == [f"s{i}" for i in range(len(sections))]
    for before, after in itertools.pairwise(sections):
        assert before.span.end == after.span.start
        assert after.level <= before.level + 1
    for section in sections:
        title = document.text[section.span.start : section.span.start + len(section.title)]
        assert title.replace("\n", " ") == section.title


def test_styles_give_the_tree(lay_out: Callable[..., Document]) -> None:
    document = lay_out(
        [
            Printed("Mon rapport", size=20, level=1),
            Printed("Le cadre", size=14, level=2),
            PROSE,
            Printed("Point important", bold=True),
            PROSE,
            Printed("Les phases", size=12, level=3),
            PROSE,
            Printed("Ma posture", size=14, level=2),
            PROSE,
        ]
    )
    assert outline(document) == [(1, "Mon rapport"), (2, "Le cadre"), (3, "Les phases"), (2, "Ma posture")]
    assert_partition(document, find_sections(document))


def test_plain_numbered_headings(lay_out: Callable[..., Document]) -> None:
    document = lay_out(
        [
            "1. Le cadre",
            PROSE,
            "2. La personne",
            "2.1 Le premier rendez-vous",
            PROSE,
            "2.2 Ce qu’elle demande",
            PROSE,
            "IV. Divers",
            PROSE,
            "V. Annexes",
            PROSE,
        ]
    )
    assert [title for _, title in outline(document)] == [
        "1. Le cadre",
        "2. La personne",
        "2.1 Le premier rendez-vous",
        "2.2 Ce qu’elle demande",
        "IV. Divers",
        "V. Annexes",
    ]
    levels = [level for level, _ in outline(document)]
    assert levels[0] == levels[1] == 1
    assert levels[2] == levels[3] == 2


def test_typography_and_numbers_together(lay_out: Callable[..., Document]) -> None:
    document = lay_out(
        [
            Printed("Introduction", size=14, bold=True),
            PROSE,
            Printed("Partie 1 : le cadre", size=14, bold=True),
            Printed("A. La loi", bold=True),
            PROSE,
            Printed("B. La charte", bold=True),
            PROSE,
            Printed("Partie 2 : la personne", size=14, bold=True),
            PROSE,
            Printed("CONCLUSION", size=14, bold=True),
            PROSE,
        ]
    )
    assert [level for level, _ in outline(document)][1:5] == [1, 2, 2, 1]


@pytest.mark.parametrize(
    "line",
    [
        Printed("Le cadre est posé dès le premier jour.", bold=True),
        Printed("• Confidentialité", bold=True),
        Printed("Fait à Lyon, le 12 mars 2024", bold=True),
        Printed("12/03/2024", size=14),
        Printed("Signature de la bénéficiaire", bold=True),
        Printed("Nom : ……………………", bold=True),
        Printed("Phase | Durée", bold=True, row=True),
        Printed("une suite en gras de la phrase d’avant", bold=True),
        Printed("1. Apporter son CV"),
        Printed("Note de bas de page", size=8),
    ],
    ids=lambda line: line.text[:20],
)
def test_false_headings(lay_out: Callable[..., Document], line: Printed) -> None:
    printed = [
        Printed("Le cadre", size=14, bold=True),
        PROSE,
        line,
        PROSE,
        Printed("La suite", size=14, bold=True),
        PROSE,
    ]
    document = lay_out(printed)
    assert outline(document) == [(1, "Le cadre"), (1, "La suite")]


def test_a_numbered_list_is_no_heading(lay_out: Callable[..., Document]) -> None:
    items = ["1. Apporter son CV", "2. Lire le livret", "3. Noter ses questions"]
    document = lay_out([Printed("Le cadre", bold=True), PROSE, *items, PROSE])
    assert outline(document) == [(1, "Le cadre")]


def test_a_heading_on_two_lines_is_one(lay_out: Callable[..., Document]) -> None:
    document = lay_out(
        [
            Printed("Ce que la personne attend", size=14, bold=True),
            Printed("de son bilan", size=14, bold=True, joins=True),
            PROSE,
        ]
    )
    assert outline(document) == [(1, "Ce que la personne attend de son bilan")]


def test_bookmarks_and_contents_confirm_plain_titles(lay_out: Callable[..., Document]) -> None:
    marks = (Bookmark("La sonnette", 1, 1), Bookmark("Le contrat", 2, 2))
    document = lay_out(["La sonnette", PROSE, Printed("Le contrat", 2), Printed(PROSE, 2)], marks)
    assert outline(document) == [(1, "La sonnette"), (2, "Le contrat")]
    listed = ["Sommaire", "La sonnette", "Le contrat", "La sonnette", PROSE, "Le contrat", PROSE]
    assert [title for _, title in outline(set_apart_furniture(lay_out(listed)))] == ["La sonnette", "Le contrat"]


def test_no_heading_gives_one_untitled_section(lay_out: Callable[..., Document]) -> None:
    document = lay_out([PROSE, PROSE, Printed(PROSE, 2)])
    sections = find_sections(document)
    assert [(s.id, s.title, s.level, s.page_start, s.page_end) for s in sections] == [("s0", "", 1, 1, 2)]
    assert_partition(document, sections)


def test_text_before_the_first_heading_has_no_title(lay_out: Callable[..., Document]) -> None:
    document = lay_out([PROSE, Printed("Le cadre", size=14, bold=True), PROSE])
    assert outline(document) == [(1, ""), (1, "Le cadre")]
    assert_partition(document, find_sections(document))


def test_same_tag_level_everywhere_yields_to_numbers(lay_out: Callable[..., Document]) -> None:
    printed: list[Printed | str] = []
    for title in ("1. Le cadre", "1.1 La loi", "1.2 La charte", "2. La personne"):
        printed += [Printed(title, size=14, bold=True, level=1), PROSE]
    assert [level for level, _ in outline(lay_out(printed))] == [1, 2, 2, 1]


def test_bare_text_with_isolated_titles(lay_out: Callable[..., Document]) -> None:
    document = lay_out(["Le cadre", PROSE, PROSE, "Ma posture", PROSE], with_boxes=False)
    assert [title for _, title in outline(document)] == ["Le cadre", "Ma posture"]


def test_mixed_numbers_and_schemes_that_take_over(lay_out: Callable[..., Document]) -> None:
    titles = ["1. MODE D’EMPLOI", "I. PROCESSUS « ACCUEIL »", "I.1 Prise de contact", "I.2 Étude du besoin"]
    titles += ["II. PROCESSUS « RELATION »", "II.1 Questions", "II.2 Tenue"]
    document = lay_out([text for title in titles for text in (title, PROSE)])
    assert outline(document) == list(zip([1, 1, 2, 2, 1, 2, 2], titles, strict=True))
