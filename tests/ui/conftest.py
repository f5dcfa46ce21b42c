"""The pages served on loopback, and a real Chromium to walk through them."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.conftest import ROOT

START_S = 120  # a busy machine takes long to import everything
# Playwright's own Chromium when it is installed, else one of the machine's.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def served(home: Path, port: int, **settings: str) -> Iterator[str]:
    """The address of a fresh server of the pages, which keeps nothing of this machine's own settings."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("ANALYSER_")},
        "HOME": str(home),
        "PYTHONPATH": str(ROOT),
        "STREAMLIT_SERVER_HEADLESS": "true",
        "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none",
        **settings,
    }
    command = [sys.executable, "-m", "analyser", "app", "--port", str(port)]
    log = (home / "server.log").open("w")
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{url}/_stcore/health", server, home / "server.log")
        yield url
    finally:
        # The command started a server of its own: the whole group ends.
        os.killpg(server.pid, 15)
        server.wait(30)
        log.close()


@pytest.fixture(scope="module")
def app_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of the server of ``app_url``, where its store lies."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def app_url(app_home: Path) -> Iterator[str]:
    """One server a module: starting it costs as much as a journey."""
    with served(app_home, free_port(), ANALYSER_REFERENT_CONTACT="Camille Roy, 01 02 03 04 05") as url:
        yield url


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urlopen(url, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.3)
    pytest.fail(f"the pages did not start:\n{log.read_text()}")


@pytest.fixture
def browser_page() -> Iterator[Any]:
    """A page of a real Chromium, in French; skipped where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        found = str(own) if own.is_file() else next(filter(None, map(shutil.which, BROWSERS)), None)
        if found is None:
            pytest.skip("no Chromium on this machine: playwright install chromium, or the system's package")
        # The sandbox needs rights that root in a container lacks; only our own page on loopback is opened.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 1000})
        page = context.new_page()
        page.set_default_timeout(60_000)
        yield page
        browser.close()
