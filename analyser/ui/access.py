"""Who opens which page. Without accounts, the one person of this machine opens all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from analyser.domain.review import Role
from analyser.services import accounts
from analyser.settings import Settings
from analyser.ui import labels_fr as labels

PAGES_OF: Mapping[Role, frozenset[str]] = {
    Role.CANDIDATE: frozenset({"brouillon"}),
    Role.ASSESSOR: frozenset({"brouillon", "evaluer"}),
    Role.QUALITY: frozenset({"brouillon", "auditer"}),
    Role.REFERENT: frozenset({"brouillon"}),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever is at the page.

    Attributes:
        name: what judgements and the audit log bear; empty where there are no accounts.
        pages: addresses that they may open; None for all.
    """

    name: str
    pages: frozenset[str] | None

    def may_open(self, address: str) -> bool:
        return self.pages is None or address in self.pages


ANYONE_HERE = Person("", None)


def person_of(claims: Mapping[str, Any], roles_of: Callable[[str], frozenset[Role]]) -> Person | None:
    """The person whom a login describes; None without a verified address or without a role.

    Args:
        claims: of the identity token (OpenID Connect Core, section 5.1).
    """
    email = claims.get("email")
    if not isinstance(email, str) or not email or claims.get("email_verified") is not True:
        return None
    pages = frozenset().union(*(PAGES_OF[role] for role in roles_of(email)))
    return Person(accounts.normal(email), pages) if pages else None


def current_person() -> Person:
    """Whoever is at the page; nothing more is drawn for somebody who has not logged in or has no role."""
    if not Settings().accounts:
        return ANYONE_HERE
    if not st.user.is_logged_in:
        st.title(labels.LOGIN_TITLE, anchor=False)
        st.button(labels.LOGIN, type="primary", on_click=st.login)
        st.stop()
    person = person_of(st.user.to_dict(), accounts.roles_of)
    if person is None:
        st.title(labels.NO_ACCESS_TITLE, anchor=False)
        st.write(labels.NO_ACCESS)
        st.button(labels.LOGOUT, on_click=st.logout)
        st.stop()
    return person


def require(address: str) -> Person:
    """Called by each page before it draws anything: the table of pages is not the only door."""
    person = current_person()
    if not person.may_open(address):
        st.title(labels.NO_ACCESS_TITLE, anchor=False)
        st.write(labels.NOT_THIS_PAGE)
        st.stop()
    return person
