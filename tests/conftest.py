"""Shared, slow to make once: the engine and the analyses of the shipped samples."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyser.domain.analysis import Analysis
from analyser.pipeline import Engine, analyse, load_engine
from analyser.settings import Settings

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "corpus" / "samples"
DATA = Path(__file__).parent / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--whole-corpus", action="store_true", help="check the places of every report, not of one in five")


@pytest.fixture(scope="session")
def engine() -> Engine:
    return load_engine(Settings())


@pytest.fixture(scope="session")
def sample_e1() -> Analysis:
    return analyse(SAMPLES / "rapport-E1.pdf")


@pytest.fixture(scope="session")
def sample_e2() -> Analysis:
    return analyse(SAMPLES / "rapport-E2.pdf")


@pytest.fixture(scope="session", params=["E1", "E2"])
def sample(request: pytest.FixtureRequest) -> Analysis:
    found: Analysis = request.getfixturevalue(f"sample_{request.param.lower()}")
    return found
