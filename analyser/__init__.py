"""Pre-check of written certification reports: every verdict with the passage that proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analyser.pipeline import analyse

__version__ = "0.1.0"
__all__ = ["analyse", "__version__"]


def __getattr__(name: str) -> Any:
    # Loaded on demand: reading the version must not cost the start of the engine.
    if name == "analyse":
        from analyser.pipeline import analyse

        return analyse
    raise AttributeError(name)
