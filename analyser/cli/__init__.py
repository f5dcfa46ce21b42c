"""The command line: each command parses, calls one service, prints."""

from __future__ import annotations

import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from analyser.cli.measuring import benchmark, diff, train
from analyser.cli.purging import purge
from analyser.cli.roles import roles
from analyser.cli.serving import serve
from analyser.domain.errors import FrameworkError, InputError

EXIT_USAGE = 2
EXIT_UNREADABLE = 3

app = typer.Typer(
    help="Pré-vérifie des rapports écrits de certification. Tout reste sur cette machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
errors = Console(stderr=True, highlight=False)


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    HTML = "html"
    DOCX = "docx"


Evaluation = Annotated[str, typer.Option("--evaluation", "-e", help="E1, E2, ou auto pour la trouver.")]


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Rapports : PDF, DOCX, ODT, texte.", metavar="FICHIER…")],
    evaluation: Evaluation = "auto",
    format: Annotated[Format, typer.Option("--format", "-f", help="Forme du résultat.")] = Format.TEXT,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Fichier où écrire (un dossier si plusieurs rapports)."),
    ] = None,
    timings: Annotated[bool, typer.Option("--timings", help="Où passe le temps (sur la sortie d'erreur).")] = False,
) -> None:
    """Analyse un ou plusieurs rapports et montre, pour chaque attendu, le passage qui le prouve."""
    from analyser.exports import SUFFIXES
    from analyser.exports.text import print_analysis
    from analyser.pipeline import analyse
    from analyser.services.analysing import export, framework
    from analyser.services.batch import output_names

    several = len(files) > 1
    if several and output is not None and output.is_file():
        raise typer.BadParameter("avec plusieurs rapports, --output doit être un dossier")
    if several and format is not Format.TEXT and output is None:
        raise typer.BadParameter(f"plusieurs rapports en {format.value} : donnez un dossier avec --output")
    if format is Format.DOCX and output is None:
        raise typer.BadParameter("un fichier docx ne s'affiche pas à l'écran : donnez --output")
    targets: list[Path | None] = [output] * len(files)
    if output is not None and (several or output.is_dir()):
        output.mkdir(parents=True, exist_ok=True)
        targets = [output / name for name in output_names(files, SUFFIXES[format.value])]
    if {t.resolve() for t in targets if t} & {f.resolve() for f in files}:
        raise typer.BadParameter("--output remplacerait un rapport : choisissez un autre nom")
    unreadable = 0
    for file, target in zip(files, targets, strict=True):
        try:
            with _progress() as bar:
                task = bar.add_task(file.name, total=None)
                analysis = analyse(file, evaluation, progress=partial(_describe, bar, task))
        except InputError as error:
            unreadable += error.code != "EVALUATION_INCONNUE"
            errors.print(f"{file.name} : [{error.code}] {error.message}", markup=False)
            if error.code == "EVALUATION_INCONNUE":
                raise typer.Exit(EXIT_USAGE) from None
            continue
        if timings:
            _print_timings(analysis.timings_s, len(analysis.submission.pages))
        if target is not None:
            target.write_bytes(export(analysis, format.value))
            errors.print(f"Résultat écrit : {target}", markup=False)
        elif format is Format.TEXT:
            print_analysis(analysis, framework(), Console(highlight=False))
        else:
            sys.stdout.write(export(analysis, format.value).decode())
    if unreadable:
        raise typer.Exit(EXIT_UNREADABLE)


@app.command()
def batch(
    paths: Annotated[list[Path], typer.Argument(help="Fichiers ou dossiers.", metavar="CHEMIN…")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Dossier des résultats.")],
    evaluation: Evaluation = "auto",
    format: Annotated[Format, typer.Option("--format", "-f")] = Format.JSON,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=64, help="Rapports analysés en même temps.")] = 1,
) -> None:
    """Analyse un lot. Un fichier illisible devient une ligne de la synthèse ; le lot continue."""
    from analyser.services.batch import BatchRow, analyse_batch, find_submissions

    submissions = find_submissions(paths, output)
    if not submissions:
        errors.print("Aucun rapport trouvé dans ces chemins.", markup=False)
        raise typer.Exit(EXIT_USAGE)
    with _progress(counted=True) as bar:
        task = bar.add_task("Lot", total=len(submissions))

        def on_row(row: BatchRow) -> None:
            bar.advance(task)
            if row.code != "OK":
                bar.console.print(f"{row.file} : [{row.code}] {row.message}", markup=False)

        rows = analyse_batch(submissions, output, evaluation=evaluation, format=format.value, jobs=jobs, on_row=on_row)
    bad = sum(row.code != "OK" for row in rows)
    errors.print(
        f"{len(rows) - bad} analyse(s), {bad} fichier(s) refusé(s) ; synthèse : {output / 'synthese.csv'}", markup=False
    )
    if bad == len(rows):
        raise typer.Exit(EXIT_UNREADABLE)


@app.command()
def lint(
    folder: Annotated[Path | None, typer.Argument(help="Dossier d'un référentiel (celui livré par défaut).")] = None,
) -> None:
    """Vérifie un référentiel : schéma, identifiants, indices essayés sur chaque exemple."""
    from analyser.frameworks.linting import lint_framework
    from analyser.settings import Settings

    problems = lint_framework(folder or Settings().framework_dir)
    for problem in problems:
        errors.print(problem, markup=False)
    if problems:
        raise typer.Exit(1)
    errors.print("Référentiel sans défaut.", markup=False)


app.command()(train)
app.command()(benchmark)
app.command()(diff)
app.command()(purge)
app.add_typer(roles, name="roles")
app.command("app")(serve)


@app.command()
def version() -> None:
    """Affiche la version."""
    from analyser import __version__

    typer.echo(__version__)


def _describe(bar: Progress, task: TaskID, stage: str) -> None:
    bar.update(task, description=stage)


def _progress(counted: bool = False) -> Progress:
    columns: list[ProgressColumn] = [SpinnerColumn(), TextColumn("{task.description}")]
    if counted:
        columns += [BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()]
    return Progress(*columns, console=errors, transient=True)


def _print_timings(timings_s: object, pages: int) -> None:
    assert isinstance(timings_s, dict)
    total = sum(timings_s.values())
    for name, seconds in [*timings_s.items(), ("total", total)]:
        errors.print(f"{name:<12} {seconds:7.3f} s  {seconds / max(1, pages) * 1000:7.1f} ms/page", markup=False)


def main() -> None:
    """Entry point: what a person can mend is said in French, without a traceback."""
    try:
        app()
    except KeyboardInterrupt:
        errors.print("Interrompu.", markup=False)
        raise SystemExit(130) from None
    except FrameworkError as error:
        errors.print(f"[REFERENTIEL_INVALIDE] {error}", markup=False)
        raise SystemExit(1) from None
    except ValidationError:
        errors.print("[REGLAGE_INVALIDE] Une variable ANALYSER_… a une valeur impossible.", markup=False)
        raise SystemExit(EXIT_USAGE) from None
    except FileNotFoundError as error:
        errors.print(f"[MODELE_ABSENT] Fichier introuvable : {error.filename or error}", markup=False)
        raise SystemExit(1) from None
    except PermissionError as error:
        errors.print(f"[ECRITURE_REFUSEE] {error.filename}", markup=False)
        raise SystemExit(1) from None
