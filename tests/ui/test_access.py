"""Who opens which page: the rule, the commands, and a real login against a real OpenID Connect provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from analyser.cli import app
from analyser.domain.analysis import Analysis
from analyser.domain.review import Role
from analyser.services import accounts, keeping
from analyser.settings import Settings
from analyser.store.audit import Action
from analyser.ui import PAGES, PageRow
from analyser.ui import labels_fr as labels
from analyser.ui.access import ANYONE_HERE, PAGES_OF, Person, can_open, is_loopback, person_of
from tests.conftest import ROOT
from tests.ui.accessibility import serious_violations, settled
from tests.ui.conftest import free_port, served

ADDRESSES = {page.address for page in PAGES}


def in_a_browser(test: Callable[..., None]) -> Callable[..., None]:
    marked: Callable[..., None] = pytest.mark.enable_socket(pytest.mark.allow_hosts(["127.0.0.1", "localhost"])(test))
    return marked


def claims(email: str, verified: object = True) -> dict[str, object]:
    return {"sub": "1", "email": email, "email_verified": verified}


def test_without_accounts_every_page_opens() -> None:
    assert all(ANYONE_HERE.may_open(address) for address in ADDRESSES)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_its_pages_and_no_other(role: Role) -> None:
    person = person_of(claims("Ada@Exemple.fr"), lambda email: frozenset({role}))
    assert person is not None
    assert person.name == "ada@exemple.fr"
    assert {a for a in ADDRESSES if person.may_open(a)} == PAGES_OF[role]
    assert PAGES_OF[role] <= ADDRESSES


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_nobody_verified_opens_nothing(verified: object) -> None:
    assert person_of(claims("ada@exemple.fr", verified), lambda email: frozenset({Role.QUALITY})) is None


def test_somebody_without_a_role_opens_nothing() -> None:
    assert person_of(claims("ada@exemple.fr"), lambda email: frozenset()) is None
    assert person_of({"sub": "1"}, lambda email: frozenset({Role.QUALITY})) is None


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.ASSESSOR])
def test_only_assessors_open_what_somebody_else_keeps(role: Role) -> None:
    person = Person("ada@exemple.fr", PAGES_OF[role])
    assert can_open(person, "ada@exemple.fr")
    assert not can_open(person, "bob@exemple.fr")
    assert not can_open(Person("", PAGES_OF[role]), "")


def test_assessors_and_the_person_of_this_machine_open_what_is_kept() -> None:
    assert can_open(Person("ada@exemple.fr", PAGES_OF[Role.ASSESSOR]), "bob@exemple.fr")
    assert can_open(ANYONE_HERE, "bob@exemple.fr")


def test_loopback_is_this_machine_alone() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.8.0.1", "::1", "localhost")))
    assert not any(map(is_loopback, (None, "", "0.0.0.0", "::", "192.168.1.4", "analyse.exemple.fr")))


def test_without_accounts_a_server_open_to_others_shows_no_page() -> None:
    before = config.get_option("server.address")
    config.set_option("server.address", "0.0.0.0")
    try:
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    finally:
        config.set_option("server.address", before)
    assert not page.exception
    assert [t.value for t in page.title] == [labels.NO_ACCESS_TITLE]
    assert [t.value for t in page.text] == [labels.NOT_LOOPBACK]


def test_accounts_without_a_configured_login_open_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYSER_ACCOUNTS", "true")
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60).run()
    assert not page.exception
    assert [t.value for t in page.text] == [labels.LOGIN_UNSET]


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.address)
def test_each_page_guards_itself(row: PageRow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYSER_ACCOUNTS", "true")
    page = AppTest.from_string(f"from {row.module} import show\nshow()", default_timeout=60).run()
    assert not page.exception
    assert [t.value for t in page.title] == [labels.NO_ACCESS_TITLE]


def test_roles_are_given_and_taken_back_on_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYSER_DATABASE_URL", f"sqlite:///{tmp_path / 'data' / 'a.db'}")
    run = CliRunner()
    assert "rôle evaluateur donné" in run.invoke(app, ["roles", "ajouter", "Ada@Exemple.fr", "evaluateur"]).output
    assert "avait déjà" in run.invoke(app, ["roles", "ajouter", "ada@exemple.fr", "evaluateur"]).output
    assert accounts.roles_of("ada@exemple.fr") == {Role.ASSESSOR}
    assert "ada@exemple.fr : evaluateur" in run.invoke(app, ["roles", "lister"]).output
    assert "retiré" in run.invoke(app, ["roles", "retirer", "ada@exemple.fr", "evaluateur"]).output
    assert "n'avait pas" in run.invoke(app, ["roles", "retirer", "ada@exemple.fr", "evaluateur"]).output
    assert not accounts.roles_of("ada@exemple.fr")
    assert run.invoke(app, ["roles", "ajouter", "ada@exemple.fr", "chef"]).exit_code == 2
    # Only what changed is on record.
    assert [e.action for e in keeping.audit_entries()] == [Action.ROLE_REVOKED, Action.ROLE_GRANTED]


@pytest.mark.parametrize("address", ["ada", "@exemple.fr", "ada@", "ada @exemple.fr", "a@b@c"])
def test_a_role_goes_to_an_address(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYSER_DATABASE_URL", f"sqlite:///{tmp_path / 'data' / 'a.db'}")
    said = CliRunner().invoke(app, ["roles", "ajouter", address, "candidat"])
    assert said.exit_code == 1
    assert "[ADRESSE_INVALIDE]" in said.output


def test_a_store_that_does_not_open_is_said_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYSER_DATABASE_URL", "mysql://ailleurs/base")
    said = CliRunner().invoke(app, ["roles", "lister"])
    assert said.exit_code == 1
    assert "[BASE_ADRESSE]" in said.output


CONTACT = "Camille Roy <camille.roy@exemple.fr>"
ROLES = {
    "candidate": Role.CANDIDATE,
    "assessor": Role.ASSESSOR,
    "quality": Role.QUALITY,
    "referent": Role.REFERENT,
    "unverified": Role.QUALITY,
}


@dataclass(frozen=True)
class Site:
    url: str
    settings: Settings


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, sample_e2: Analysis) -> Iterator[Site]:
    """The pages with accounts, one kept analysis, and an identity provider that knows more people than have a role."""
    provider = pytest.importorskip("oidc_provider_mock", reason="no OpenID Connect provider installed")
    home = tmp_path_factory.mktemp("accounts")
    people = [
        provider.User(sub=name, claims={"email": f"{name}@exemple.fr", "email_verified": name != "unverified"})
        for name in (*ROLES, "stranger")
    ]
    settings = Settings(database_url=f"sqlite:///{home / 'data' / 'a.db'}")
    now = datetime.now(UTC)
    for name, role in ROLES.items():
        accounts.grant(f"{name}@exemple.fr", role, "test", now, settings)
    keeping.keep_analysis(sample_e2, None, "Session de juin", "bob@exemple.fr", now, settings=settings)
    port = free_port()
    with provider.run_server_in_thread(user_claims=people) as server:
        secrets = home / ".streamlit" / "secrets.toml"
        secrets.parent.mkdir()
        secrets.write_text(
            "[auth]\n"
            f'redirect_uri = "http://localhost:{port}/oauth2callback"\n'
            'cookie_secret = "un secret pour ce seul essai"\n'
            'client_id = "analyser"\nclient_secret = "essai"\n'
            f'server_metadata_url = "http://localhost:{server.server_port}/.well-known/openid-configuration"\n'
        )
        with served(
            home,
            port,
            ANALYSER_ACCOUNTS="true",
            ANALYSER_ACCESS_CONTACT=CONTACT,
            ANALYSER_DATABASE_URL=settings.database_url,
        ):
            yield Site(f"http://localhost:{port}", settings)


def logs_in(page: Any, site: Site, name: str) -> None:
    page.goto(site.url)
    page.get_by_role("button", name=labels.LOGIN).click()
    page.get_by_placeholder("sub").fill(name)
    page.get_by_role("button", name="Authorize").click()
    page.get_by_role("button", name=labels.LOGOUT).wait_for()


def title(page: Any, text: str) -> Any:
    return page.get_by_role("heading", name=text, level=1, exact=True)


@in_a_browser
@pytest.mark.parametrize("name", ["candidate", "assessor", "quality", "referent"])
def test_a_login_opens_the_pages_of_the_role_and_refuses_the_others(site: Site, browser_page: Any, name: str) -> None:
    logs_in(browser_page, site, name)
    opened = PAGES_OF[ROLES[name]]
    in_menu = [row.title for row in PAGES if row.address in opened]
    for row in PAGES:
        browser_page.goto(f"{site.url}/{row.address}")
        shown, hidden = title(browser_page, row.title), title(browser_page, labels.NO_ACCESS_TITLE)
        if row.address not in opened:
            shown, hidden = hidden, shown
        shown.wait_for()
        browser_page.get_by_role("button", name=labels.LOGOUT).wait_for()
        settled(browser_page)
        assert hidden.count() == 0, row.address
        assert browser_page.get_by_text(labels.NOT_THIS_PAGE).count() == (row.address not in opened)
        menu = [text.strip() for text in browser_page.get_by_test_id("stSidebarNavLink").all_inner_texts()]
        assert menu == (in_menu if len(in_menu) > 1 else [])  # Streamlit draws no menu of one page
    assert serious_violations(browser_page) == []


@in_a_browser
@pytest.mark.parametrize("name", ["stranger", "unverified"])
def test_no_role_or_no_verified_address_opens_nothing(site: Site, browser_page: Any, name: str) -> None:
    logs_in(browser_page, site, name)
    for address in ("", *sorted(ADDRESSES)):
        browser_page.goto(f"{site.url}/{address}")
        title(browser_page, labels.NO_ACCESS_TITLE).wait_for()
        browser_page.get_by_text(CONTACT).wait_for()
        settled(browser_page)
        assert browser_page.get_by_role("heading", level=1).count() == 1
    assert serious_violations(browser_page) == []


@in_a_browser
def test_nothing_opens_before_the_login_nor_after_the_logout(site: Site, browser_page: Any) -> None:
    browser_page.goto(f"{site.url}/evaluer")
    browser_page.get_by_role("button", name=labels.LOGIN).wait_for()
    settled(browser_page)
    assert browser_page.get_by_role("heading", level=1).all_inner_texts() == [labels.LOGIN_TITLE]
    assert serious_violations(browser_page) == []
    logs_in(browser_page, site, "assessor")
    browser_page.get_by_role("button", name=labels.LOGOUT).click()
    browser_page.get_by_role("button", name="End session").wait_for()  # the provider's own page
    browser_page.goto(f"{site.url}/evaluer")
    browser_page.get_by_role("button", name=labels.LOGIN).wait_for()
    settled(browser_page)
    assert title(browser_page, "Trier et évaluer").count() == 0


@in_a_browser
def test_a_role_taken_back_stops_a_click_already_on_screen(site: Site, browser_page: Any) -> None:
    """A button's callback runs before the page's guard: it opens nothing either."""
    accounts.grant("stranger@exemple.fr", Role.ASSESSOR, "test", datetime.now(UTC), site.settings)
    logs_in(browser_page, site, "stranger")
    browser_page.goto(f"{site.url}/evaluer")
    opening = browser_page.get_by_role("button", name="Évaluer ce rapport")
    opening.wait_for()
    accounts.revoke("stranger@exemple.fr", Role.ASSESSOR, "test", datetime.now(UTC), site.settings)
    opening.click()
    title(browser_page, labels.NO_ACCESS_TITLE).wait_for()
    entries = keeping.audit_entries(settings=site.settings)
    assert not [entry for entry in entries if entry.action is Action.SEEN]
