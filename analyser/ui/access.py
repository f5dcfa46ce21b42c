"""Who opens which page. Without accounts, the one person of this machine opens all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, NoReturn

import streamlit as st
from streamlit.errors import StreamlitAuthError

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


def can_open(person: Person, owner: str) -> bool:
    """Whether a person may open a kept analysis: their own, or any of them where they evaluate.

    Args:
        owner: who keeps the analysis; empty for analyses older than owners, which are nobody's own.
    """
    return person.may_open("evaluer") or (bool(owner) and owner == person.name)


def is_loopback(address: str | None) -> bool:
    """Whether a server that listens at ``address`` is reached from its own machine alone; None listens to all."""
    if address == "localhost":
        return True
    try:
        return address is not None and ip_address(address).is_loopback
    except ValueError:
        return False


def person_now() -> Person | None:
    """Whoever is at the page, asked anew; None for nobody known. Draws nothing: for what runs before a page does."""
    if not Settings().accounts:
        return ANYONE_HERE if is_loopback(st.get_option("server.address")) else None
    return person_of(st.user.to_dict(), accounts.roles_of) if st.user.get("is_logged_in") else None


def still_opens(address: str) -> bool:
    """For a button's callback, which runs before ``require``: a role may have been taken back meanwhile."""
    person = person_now()
    return person is not None and person.may_open(address)


def still_opens_kept(owner: str) -> bool:
    """``can_open`` for a button's callback."""
    person = person_now()
    return person is not None and can_open(person, owner)


def current_person() -> Person:
    """Whoever is at the page; nothing more is drawn for somebody who has not logged in or has no role."""
    person = person_now()
    if person is None:
        _turn_away(Settings())
    return person


def require(address: str) -> Person:
    """Called by each page before it draws anything: the table of pages is not the only door."""
    person = current_person()
    if not person.may_open(address):
        _refuse(labels.NOT_THIS_PAGE)
    return person


def _turn_away(settings: Settings) -> NoReturn:
    if not settings.accounts:
        _refuse(labels.NOT_LOOPBACK)
    if "is_logged_in" not in st.user:  # no [auth] in the secrets
        _refuse(labels.LOGIN_UNSET)
    if not st.user.get("is_logged_in"):
        _log_in()
    _refuse(labels.NO_ACCESS.format(contact=settings.access_contact or labels.NO_ACCESS_CONTACT), logout=True)


def _log_in() -> NoReturn:
    st.set_page_config(page_title=labels.LOGIN_TITLE)
    st.title(labels.LOGIN_TITLE, anchor=False)
    if st.button(labels.LOGIN, type="primary"):
        try:
            st.login()
        except StreamlitAuthError:
            st.error(labels.LOGIN_UNSET)
    st.stop()


def _refuse(why: str, *, logout: bool = False) -> NoReturn:
    st.set_page_config(page_title=labels.NO_ACCESS_TITLE)
    st.title(labels.NO_ACCESS_TITLE, anchor=False)
    st.text(why)  # not Markdown: a contact is shown as it was written
    if logout:
        st.button(labels.LOGOUT, on_click=st.logout)
    st.stop()
