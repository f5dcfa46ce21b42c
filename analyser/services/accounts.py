"""Who has which role, for installations with accounts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from analyser.domain.errors import InputError
from analyser.domain.review import Role
from analyser.services import keeping
from analyser.settings import Settings


def normal(email: str) -> str:
    """Addresses are compared without case or surrounding space."""
    return email.strip().lower()


def roles_of(email: str, settings: Settings | None = None) -> frozenset[Role]:
    """None for somebody unknown."""
    return keeping.roles(settings=settings).get(normal(email), frozenset())


def everyone(settings: Settings | None = None) -> Mapping[str, frozenset[Role]]:
    return keeping.roles(settings=settings)


def grant(email: str, role: Role, who: str, now: datetime, settings: Settings | None = None) -> bool:
    """Returns whether the person did not have the role yet; recorded in the audit log when so.

    Raises:
        InputError: ADRESSE_INVALIDE (not an e-mail address), or the store does not open.
    """
    name, _, domain = normal(email).partition("@")
    if not name or not domain or any(c.isspace() or c == "@" for c in name + domain):
        raise InputError("ADRESSE_INVALIDE", "Une personne se désigne par son adresse électronique.")
    return keeping.change_role(normal(email), role, who, now, granted=True, settings=settings)


def revoke(email: str, role: Role, who: str, now: datetime, settings: Settings | None = None) -> bool:
    """Returns whether the person had the role; recorded in the audit log when so."""
    return keeping.change_role(normal(email), role, who, now, granted=False, settings=settings)
