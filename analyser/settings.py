"""Settings: the only reader of the environment (variables ``ANALYSER_…``)."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

_PACKAGE = Path(__file__).parent
_DATA = Path.home() / ".analyser"  # the store creates it, for its owner alone


def shipped(name: str) -> Path:
    """``criteria``, ``models`` and ``app.py`` stand beside the package in a checkout, inside it in a wheel."""
    inside = _PACKAGE / "_data" / name
    return inside if inside.exists() else _PACKAGE.parent / name


class Settings(BaseSettings):
    """Where the data is and how much is allowed.

    Attributes:
        framework_dir: a référentiel folder.
        model_dir: a folder of ``models/``.
        threads: threads of the encoder.
        max_pages: a submission with more pages is refused.
        database_url: where analyses are kept, ``sqlite:///…`` or ``postgresql://…``.
        files_dir: where submissions' files are kept.
        file_key: Fernet key that encrypts those files; in clear without one.
        retention_days: how long an analysis is kept.
        referent_contact: who candidates with a disability can turn to, as shown to them; nothing is shown when empty.
        accounts: pages open by login and role; without accounts, whoever is on this machine opens all of them.
        access_contact: whom somebody without a role should ask, as shown to them.
        submissions_dir: assessors may open folders of reports below it; none when it is not set.
    """

    model_config = SettingsConfigDict(env_prefix="ANALYSER_", frozen=True)

    framework_dir: Path = Field(default_factory=lambda: shipped("criteria") / "bilan-de-competences")
    model_dir: Path = Field(default_factory=lambda: shipped("models") / "passages-fr-5")
    threads: int = Field(default=2, ge=1, le=64)
    max_pages: int = Field(default=500, ge=1)
    database_url: str = Field(default=f"sqlite:///{_DATA / 'analyser.db'}", repr=False)  # may hold a password
    files_dir: Path = _DATA / "files"
    file_key: SecretStr | None = None
    retention_days: int = Field(default=180, ge=1)
    referent_contact: str = ""
    accounts: bool = False
    access_contact: str = ""
    submissions_dir: Path | None = None
