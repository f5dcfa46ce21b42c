"""Référentiels load from YAML, and a fault is told in French with its file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyser.domain.errors import FrameworkError
from analyser.frameworks.loading import load_framework
from tests.frameworks.conftest import CRITERIA, SMALL, replace


def problems(folder: Path) -> tuple[str, ...]:
    with pytest.raises(FrameworkError) as caught:
        load_framework(folder)
    return caught.value.problems


def test_the_small_framework_is_read_whole() -> None:
    framework = load_framework(SMALL)
    assert [e.id for e in framework.evaluations] == ["D1"]
    assert [c.id for c in framework.contents] == ["D1R1", "D1R2"]
    assert [e.id for e in framework.elements("D1")] == [
        f"D1Cr{criterion}.{letter}" for criterion in (1, 2, 3) for letter in "ab"
    ]
    element = next(framework.elements("D1"))
    assert element.criterion == "D1Cr1"
    assert element.content == "D1R1"
    assert ("combien", "livre/document") in element.cues
    assert element.examples.near_miss[0].startswith("Je me suis inscrite")
    assert element.coaching.points[0] == "Les pièces demandées et le tarif."
    assert (element.scope, element.document_rule) == ("passage", "")


def test_the_expected_elements_are_all_there_in_order() -> None:
    expected = (SMALL.parent / "attendus-ids.txt").read_text(encoding="utf-8").split()
    framework = load_framework(CRITERIA)
    found = [element.id for criterion in framework.criteria for element in criterion.elements]
    assert found == expected
    assert len(found) == 95


def test_only_the_form_of_the_document_is_judged_as_a_whole() -> None:
    framework = load_framework(CRITERIA)
    rules = {e.id: e.document_rule for c in framework.criteria for e in c.elements if e.scope == "document"}
    assert rules == {"E2Cr3.i": "lisibilite", "E2Cr3.j": "usage_social"}


def test_every_content_is_answered_by_an_element() -> None:
    framework = load_framework(CRITERIA)
    answered = {element.content for criterion in framework.criteria for element in criterion.elements}
    assert answered == {content.id for content in framework.contents}


def test_criteria_are_in_the_order_of_their_numbers(folder: Path) -> None:
    for name in ("D1Cr10", "D1Cr2b"):
        text = (folder / "D1Cr3.yaml").read_text(encoding="utf-8").replace("D1Cr3", name)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    ids = [criterion.id for criterion in load_framework(folder).criteria]
    assert ids == ["D1Cr1", "D1Cr2", "D1Cr2b", "D1Cr3", "D1Cr10"]


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (
            "D1Cr1.yaml",
            "    question_jury:",
            "    question_juri:",
            "D1Cr1.yaml : attendus > D1Cr1.a > question_jury : clé manquante",
        ),
        (
            "D1Cr1.yaml",
            "    question_jury:",
            "    question_juri:",
            "D1Cr1.yaml : attendus > D1Cr1.a > question_juri : clé inconnue",
        ),
        (
            "D1Cr2.yaml",
            'libelle: "Gestion',
            'libelle: ""\n    # "Gestion',
            "D1Cr2.yaml : attendus > D1Cr2.a > libelle : texte vide",
        ),
        (
            "D1Cr2.yaml",
            "portee: passage",
            "portee: phrase",
            "D1Cr2.yaml : attendus > D1Cr2.a > portee : valeur non prévue",
        ),
        (
            "referentiel.yaml",
            'version: "2026.1"',
            "version: 2026.1",
            "referentiel.yaml : version : un texte est attendu (mettez-le entre guillemets)",
        ),
        (
            "D1Cr1.yaml",
            "id: D1Cr1\n",
            "id: D1Cr9\n",
            "D1Cr1.yaml : id : « D1Cr9 » ne correspond pas au nom du fichier",
        ),
        (
            "D1Cr1.yaml",
            "id: D1Cr1.b",
            "id: D1Cr1.a",
            "D1Cr1.yaml : id : « D1Cr1.a » est utilisé 2 fois",
        ),
        (
            "D1Cr3.yaml",
            "id: D1Cr3.b",
            "id: D1Cr4.b",
            "D1Cr3.yaml : attendus > D1Cr4.b > id : doit commencer par « D1Cr3. » ou « D1R2. »",
        ),
        (
            "D1Cr3.yaml",
            "contenu: D1R2",
            "contenu: D1R7",
            "D1Cr3.yaml : attendus > D1Cr3.a > contenu : « D1R7 » n'est pas dans referentiel.yaml",
        ),
        (
            "D1Cr3.yaml",
            "evaluation: D1",
            "evaluation: D2",
            "D1Cr3.yaml : evaluation : « D2 » n'est pas dans referentiel.yaml",
        ),
        (
            "D1Cr3.yaml",
            "portee: passage",
            "portee: document",
            "D1Cr3.yaml : attendus > D1Cr3.a > regle : à donner si, et seulement si, la portée est « document »",
        ),
        (
            "D1Cr3.yaml",
            "competence: C2",
            "competence: C2\ncompetence: C1",
            "D1Cr3.yaml : clé « competence » écrite 2 fois dans le bloc de la ligne 1",
        ),
        (
            "D1Cr3.yaml",
            'texte: "Le',
            'texte: "Le" ',
            "D1Cr3.yaml, ligne 4 : YAML illisible (guillemets, retrait ou deux-points à revoir)",
        ),
    ],
)
def test_a_fault_names_its_file_and_key(folder: Path, file: str, old: str, new: str, expected: str) -> None:
    replace(folder / file, old, new)
    assert expected in problems(folder)


def test_all_faults_are_told_at_once(folder: Path) -> None:
    replace(folder / "D1Cr1.yaml", "contenu: D1R1", "contenu: D1R9")
    replace(folder / "D1Cr2.yaml", "portee: passage", "portee: document")
    assert len(problems(folder)) == 2


def test_a_list_left_out_is_told(folder: Path) -> None:
    replace(folder / "D1Cr1.yaml", "    indices:\n", "    indices: mot\n    autre:\n")
    found = problems(folder)
    assert "D1Cr1.yaml : attendus > D1Cr1.a > indices : une liste est attendue" in found


def test_a_missing_folder_or_header_is_told(tmp_path: Path) -> None:
    assert problems(tmp_path / "absent") == ("referentiel.yaml : fichier introuvable",)


def test_a_framework_without_criteria_is_refused(folder: Path) -> None:
    for path in folder.glob("D1Cr*.yaml"):
        path.unlink()
    assert problems(folder) == ("referentiel.yaml : aucun fichier de critère à côté de lui",)


def test_a_file_in_another_encoding_is_told(folder: Path) -> None:
    path = folder / "D1Cr1.yaml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp1252", errors="replace"))
    assert problems(folder) == ("D1Cr1.yaml : le fichier n'est pas enregistré en UTF-8",)
