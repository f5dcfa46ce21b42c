"""Faults of a référentiel that loads: too little material, cues that match nothing, repeated texts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from analyser.domain.errors import FrameworkError
from analyser.domain.framework import Coaching, Element, Framework
from analyser.frameworks.cues import cue_matches, fold, word_forms
from analyser.frameworks.loading import FRAMEWORK_FILE, load_framework

MIN_FORMULATIONS = 4
MIN_CUES = 4
MIN_NEAR_MISSES = 2
MIN_EXAMPLES = 2
MIN_POINTS = 2
MIN_HEADINGS = 8
MIN_SIGNS = 3

# Advice in the first person could be pasted into a submission as it stands.
_FIRST_PERSON = re.compile(r"\b(?:je|j'|me|m'|moi|mon|ma|mes|nous|notre|nos)(?:\b|(?<='))", re.IGNORECASE)
_CUE_ITEM = re.compile(r"[^\s/]+(?:/[^\s/]+)*")


def lint_framework(folder: Path) -> list[str]:
    """French sentences, one a problem, each naming the file and the key; empty when all is well.

    Faults of the schema hide the others: they are reported alone.
    """
    try:
        framework = load_framework(folder)
    except FrameworkError as error:
        return list(error.problems)
    problems = list(_header_problems(framework))
    for criterion in framework.criteria:
        for element in criterion.elements:
            place = f"{criterion.id}.yaml : attendus > {element.id}"
            problems += _amount_problems(element, place)
            problems += _coaching_problems(element.coaching, place)
            problems += _cue_problems(element, place)
    problems += _repeated_texts(framework)
    return problems


def _header_problems(framework: Framework) -> Iterator[str]:
    amounts = [(f"evaluations > {e.id} > signes", len(e.signs), MIN_SIGNS) for e in framework.evaluations]
    amounts += [(f"contenus > {c.id} > titres", len(c.headings), MIN_HEADINGS) for c in framework.contents]
    for key, found, least in amounts:
        if found < least:
            yield f"{FRAMEWORK_FILE} : {key} : {found} au lieu de {least} au moins"
    headings = [(f"contenus > {c.id} > titres", text) for c in framework.contents for text in c.headings]
    signs = [(f"evaluations > {e.id} > signes", text) for e in framework.evaluations for text in e.signs]
    for named in (headings, signs):
        for text, places in _repetitions(named):
            yield f"{FRAMEWORK_FILE} : {' et '.join(dict.fromkeys(places))} : texte répété : « {text} »"


def _amount_problems(element: Element, place: str) -> Iterator[str]:
    amounts = {
        "formulations": (element.formulations, MIN_FORMULATIONS),
        "indices": (element.cues, MIN_CUES),
        "faux_amis": (element.near_misses, MIN_NEAR_MISSES),
        "exemples > couvert": (element.examples.covered, MIN_EXAMPLES),
        "exemples > partiel": (element.examples.partial, MIN_EXAMPLES),
        "exemples > faux_ami": (element.examples.near_miss, MIN_EXAMPLES),
        "conseil > points": (element.coaching.points, MIN_POINTS),
    }
    for key, (values, least) in amounts.items():
        if len(values) < least:
            yield f"{place} > {key} : {len(values)} au lieu de {least} au moins"


def _coaching_problems(coaching: Coaching, place: str) -> Iterator[str]:
    texts = {"rappel": coaching.reminder, "exemple_attendu": coaching.example_kind}
    texts |= {f"points > n° {rank}": point for rank, point in enumerate(coaching.points, start=1)}
    for key, text in texts.items():
        found = _FIRST_PERSON.search(text.replace("’", "'"))
        if found:
            yield f"{place} > conseil > {key} : première personne (« {found[0]} »), texte prêt à coller"


def _cue_problems(element: Element, place: str) -> Iterator[str]:
    covered = word_forms(element.examples.covered)
    shown = [*covered, *word_forms((*element.examples.partial, *element.formulations))]
    for cue in element.cues:
        written = " ".join(cue)
        if not all(_CUE_ITEM.fullmatch(item) for item in cue):
            yield f"{place} > indices : « {written} » : une barre « / » sépare deux mots, sans espace"
        elif not any(cue_matches(cue, tokens) for tokens in shown):
            yield (
                f"{place} > indices : « {written} » ne se trouve dans aucun exemple couvert ou partiel "
                "ni dans aucune formulation"
            )
    for rank, tokens in enumerate(covered, start=1):
        if not any(cue_matches(cue, tokens) for cue in element.cues):
            yield f"{place} > exemples > couvert > n° {rank} : aucun indice ne s'y trouve"


def _repeated_texts(framework: Framework) -> Iterator[str]:
    named = [
        (f"{criterion.id}.yaml ({element.id})", text)
        for criterion in framework.criteria
        for element in criterion.elements
        for text in _texts(element)
    ]
    for text, places in _repetitions(named):
        yield f"{', '.join(dict.fromkeys(places))} : texte répété : « {text} »"


def _texts(element: Element) -> tuple[str, ...]:
    return (
        element.covered_means,
        element.partial_means,
        *element.formulations,
        *element.near_misses,
        *element.examples.covered,
        *element.examples.partial,
        *element.examples.near_miss,
        element.coaching.reminder,
        *element.coaching.points,
        element.coaching.example_kind,
        element.jury_question,
    )


def _repetitions(named: Sequence[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Texts met more than once, whatever their case, accents and spacing, with the places that hold them."""
    places: dict[str, list[str]] = defaultdict(list)
    written: dict[str, str] = {}
    for place, text in named:
        key = " ".join(re.findall(r"\w+", fold(text)))
        places[key].append(place)
        written.setdefault(key, text)
    for key, found in places.items():
        if len(found) > 1:
            yield written[key], found
