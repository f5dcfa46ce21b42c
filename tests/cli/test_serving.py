"""``analyser app``: what it says where the pages are not installed, and what it serves where they are."""

from __future__ import annotations

import runpy
import sys
from importlib import import_module

import pytest
from typer.testing import CliRunner

from analyser.cli import app, serving
from analyser.ui import PAGES

runner = CliRunner()


def test_without_the_pages_it_says_how_to_install_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "find_spec", lambda name: None)
    result = runner.invoke(app, ["app"])
    assert result.exit_code == 1
    assert "APP_ABSENTE" in result.output


def test_it_serves_this_machine_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.setattr(runpy, "run_module", lambda *_, **__: started.append(sys.argv))
    assert runner.invoke(app, ["app", "--port", "8600"]).exit_code == 0
    (arguments,) = started
    assert "--server.address=127.0.0.1" in arguments
    assert "--server.port=8600" in arguments
    assert arguments[2].endswith("app.py")


def test_every_page_of_the_table_can_be_shown() -> None:
    assert len({page.address for page in PAGES}) == len(PAGES)
    for page in PAGES:
        assert callable(import_module(page.module).show)
