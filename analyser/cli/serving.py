"""``analyser app``: the pages, served to this machine alone."""

from __future__ import annotations

import subprocess
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
    # The address comes from the command line too: a person's own Streamlit settings must not open the port to others.
    command = ["streamlit", "run", str(shipped("app.py")), "--server.address", "127.0.0.1", "--server.port", str(port)]
    raise typer.Exit(subprocess.run([sys.executable, "-m", *command], check=False).returncode)
