"""Commands of those who build the engine: train it, measure it, compare two models (extra « train »)."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

errors = Console(stderr=True)


class Split(StrEnum):
    TRAIN = "train"
    DEV = "dev"
    TEST = "test"
    PAGES = "pages"


class Grouping(StrEnum):
    LAYOUT = "layout"
    CRITERION = "criterion"
    ELEMENT = "element"


Corpus = Annotated[Path, typer.Option(help="Dossier du corpus annoté.")]


def say(line: str) -> None:
    errors.print(line, markup=False)


def train(
    corpus: Corpus = Path("corpus"),
    target: Annotated[Path | None, typer.Option(help="Dossier du modèle à écrire.")] = None,
) -> None:
    """Reconstruit le modèle à partir du corpus et du référentiel (extra « train »)."""
    from analyser.settings import Settings
    from analyser.training.train import train as run

    settings = Settings()
    run(corpus, settings.framework_dir, target or settings.model_dir, log=say)


def benchmark(
    corpus: Corpus = Path("corpus"),
    split: Annotated[Split, typer.Option(help="Auteurs mesurés.")] = Split.TEST,
    by: Annotated[list[Grouping] | None, typer.Option(help="Aussi par mise en page, critère ou attendu.")] = None,
    baselines: Annotated[bool, typer.Option("--baselines", help="À côté des similarités simples.")] = False,
    save: Annotated[Path | None, typer.Option(help="Fichier JSON où écrire les chiffres.")] = None,
) -> None:
    """Mesure le moteur sur des rapports annotés, avec des intervalles par rapport (extra « train »)."""
    import json

    from analyser.benchmark.baselines import similarity_outcomes, tf_idf
    from analyser.benchmark.corpus import corpus_digest, load_splits
    from analyser.benchmark.metrics import figures
    from analyser.benchmark.running import as_json, by_group, judge, parsed_reports, table
    from analyser.frameworks.loading import load_framework
    from analyser.settings import Settings
    from analyser.training.base_encoder import base_similarity
    from analyser.training.train import build_base

    settings = Settings()
    splits = load_splits(corpus)
    measured = parsed_reports(splits[split], corpus / "rendered", settings, say)
    rows = judge(measured, settings)
    found = figures(rows)
    typer.echo(f"{split} : {len(measured)} rapports, {len(rows)} attendus jugés\n{table(found)}")
    groups = {
        Grouping.LAYOUT: lambda row: row.layout,
        Grouping.CRITERION: lambda row: row.element.split(".")[0],
        Grouping.ELEMENT: lambda row: row.element,
    }
    for grouping in by or ():
        for name, group in by_group(rows, groups[grouping]).items():
            typer.echo(f"\n{name}\n{table(group)}")
    if baselines:
        framework = load_framework(settings.framework_dir)
        tuning = parsed_reports(splits["dev"], corpus / "rendered", settings, say)
        base = build_base([r.markdown for r in splits["train"]], corpus / "rendered")
        for name, encode in (("TF-IDF", tf_idf), ("multilingual-e5-small", base_similarity(base))):
            plain = figures(similarity_outcomes(encode, framework, tuning, measured))
            typer.echo(f"\n{name}, similarité à la formulation\n{table(plain)}")
    if save is not None:
        stored = {
            "split": split.value,
            "reports": len(measured),
            "corpus_sha256": corpus_digest(corpus),
            "figures": as_json(found),
        }
        save.write_text(json.dumps(stored, ensure_ascii=False, indent=1) + "\n", "utf-8")


def diff(
    before: Annotated[Path, typer.Argument(help="Dossier d'un modèle.", exists=True, file_okay=False)],
    after: Annotated[Path, typer.Argument(help="Dossier de l'autre modèle.", exists=True, file_okay=False)],
    corpus: Corpus = Path("corpus"),
    split: Annotated[Split, typer.Option(help="Auteurs mesurés.")] = Split.DEV,
) -> None:
    """Verdicts gagnés et perdus d'un modèle à l'autre, attendu par attendu (extra « train »)."""
    from analyser.benchmark.comparing import by_element, changes
    from analyser.benchmark.corpus import load_splits
    from analyser.benchmark.running import judge, parsed_reports
    from analyser.settings import Settings

    parsed = parsed_reports(load_splits(corpus)[split], corpus / "rendered", Settings(), say)
    first, second = (judge(parsed, Settings(model_dir=folder)) for folder in (before, after))
    found = changes(first, second)
    gained, lost = (sum(flags) for flags in ([c.gained for c in found], [c.lost for c in found]))
    typer.echo(f"{len(first)} verdicts, {len(found)} changés : {gained} gagnés, {lost} perdus")
    for element, better, worse in by_element(found):
        typer.echo(f"{element:<10} +{better} -{worse}")
    for c in found:
        sign = "+" if c.gained else "-" if c.lost else " "
        typer.echo(f"{sign} {c.report:<8} {c.element:<10} attendu {c.gold:<8} {c.before} -> {c.after}")
