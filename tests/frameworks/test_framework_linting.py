"""The lint passes on what ships and catches each kind of fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyser.frameworks.linting import lint_framework
from tests.frameworks.conftest import CRITERIA, SMALL, replace


@pytest.mark.parametrize("shipped", [CRITERIA, SMALL], ids=lambda path: path.name)
def test_what_ships_has_no_fault(shipped: Path) -> None:
    assert lint_framework(shipped) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "D1Cr1.yaml",
            '      - "Le nouvel inscrit repart avec un dépliant et une visite des rayons."\n',
            "",
            "D1Cr1.yaml : attendus > D1Cr1.a > formulations : 3 au lieu de 4 au moins",
        ),
        (
            "D1Cr1.yaml",
            '      - "combien livre/document"\n      - "justificatif tarif/domicile"\n',
            "",
            "D1Cr1.yaml : attendus > D1Cr1.a > indices : 3 au lieu de 4 au moins",
        ),
        (
            "D1Cr1.yaml",
            '      - "Une inscription gravée ou affichée."\n',
            "",
            "D1Cr1.yaml : attendus > D1Cr1.a > faux_amis : 1 au lieu de 2 au moins",
        ),
        (
            "D1Cr1.yaml",
            '        - "Je m\'occupe aussi des inscriptions."\n',
            "",
            "D1Cr1.yaml : attendus > D1Cr1.a > exemples > partiel : 1 au lieu de 2 au moins",
        ),
        (
            "D1Cr3.yaml",
            "        - \"L'enquête du commissaire piétine jusqu'au chapitre douze.\"\n",
            "",
            "D1Cr3.yaml : attendus > D1Cr3.a > exemples > faux_ami : 1 au lieu de 2 au moins",
        ),
        (
            "D1Cr3.yaml",
            '        - "La boîte à idées débordait de plaintes sur le bruit : nous avons déplacé les bandes '
            "dessinées à l'étage, et les remarques ont cessé.\"\n",
            "",
            "D1Cr3.yaml : attendus > D1Cr3.a > exemples > couvert : 1 au lieu de 2 au moins",
        ),
        (
            "D1Cr2.yaml",
            '"boucle magnétique"',
            '"chien guide"',
            "D1Cr2.yaml : attendus > D1Cr2.b > indices : « chien guide » ne se trouve dans aucun exemple "
            "couvert ou partiel ni dans aucune formulation",
        ),
        (
            "D1Cr2.yaml",
            '"boucle magnétique"',
            '"boucle / magnétique"',
            "D1Cr2.yaml : attendus > D1Cr2.b > indices : « boucle / magnétique » : une barre « / » sépare "
            "deux mots, sans espace",
        ),
        (
            "D1Cr2.yaml",
            "Avec un lecteur aveugle, j'annonce ma présence",
            "Avec Paul, j'annonce ma présence",
            "D1Cr2.yaml : attendus > D1Cr2.b > exemples > couvert > n° 1 : aucun indice ne s'y trouve",
        ),
        (
            "D1Cr3.yaml",
            "Une ardoise à la sortie demande chaque mois : qu'est-ce qui vous a manqué ?",
            "je laisse la personne dire sa colère avant d’expliquer l’amende",
            "D1Cr2.yaml (D1Cr2.a), D1Cr3.yaml (D1Cr3.a) : texte répété : « Je laisse la personne dire sa "
            "colère avant d'expliquer l'amende. »",
        ),
        (
            "D1Cr1.yaml",
            "La visite des lieux.",
            "Ce que j'ai dit à la personne.",
            "D1Cr1.yaml : attendus > D1Cr1.a > conseil > points > n° 3 : première personne (« j' »), texte "
            "prêt à coller",
        ),
        (
            "D1Cr1.yaml",
            "Le récit d'une première inscription.",
            "Dans mon service, on remplit la fiche.",
            "D1Cr1.yaml : attendus > D1Cr1.a > conseil > exemple_attendu : première personne (« mon »), "
            "texte prêt à coller",
        ),
        (
            "referentiel.yaml",
            '      - "Accueillir et orienter"\n',
            "",
            "referentiel.yaml : contenus > D1R1 > titres : 7 au lieu de 8 au moins",
        ),
        (
            "referentiel.yaml",
            '["banque de prêt", "médiathèque", "lecteurs", "carte d\'emprunt", "salle de lecture"]',
            '["banque de prêt"]',
            "referentiel.yaml : evaluations > D1 > signes : 1 au lieu de 3 au moins",
        ),
        (
            "referentiel.yaml",
            "Bilan du service",
            "Renseigner le public",
            "referentiel.yaml : contenus > D1R1 > titres et contenus > D1R2 > titres : texte répété : "
            "« Renseigner le public »",
        ),
        (
            "D1Cr2.yaml",
            "question_jury",
            "questions_jury",
            "D1Cr2.yaml : attendus > D1Cr2.a > questions_jury : clé inconnue",
        ),
        (
            "D1Cr1.yaml",
            "id: D1Cr1.b",
            "id: D1Cr1.a",
            "D1Cr1.yaml : id : « D1Cr1.a » est utilisé 2 fois",
        ),
    ],
)
def test_each_kind_of_fault_is_caught(folder: Path, file: str, old: str, new: str, expected: str) -> None:
    replace(folder / file, old, new)
    assert expected in lint_framework(folder)


def test_a_word_that_holds_a_pronoun_is_not_first_person(folder: Path) -> None:
    replace(folder / "D1Cr1.yaml", "La visite des lieux.", "Le moment de la visite, ses jeux, la mesure.")
    assert lint_framework(folder) == []
