"""The candidate's page in a real Chromium: a report of 60 pages once warm, then ten sessions at once.

`python benchmarks/first_overview.py`. The goals are a first overview in under 10 s on 2 cores, and ten sessions that
each show their own file. Ends with an error when a session shows another's file or none.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pypdfium2
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "corpus" / "samples"
PAGES, SESSIONS, ROUNDS = 60, 10, 3
WAIT_MS = 240_000
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def repeated(path: Path, pages: int) -> bytes:
    """A PDF of so many pages: those of a report, again and again."""
    source, made = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument.new()
    made.import_pages(source, [number % len(source) for number in range(pages)])
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


@contextmanager
def served() -> Iterator[str]:
    """The address of a fresh server whose home is a temporary folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        own = {"HOME": home, "PYTHONPATH": str(ROOT), "STREAMLIT_SERVER_HEADLESS": "true"}
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ANALYSER_")} | own
        command = [sys.executable, "-m", "analyser", "app", "--port", str(port)]
        quiet = subprocess.DEVNULL
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet, start_new_session=True
        )
        try:
            for _ in range(400):
                try:
                    with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                        break
                except (URLError, OSError):
                    time.sleep(0.3)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, 15)
            server.wait(30)


def visit(browser: Browser, url: str) -> Page:
    page = browser.new_context(locale="fr-FR").new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(url)
    page.get_by_role("button", name="Choisir un fichier").wait_for()
    return page


def drop(page: Page, name: str, content: bytes) -> None:
    file: Any = {"name": name, "mimeType": "application/pdf", "buffer": content}
    page.locator("input[type=file]").first.set_input_files(file)


def wait_for_overview(page: Page) -> None:
    page.get_by_role("table").first.wait_for()


def overview_s(browser: Browser, url: str, name: str, content: bytes) -> tuple[float, float]:
    """Seconds from the drop to the overview, then from a click on « Trouvé » to its panel."""
    page = visit(browser, url)
    begin = time.perf_counter()
    drop(page, name, content)
    wait_for_overview(page)
    seen = time.perf_counter()
    page.get_by_role("tab", name="Trouvé (").filter(has_not_text="Non").click()
    page.get_by_label("Attendu à montrer").wait_for()
    clicked = time.perf_counter()
    page.context.close()
    return seen - begin, clicked - seen


def at_once(browser: Browser, url: str) -> list[str]:
    """Ten sessions drop their files together; prints how long they take, gives what went wrong."""
    files = {f"brouillon-{n}-{e}.pdf": e for n in range(SESSIONS) for e in [("E1", "E2")[n % 2]]}
    contents = {e: (SAMPLES / f"rapport-{e}.pdf").read_bytes() for e in ("E1", "E2")}
    pages = {name: visit(browser, url) for name in files}
    begin = time.perf_counter()
    for name, page in pages.items():
        drop(page, name, contents[files[name]])
    taken, wrong = [], []
    for page in pages.values():
        wait_for_overview(page)
        taken.append(time.perf_counter() - begin)
    for name, page in pages.items():
        said = page.locator("[role=status]").filter(has_text=".pdf").first.inner_text()
        text = page.inner_text("body")
        other = "E1" if files[name] == "E2" else "E2"
        names = {other_name for other_name in files if other_name in text}
        rows = page.get_by_role("rowheader", name=f"{files[name]}Cr").count()
        strange = page.get_by_role("rowheader", name=f"{other}Cr").count()
        if names != {name} or not rows or strange or name not in said:
            wrong.append(f"{name}: shows {sorted(names)}, {rows} own criteria, {strange} of the other evaluation")
        page.context.close()
    print(
        f"{SESSIONS} sessions at once: first overview {min(taken):.1f} s, last {max(taken):.1f} s, wrong {len(wrong)}"
    )
    return wrong


def main() -> None:
    content = repeated(SAMPLES / "rapport-E1.pdf", PAGES)
    with served() as url, sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        found = str(own) if own.is_file() else next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        cold, _ = overview_s(browser, url, "premier.pdf", (SAMPLES / "rapport-E1.pdf").read_bytes())
        print(f"{os.cpu_count()} cores; first upload after the start, the E1 sample: {cold:.1f} s")
        for number in range(ROUNDS):
            overview, click = overview_s(browser, url, f"soixante-{number}.pdf", content)
            print(
                f"{PAGES} pages, warm: overview {overview:.1f} s after the drop, next tab {click:.2f} s after a click"
            )
        wrong = at_once(browser, url)
        browser.close()
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
