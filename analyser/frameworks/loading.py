"""Reads a référentiel folder: ``referentiel.yaml`` and one YAML file a criterion beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import ValidationError

from analyser.domain.errors import FrameworkError
from analyser.domain.framework import (
    Coaching,
    Content,
    Criterion,
    Element,
    Evaluation,
    Examples,
    Framework,
)
from analyser.frameworks.schema import CriterionFile, ElementEntry, FrameworkFile, StrictModel

if TYPE_CHECKING:
    from yaml import SafeLoader
else:
    # The C parser is several times faster, but a PyYAML built without libyaml lacks it.
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

FRAMEWORK_FILE = "referentiel.yaml"

M = TypeVar("M", bound=StrictModel)

_MESSAGES = {
    "missing": "clé manquante",
    "extra_forbidden": "clé inconnue",
    "string_type": "un texte est attendu (mettez-le entre guillemets)",
    "string_too_short": "texte vide",
    "list_type": "une liste est attendue",
    "tuple_type": "une liste est attendue",
    "too_short": "liste vide",
    "dict_type": "un groupe de clés est attendu",
    "model_type": "un groupe de clés est attendu",
    "literal_error": "valeur non prévue",
}


class _DuplicateKeyError(yaml.YAMLError):
    pass


class _Loader(SafeLoader):
    """PyYAML keeps the last of two equal keys without a word; whoever edits the file must hear of it."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        written = Counter(str(self.construct_object(key, deep=True)) for key, _ in node.value)
        for key, count in written.items():
            if count > 1:
                line = node.start_mark.line + 1
                raise _DuplicateKeyError(f"clé « {key} » écrite {count} fois dans le bloc de la ligne {line}")
        return super().construct_mapping(node, deep=deep)


def load_framework(folder: Path) -> Framework:
    """The référentiel that ``folder`` holds, criteria and contents in the order of their ids and file.

    Every ``.yaml`` file directly in the folder, ``referentiel.yaml`` apart, is a criterion; other data
    belongs in subfolders.

    Raises:
        FrameworkError: with every problem found, each naming the file and the key, in French.
    """
    problems: list[str] = []
    header = _read(folder / FRAMEWORK_FILE, FrameworkFile, problems)
    files: dict[str, CriterionFile] = {}
    for path in sorted(folder.glob("*.yaml"), key=lambda path: _natural_order(path.stem)):
        if path.name == FRAMEWORK_FILE:
            continue
        criterion = _read(path, CriterionFile, problems)
        if criterion is not None:
            files[path.name] = criterion
    if header is not None:
        problems += _reference_problems(header, files)
        if not files and not problems:
            problems.append(f"{FRAMEWORK_FILE} : aucun fichier de critère à côté de lui")
    if header is None or problems:
        raise FrameworkError(tuple(problems))
    return _framework(header, list(files.values()))


def split_cue(cue: str) -> tuple[str, ...]:
    """The items of a cue as written in YAML."""
    return tuple(cue.split())


def _natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts Cr2 before Cr10."""
    parts = re.findall(r"\d+|\D+", name)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def _read(path: Path, model: type[M], problems: list[str]) -> M | None:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except FileNotFoundError:
        problems.append(f"{path.name} : fichier introuvable")
        return None
    except UnicodeDecodeError:
        problems.append(f"{path.name} : le fichier n'est pas enregistré en UTF-8")
        return None
    except _DuplicateKeyError as error:
        problems.append(f"{path.name} : {error}")
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", ligne {mark.line + 1}" if mark is not None else ""
        problems.append(f"{path.name}{place} : YAML illisible (guillemets, retrait ou deux-points à revoir)")
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        for detail in error.errors():
            message = _MESSAGES.get(detail["type"], "valeur incorrecte")
            place = _place(detail["loc"], data)
            problems.append(f"{path.name} : {place} : {message}" if place else f"{path.name} : {message}")
        return None


def _place(location: Sequence[int | str], data: object) -> str:
    """The keys down to a fault, list entries named by their id rather than by their rank."""
    names: list[str] = []
    for step in location:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else None
            identifier = data.get("id") if isinstance(data, Mapping) else None
            names.append(str(identifier) if identifier else f"n° {step + 1}")
        else:
            data = data.get(step) if isinstance(data, Mapping) else None
            names.append(step)
    return " > ".join(names)


def _reference_problems(header: FrameworkFile, files: Mapping[str, CriterionFile]) -> Iterator[str]:
    content_evaluation = {content.id: content.evaluation for content in header.contents}
    for content in header.contents:
        if content.evaluation not in header.evaluations:
            yield f"{FRAMEWORK_FILE} : contenus > {content.id} > evaluation : évaluation inconnue"
    for name, criterion in files.items():
        if f"{criterion.id}.yaml" != name:
            yield f"{name} : id : « {criterion.id} » ne correspond pas au nom du fichier"
        if criterion.evaluation not in header.evaluations:
            yield f"{name} : evaluation : « {criterion.evaluation} » n'est pas dans {FRAMEWORK_FILE}"
        for element in criterion.elements:
            place = f"{name} : attendus > {element.id}"
            if element.content not in content_evaluation:
                yield f"{place} > contenu : « {element.content} » n'est pas dans {FRAMEWORK_FILE}"
            elif content_evaluation[element.content] != criterion.evaluation:
                yield f"{place} > contenu : « {element.content} » relève d'une autre évaluation"
            if element.id.rpartition(".")[0] not in (criterion.id, element.content):
                yield f"{place} > id : doit commencer par « {criterion.id}. » ou « {element.content}. »"
            if (element.scope == "document") != bool(element.document_rule):
                yield f"{place} > regle : à donner si, et seulement si, la portée est « document »"
    ids = Counter(content.id for content in header.contents)
    ids.update(criterion.id for criterion in files.values())
    ids.update(element.id for criterion in files.values() for element in criterion.elements)
    for identifier, count in ids.items():
        if count > 1:
            owners = [name for name, file in files.items() if identifier in _ids(file)] or [FRAMEWORK_FILE]
            yield f"{', '.join(owners)} : id : « {identifier} » est utilisé {count} fois"


def _ids(file: CriterionFile) -> set[str]:
    return {file.id, *(element.id for element in file.elements)}


def _framework(header: FrameworkFile, files: Sequence[CriterionFile]) -> Framework:
    order = list(header.evaluations)
    return Framework(
        id=header.id,
        title=header.title,
        version=header.version,
        evaluations=tuple(
            Evaluation(identifier, entry.title, entry.signs) for identifier, entry in header.evaluations.items()
        ),
        contents=tuple(
            Content(entry.id, entry.evaluation, entry.competence, entry.label, entry.text, entry.headings)
            for entry in header.contents
        ),
        criteria=tuple(
            Criterion(
                id=file.id,
                evaluation=file.evaluation,
                competence=file.competence,
                text=file.text,
                elements=tuple(_element(entry, file.id) for entry in file.elements),
            )
            for file in sorted(files, key=lambda file: order.index(file.evaluation))
        ),
    )


def _element(entry: ElementEntry, criterion: str) -> Element:
    return Element(
        id=entry.id,
        label=entry.label,
        criterion=criterion,
        content=entry.content,
        covered_means=entry.covered_means,
        partial_means=entry.partial_means,
        formulations=entry.formulations,
        cues=tuple(split_cue(cue) for cue in entry.cues),
        near_misses=entry.near_misses,
        examples=Examples(entry.examples.covered, entry.examples.partial, entry.examples.near_miss),
        coaching=Coaching(entry.coaching.reminder, entry.coaching.points, entry.coaching.example_kind),
        jury_question=entry.jury_question,
        scope=entry.scope,
        document_rule=entry.document_rule,
    )
