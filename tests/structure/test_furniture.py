from __future__ import annotations

from collections.abc import Callable

from analyser.domain.document import Document, LineRole
from analyser.structure import set_apart_furniture
from tests.structure.conftest import PROSE, Printed


def with_role(document: Document, role: LineRole) -> list[str]:
    return [document.slice(line.span) for line in document.lines if line.role is role]


def test_running_lines_and_page_numbers(lay_out: Callable[..., Document]) -> None:
    printed = []
    for page in range(1, 5):
        printed += [
            Printed("Rapport E1 – Marie D.", page, 30),
            Printed("Le cadre" if page == 2 else PROSE, page),
            Printed(PROSE, page),
            Printed(f"Page {page} sur 4", page, 800),
            Printed(f"{page}", page, 815),
        ]
    document = set_apart_furniture(lay_out(printed))
    assert with_role(document, LineRole.FURNITURE) == [
        text for page in range(1, 5) for text in ("Rapport E1 – Marie D.", f"Page {page} sur 4", f"{page}")
    ]
    assert len(with_role(document, LineRole.BODY)) == 8


def test_numbered_titles_at_the_top_of_pages_are_not_furniture(lay_out: Callable[..., Document]) -> None:
    printed = []
    for page, session in ((1, 1), (2, 2), (4, 3), (5, 4)):
        printed += [Printed(f"Séance {session}", page, 72), Printed(PROSE, page)]
        printed += [Printed(PROSE, 3)] if page == 2 else []
    document = set_apart_furniture(lay_out(printed))
    assert with_role(document, LineRole.FURNITURE) == []


def test_contents_page_with_page_numbers(lay_out: Callable[..., Document]) -> None:
    document = set_apart_furniture(
        lay_out(
            [
                "Mon rapport",
                "Table des matières",
                "1. Le cadre ........ 2",
                "2. Une personne dont le titre de partie est si long qu’il prend",
                "deux lignes ........ 3",
                "3. Bilan de l’année 4",
                "Introduction",
                PROSE,
                Printed(PROSE, 4),
            ]
        )
    )
    assert len(with_role(document, LineRole.CONTENTS)) == 5
    assert with_role(document, LineRole.BODY)[:3] == ["Mon rapport", "Introduction", PROSE]


def test_contents_page_without_page_numbers(lay_out: Callable[..., Document]) -> None:
    document = set_apart_furniture(
        lay_out(
            [
                "Sommaire",
                "1 La sonnette",
                "2 Le contrat",
                "3 Dehors",
                "1 La sonnette",
                PROSE,
                "2. LE CONTRAT",
                PROSE,
                "3 Dehors",
                PROSE,
            ]
        )
    )
    assert with_role(document, LineRole.CONTENTS) == ["Sommaire", "1 La sonnette", "2 Le contrat", "3 Dehors"]


def test_the_word_sommaire_alone_is_body(lay_out: Callable[..., Document]) -> None:
    document = lay_out(["Sommaire", PROSE, PROSE])
    assert set_apart_furniture(document) == document


def test_contents_run_in_one_paragraph(lay_out: Callable[..., Document]) -> None:
    listed = [Printed("I. Le couloir II. Le plan"), Printed("III. La sortie", joins=True)]
    titles = [text for title in ("I. Le couloir", "II. Le plan", "III. La sortie") for text in (title, PROSE)]
    document = set_apart_furniture(lay_out(["SOMMAIRE", *listed, *titles]))
    assert with_role(document, LineRole.CONTENTS) == ["SOMMAIRE", "I. Le couloir II. Le plan", "III. La sortie"]
