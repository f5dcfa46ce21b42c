"""The whole way in: a file becomes an analysis."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from analyser import __version__
from analyser.checks import find_alerts
from analyser.domain.analysis import Analysis, Submission, check_passages
from analyser.domain.document import Document
from analyser.domain.errors import InputError
from analyser.domain.framework import Element, Framework
from analyser.domain.passages import Passage
from analyser.domain.sections import Section
from analyser.frameworks.cues import word_forms
from analyser.frameworks.loading import load_framework
from analyser.judging.decision import Decisions
from analyser.judging.encoder import Vectors, encode_passages
from analyser.judging.evaluations import guess_evaluation
from analyser.judging.scoring import Floats, Model, load_model, passage_scores, proof_scores
from analyser.judging.section_contents import map_sections
from analyser.judging.verdicts import Reading, judge_contents, judge_criteria, judge_elements
from analyser.reading import read_document
from analyser.settings import Settings
from analyser.structure import find_sections, set_apart_furniture, split_passages
from analyser.structure.sentences import load_sentence_splitter

Progress = Callable[[str], None]


class Stopwatch:
    """Says each stage as it begins and remembers how long it took, in seconds."""

    def __init__(self, progress: Progress = lambda stage: None) -> None:
        self.timings_s: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        self._progress(name)
        begin = time.perf_counter()
        yield
        self.timings_s[name] = time.perf_counter() - begin


@dataclass(frozen=True)
class Engine:
    """What is loaded once and serves many submissions."""

    framework: Framework
    model: Model
    decisions: Decisions
    settings: Settings

    def versions(self) -> dict[str, str]:
        return {
            "analyser": __version__,
            "referentiel": f"{self.framework.id} {self.framework.version}",
            "model": self.model.id,
            "encoder": str(self.model.manifest["encoder"]),
        }


@dataclass(frozen=True)
class Parsed:
    """A submission after reading and structure, before anything is judged."""

    document: Document
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]

    @property
    def texts(self) -> list[str]:
        return [self.document.slice(p.span) for p in self.passages]


@lru_cache(maxsize=2)
def load_engine(settings: Settings) -> Engine:
    """Load the référentiel and the model. Raises FrameworkError or FileNotFoundError."""
    model = load_model(settings.model_dir, settings.threads)
    framework = load_framework(settings.framework_dir)
    return Engine(framework, model, Decisions.from_json(model.decision), settings)


def parse(path: Path, max_pages: int = 500) -> Parsed:
    """Read a file and split it. Raises InputError."""
    document = set_apart_furniture(read_document(path, max_pages=max_pages))
    sections = find_sections(document)
    passages = split_passages(document, sections, load_sentence_splitter())
    return Parsed(document, sections, passages)


def encode(engine: Engine, parsed: Parsed) -> Vectors:
    return encode_passages(engine.model.encoder, parsed.texts, [p.is_heading for p in parsed.passages])


def read_for(engine: Engine, parsed: Parsed, vectors: Vectors, elements: Sequence[Element]) -> Reading:
    """What judging needs of a parsed submission, for these elements."""
    scores: Floats = passage_scores(engine.model, elements, vectors, parsed.texts)
    sections = map_sections(parsed.sections, parsed.passages, elements, scores)
    known = set(engine.model.heads.elements)
    return Reading(
        parsed.document,
        sections,
        parsed.passages,
        elements,
        proof_scores(scores, parsed.texts, [p.is_heading for p in parsed.passages]),
        word_forms(parsed.texts),
        [e.id in known for e in elements],
    )


def analyse(
    path: str | Path,
    evaluation: str = "auto",
    *,
    settings: Settings | None = None,
    progress: Progress = lambda stage: None,
) -> Analysis:
    """Analyse one submission.

    Args:
        path: a PDF, DOCX, ODT, text or Markdown file.
        evaluation: an id of the référentiel's evaluations, or "auto" to find it.
        progress: called with the French name of each stage as it begins.

    Raises:
        InputError: the file cannot be analysed, or there is no such evaluation.
    """
    settings = settings or Settings()
    clock = Stopwatch(progress)
    with clock.stage("chargement"):
        engine = load_engine(settings)
        check_evaluation(engine.framework, evaluation)
    with clock.stage("lecture"):
        parsed = parse(Path(path), settings.max_pages)
    return analyse_parsed(engine, parsed, evaluation, clock)


def analyse_parsed(
    engine: Engine, parsed: Parsed, evaluation: str = "auto", clock: Stopwatch | None = None
) -> Analysis:
    """Judge a submission that is already read."""
    clock = clock or Stopwatch()
    with clock.stage("encodage"):
        vectors = encode(engine, parsed)
    with clock.stage("jugement"):
        if evaluation == "auto":
            evaluation = guess_evaluation(engine.framework, parsed.document, engine.model, vectors)
        elements = tuple(engine.framework.elements(evaluation))
        reading = read_for(engine, parsed, vectors, elements)
        verdicts = judge_elements(reading, engine.decisions)
        check_passages(parsed.document, verdicts)
    with clock.stage("contrôles"):
        alerts = find_alerts(parsed.document, parsed.passages, engine.framework, evaluation)
    return Analysis(
        submission=Submission.of(parsed.document),
        evaluation=evaluation,
        sections=tuple(reading.sections),
        contents=judge_contents(engine.framework, evaluation, verdicts),
        criteria=judge_criteria(engine.framework, evaluation, verdicts),
        elements=verdicts,
        alerts=alerts,
        engine=engine.versions(),
        timings_s=clock.timings_s,
    )


def check_evaluation(framework: Framework, evaluation: str) -> None:
    """Raises InputError unless it is "auto" or one of the référentiel's."""
    known = [e.id for e in framework.evaluations]
    if evaluation not in ("auto", *known):
        raise InputError("EVALUATION_INCONNUE", f"Évaluation inconnue : {evaluation}. Choisissez {', '.join(known)}.")
