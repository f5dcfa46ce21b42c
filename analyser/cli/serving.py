"""``analyser app``: the pages, served to this machine alone."""

from __future__ import annotations

import runpy
import sys
from importlib.util import find_spec
from typing import Annotated

import typer


def serve(
    port: Annotated[int, typer.Option("--port", "-p", min=1024, max=65535, help="Port d'écoute.")] = 8501,
) -> None:
    """Ouvre les pages dans le navigateur (extra « app »). Seule cette machine y accède."""
    from analyser.settings import shipped

    if find_spec("streamlit") is None:
        typer.echo('[APP_ABSENTE] Les pages ne sont pas installées : pip install "analyser[app]".', err=True)
        raise typer.Exit(1)
    # The address comes from here too: a person's own Streamlit settings must not open the port to others.
    sys.argv = ["streamlit", "run", str(shipped("app.py")), "--server.address=127.0.0.1", f"--server.port={port}"]
    # In this process: whoever stops the command stops the server. By name: only the pages import Streamlit.
    runpy.run_module("streamlit", run_name="__main__")
