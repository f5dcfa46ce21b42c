"""Who opens which page: the rule, the commands, and a real login against a real OpenID Connect provider."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from analyser.cli import app
from analyser.domain.review import Role
from analyser.services import accounts, keeping
from analyser.settings import Settings
from analyser.store.audit import Action
from analyser.ui import PAGES
from analyser.ui.access import ANYONE_HERE, PAGES_OF, person_of
from tests.ui.conftest import free_port, served

ADDRESSES = {page.address for page in PAGES}


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


def test_roles_are_given_and_taken_back_on_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANALYSER_DATABASE_URL", f"sqlite:///{tmp_path / 'data' / 'a.db'}")
    run = CliRunner()
    assert "rôle evaluateur donné" in run.invoke(app, ["roles", "ajouter", "Ada@Exemple.fr", "evaluateur"]).output
    assert accounts.roles_of("ada@exemple.fr") == {Role.ASSESSOR}
    assert "ada@exemple.fr : evaluateur" in run.invoke(app, ["roles", "lister"]).output
    assert "retiré" in run.invoke(app, ["roles", "retirer", "ada@exemple.fr", "evaluateur"]).output
    assert not accounts.roles_of("ada@exemple.fr")
    assert run.invoke(app, ["roles", "ajouter", "ada@exemple.fr", "chef"]).exit_code == 2
    assert [e.action for e in keeping.audit_entries()] == [Action.ROLE_REVOKED, Action.ROLE_GRANTED]


@pytest.mark.enable_socket
@pytest.mark.allow_hosts(["127.0.0.1", "localhost"])
def test_a_login_opens_the_pages_of_the_role(tmp_path: Path, browser_page: Any) -> None:
    provider = pytest.importorskip("oidc_provider_mock", reason="no OpenID Connect provider installed")
    people = [
        provider.User(sub=name, claims={"email": f"{name}@exemple.fr", "email_verified": True})
        for name in ("candidate", "quality", "stranger")
    ]
    database = f"sqlite:///{tmp_path / 'data' / 'a.db'}"
    settings = Settings(database_url=database)
    now = datetime.now(UTC)
    accounts.grant("candidate@exemple.fr", Role.CANDIDATE, "test", now, settings)
    accounts.grant("quality@exemple.fr", Role.QUALITY, "test", now, settings)
    port = free_port()
    with provider.run_server_in_thread(user_claims=people) as server:
        secrets = tmp_path / ".streamlit" / "secrets.toml"
        secrets.parent.mkdir()
        secrets.write_text(
            "[auth]\n"
            f'redirect_uri = "http://localhost:{port}/oauth2callback"\n'
            'cookie_secret = "un secret pour ce seul essai"\n'
            'client_id = "analyser"\nclient_secret = "essai"\n'
            f'server_metadata_url = "http://localhost:{server.server_port}/.well-known/openid-configuration"\n'
        )
        with served(tmp_path, port, ANALYSER_ACCOUNTS="true", ANALYSER_DATABASE_URL=database):
            page, url = browser_page, f"http://localhost:{port}"
            for name, opened in (
                ("candidate", {"brouillon"}),
                ("quality", {"brouillon", "auditer"}),
                ("stranger", set()),
            ):
                page.context.clear_cookies()
                page.goto(url)
                page.get_by_role("button", name="Se connecter").click()
                page.get_by_placeholder("sub").fill(name)
                page.get_by_role("button", name="Authorize").click()
                page.get_by_role("button", name="Se déconnecter").wait_for()
                for row in PAGES:
                    page.goto(f"{url}/{row.address}")
                    page.get_by_role("button", name="Se déconnecter").wait_for()
                    page.wait_for_timeout(1500)
                    shown = page.get_by_role("heading", name=row.title, level=1).is_visible()
                    assert shown == (row.address in opened), (name, row.address)
