"""``analyser purge``: the retention timer, to be run every day by the machine's scheduler."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from analyser.domain.errors import InputError


def purge() -> None:
    """Efface les analyses conservées dont l'échéance est passée, avec leurs fichiers et leurs relectures."""
    from analyser.services.keeping import purge as erase_expired

    try:
        erased = erase_expired(datetime.now(UTC))
    except InputError as error:
        typer.echo(f"[{error.code}] {error.message}", err=True)
        raise typer.Exit(1) from None
    if erased == 0:
        typer.echo("Aucune analyse à effacer.")
    else:
        typer.echo("1 analyse effacée." if erased == 1 else f"{erased} analyses effacées.")
