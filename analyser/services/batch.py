"""Analyse a batch that nothing stops."""

from __future__ import annotations

import csv
import io
import json
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from analyser.domain.analysis import Status
from analyser.domain.errors import InputError
from analyser.exports import SUFFIXES
from analyser.pipeline import analyse
from analyser.services.analysing import SUBMISSION_SUFFIXES, export

INTERNAL_ERROR = "ERREUR_INTERNE"


@dataclass(frozen=True)
class BatchRow:
    """One submission of a batch. ``code`` is "OK" or the code of what prevented the analysis.

    ``doubtful`` counts the elements that a person should look at first; there is no mark and no ranking.
    """

    file: str
    code: str
    message: str
    evaluation: str = ""
    pages: int = 0
    words: int = 0
    covered: int = 0
    partial: int = 0
    missing: int = 0
    not_assessable: int = 0
    doubtful: int = 0
    alerts: int = 0
    output: str = ""


def find_submissions(paths: Iterable[Path], output: Path | None = None) -> list[Path]:
    """The files given, and those below the folders given, sorted, except what lies in ``output`` (earlier results).

    A path that does not exist is kept: it will be reported.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUBMISSION_SUFFIXES)
            if output is not None:
                inside = [p for p in inside if output.resolve() not in p.resolve().parents]
            found.update(dict.fromkeys(inside))
        else:
            found[path] = None
    return list(found)


def analyse_batch(
    submissions: Sequence[Path],
    output: Path,
    *,
    evaluation: str = "auto",
    format: str = "json",
    jobs: int = 1,
    on_row: Callable[[BatchRow], None] = lambda row: None,
) -> list[BatchRow]:
    """Analyse every submission; a bad one becomes a row with its code and the batch goes on.

    Writes one export a submission, ``synthese.csv`` and ``synthese.json`` into ``output``. Rows are in the order of
    ``submissions`` whatever ``jobs``.
    """
    output.mkdir(parents=True, exist_ok=True)
    names = output_names(submissions, SUFFIXES[format])
    tasks = [(path, output / name, evaluation, format) for path, name in zip(submissions, names, strict=True)]
    rows: dict[Path, BatchRow] = {}
    for path, row in _run(tasks, jobs):
        rows[path] = row
        on_row(row)
    ordered = [rows[path] for path in submissions]
    (output / "synthese.csv").write_text(batch_csv(ordered), "utf-8-sig")
    summary = [asdict(row) for row in ordered]
    (output / "synthese.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return ordered


def _run(tasks: Sequence[tuple[Path, Path, str, str]], jobs: int) -> Iterator[tuple[Path, BatchRow]]:
    if jobs <= 1:
        for task in tasks:
            yield task[0], _analyse_to_file(*task)
        return
    unfinished = list(tasks)
    # Spawned, not forked: the encoder's threads do not survive a fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context) as pool, suppress(BrokenProcessPool):
        futures = {pool.submit(_analyse_to_file, *task): task for task in tasks}
        for future in as_completed(futures):
            row = future.result()
            unfinished.remove(futures[future])
            yield futures[future][0], row
    # A worker that died took the pool with it: each file left runs alone, so that only the guilty one is lost.
    for task in unfinished:
        with ProcessPoolExecutor(1, mp_context=context) as pool:
            try:
                yield task[0], pool.submit(_analyse_to_file, *task).result()
            except BrokenProcessPool:
                yield task[0], _failed(task[0], INTERNAL_ERROR, "L'analyse s'est arrêtée brutalement.")


def _analyse_to_file(path: Path, target: Path, evaluation: str, format: str) -> BatchRow:
    try:
        analysis = analyse(path, evaluation)
        target.write_text(export(analysis, format), "utf-8")
    except InputError as error:
        return _failed(path, error.code, error.message)
    except Exception as error:  # nothing may stop a batch; the text of a report is never in the message
        return _failed(path, INTERNAL_ERROR, f"Erreur interne ({type(error).__name__}).")
    counts = {s: sum(v.status is s for v in analysis.elements) for s in Status}
    return BatchRow(
        file=_printable(path),
        code="OK",
        message="",
        evaluation=analysis.evaluation,
        pages=len(analysis.submission.pages),
        words=analysis.submission.words,
        covered=counts[Status.COVERED],
        partial=counts[Status.PARTIAL],
        missing=counts[Status.MISSING],
        not_assessable=counts[Status.NOT_ASSESSABLE],
        doubtful=sum(v.is_doubtful for v in analysis.elements),
        alerts=len(analysis.alerts),
        output=target.name,
    )


def _printable(path: Path) -> str:
    """The path as text that can always be written: a file name may hold bytes that are not UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def _failed(path: Path, code: str, message: str) -> BatchRow:
    return BatchRow(file=_printable(path), code=code, message=message)


def output_names(submissions: Sequence[Path], suffix: str) -> list[str]:
    """A distinct file name for each submission: two folders may hold files of the same name."""
    taken: dict[str, int] = {}
    names = []
    for path in submissions:
        stem = path.name.replace(".", "_")
        taken[stem] = taken.get(stem, 0) + 1
        names.append(stem + (f"-{taken[stem]}" if taken[stem] > 1 else "") + suffix)
    return names


def batch_csv(rows: Sequence[BatchRow]) -> str:
    """The summary for a spreadsheet: semicolons, French headings, no cell that starts a formula."""
    headings = {
        "file": "fichier",
        "code": "code",
        "message": "message",
        "evaluation": "évaluation",
        "pages": "pages",
        "words": "mots",
        "covered": "trouvés",
        "partial": "partiels",
        "missing": "non trouvés par l'outil",
        "not_assessable": "non évaluables",
        "doubtful": "à vérifier d'abord",
        "alerts": "alertes",
        "output": "résultat",
    }
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings.values())
    for row in rows:
        writer.writerow([safe_cell(asdict(row)[key]) for key in headings])
    return buffer.getvalue()


def safe_cell(value: object) -> object:
    """Text that a spreadsheet would run as a formula is quoted."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + value
    return value
