"""``analyser roles``: who may open what, for installations with accounts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from analyser.domain.errors import InputError
from analyser.domain.review import Role

roles = typer.Typer(help="Rôles des personnes, quand l'installation a des comptes.", no_args_is_help=True)
BY = "ligne de commande"
Address = Annotated[str, typer.Argument(help="Adresse électronique, telle que la donne le fournisseur d'identité.")]


class RoleName(StrEnum):
    CANDIDATE = "candidat"
    ASSESSOR = "evaluateur"
    QUALITY = "qualite"
    REFERENT = "referent"


_ROLES = dict(zip(RoleName, (Role.CANDIDATE, Role.ASSESSOR, Role.QUALITY, Role.REFERENT), strict=True))
_NAMES = {role: name for name, role in _ROLES.items()}


@roles.command("ajouter")
def add(address: Address, role: RoleName) -> None:
    """Donne un rôle à une personne."""
    from analyser.services import accounts

    with _told():
        done = accounts.grant(address, _ROLES[role], BY, datetime.now(UTC))
    typer.echo(f"{address} : rôle {role} donné." if done else f"{address} avait déjà le rôle {role}.")


@roles.command("retirer")
def remove(address: Address, role: RoleName) -> None:
    """Retire un rôle à une personne."""
    from analyser.services import accounts

    with _told():
        done = accounts.revoke(address, _ROLES[role], BY, datetime.now(UTC))
    typer.echo(f"{address} : rôle {role} retiré." if done else f"{address} n'avait pas le rôle {role}.")


@roles.command("lister")
def show() -> None:
    """Liste les personnes et leurs rôles."""
    from analyser.services import accounts

    with _told():
        found = accounts.everyone()
    if not found:
        typer.echo("Aucun rôle n'est donné.")
    for address, held in found.items():
        typer.echo(f"{address} : {', '.join(sorted(_NAMES[role] for role in held))}")


@contextmanager
def _told() -> Iterator[None]:
    """What cannot be done is said in French, without a traceback."""
    try:
        yield
    except InputError as error:
        typer.echo(f"[{error.code}] {error.message}", err=True)
        raise typer.Exit(1) from None
