"""Times, files, roles, and what is left after an erasure: nothing."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine

from analyser.domain.analysis import Status
from analyser.domain.errors import InputError
from analyser.domain.review import Review, Role
from analyser.store import analyses, audit, files, open_store, retention, reviews, rewrite_without_traces, roles
from analyser.store.audit import Action
from tests.store.conftest import NOW, new_analysis


def test_times_come_out_in_utc_whatever_went_in(store: Engine) -> None:
    paris = NOW.astimezone(timezone(timedelta(hours=1)))
    with store.begin() as connection:
        kept = analyses.add(connection, new_analysis())
        reviews.add(connection, Review(kept, "E1Cr1.a", "bea", Status.COVERED, "", False, paris))
        [review] = reviews.of_analysis(connection, kept)
        assert review.at == NOW
        assert review.at.utcoffset() == timedelta(0)
        assert analyses.get(connection, kept, now=paris).created_at.utcoffset() == timedelta(0)
        with pytest.raises(Exception, match="timezone"):
            analyses.expired(connection, datetime(2026, 1, 1))


def test_text_that_no_database_holds_is_mended(store: Engine) -> None:
    with store.begin() as connection:
        kept = analyses.add(connection, new_analysis(label="rap\0port\udc80 d’été.pdf"))
        assert analyses.get(connection, kept, now=NOW).label == "rap\ufffdport\ufffd d’été.pdf"


def test_expired_is_absent_before_it_is_purged(store: Engine) -> None:
    with store.begin() as connection:
        kept = analyses.add(connection, new_analysis(days=1))
        end = NOW + timedelta(days=1)
        assert analyses.stored(connection, now=end - timedelta(seconds=1))
        assert analyses.stored(connection, now=end) == []
        with pytest.raises(InputError) as caught:
            analyses.get(connection, kept, now=end)
        assert caught.value.code == "ANALYSE_ABSENTE"


def test_lists_by_cohort_and_owner(store: Engine) -> None:
    with store.begin() as connection:
        one = analyses.add(connection, new_analysis(cohort="mai"))
        analyses.add(connection, new_analysis(cohort="juin"))
        assert [a.id for a in analyses.stored(connection, now=NOW, cohort="mai")] == [one]
        assert len(analyses.stored(connection, now=NOW, owner="ada")) == 2
        assert analyses.stored(connection, now=NOW, owner="eve") == []


@pytest.mark.parametrize("key", [None, Fernet.generate_key().decode()])
def test_a_file_comes_back_and_is_private(store: Engine, tmp_path: Path, key: str | None) -> None:
    folder, content = tmp_path / "files", b"%PDF-1.7 le texte du rapport"
    with store.begin() as connection:
        kept = analyses.add(connection, new_analysis())
        files.keep(connection, folder, kept, content, key)
        assert files.read(connection, folder, kept, key) == content
        assert analyses.get(connection, kept, now=NOW).has_file
    [path] = folder.iterdir()
    assert (path.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    assert (b"rapport" in path.read_bytes()) == (key is None)


@pytest.mark.parametrize("wrong", [None, "court", Fernet.generate_key().decode()])
def test_a_wrong_key_is_said(store: Engine, tmp_path: Path, wrong: str | None) -> None:
    with store.begin() as connection:
        kept = analyses.add(connection, new_analysis())
        files.keep(connection, tmp_path, kept, b"texte", Fernet.generate_key().decode())
        with pytest.raises(InputError) as caught:
            files.read(connection, tmp_path, kept, wrong)
    assert caught.value.code == "CLE_INCORRECTE"


def test_a_name_that_is_not_ours_leads_nowhere(store: Engine, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (tmp_path / "secret").write_bytes(b"secret")
    with store.begin() as connection:
        kept = analyses.add(connection, new_analysis())
        connection.exec_driver_sql(
            f"INSERT INTO files (analysis_id, stored_name, encrypted) VALUES ('{kept}', '../secret', '0')"
        )
        with pytest.raises(InputError) as caught:
            files.read(connection, folder, kept, None)
    assert caught.value.code == "FICHIER_ABSENT"


def test_the_purge_erases_what_has_expired_and_nothing_else(store: Engine, tmp_path: Path) -> None:
    with store.begin() as connection:
        old, new = (analyses.add(connection, new_analysis(days=days)) for days in (10, 20))
        for kept in (old, new):
            files.keep(connection, tmp_path, kept, b"texte", None)
            reviews.add(connection, Review(kept, "E1Cr1.a", "bea", Status.COVERED, "", False, NOW))
    orphan, foreign = tmp_path / ("0" * 8 + "-0000" * 3 + "-" + "0" * 12), tmp_path / "notes.txt"
    young = tmp_path / ("1" * 8 + "-1111" * 3 + "-" + "1" * 12)
    now = NOW + timedelta(days=10)
    for path in (orphan, young, foreign):
        path.write_bytes(b"")
        age = timedelta() if path == young else timedelta(days=2)
        os.utime(path, ((now - age).timestamp(),) * 2)
    for path in tmp_path.iterdir():
        if path not in (orphan, young, foreign):
            os.utime(path, (NOW.timestamp(),) * 2)
    with store.begin() as connection:
        assert retention.purge(connection, tmp_path, now) == [old]
        assert retention.purge(connection, tmp_path, now) == []
        assert [a.id for a in analyses.stored(connection, now=now)] == [new]
        assert [r.analysis for r in reviews.of_cohort(connection, "session-1")] == [new]
        assert files.read(connection, tmp_path, new, None) == b"texte"
        [entry] = audit.entries(connection)
        assert (entry.action, entry.subject, entry.at) == (Action.EXPIRED, old, now)
    left = {path.name for path in tmp_path.iterdir() if path.suffix != ".db"}
    assert {young.name, foreign.name} < left
    assert orphan.name not in left
    assert len(left) == 3


def test_erased_text_is_not_in_the_database_file(tmp_path: Path) -> None:
    """Enough rows of many sizes to split and rebalance pages, where stale copies hide."""
    store = open_store(f"sqlite:///{tmp_path / 'analyser.db'}")
    ids = []
    with store.begin() as connection:
        for number in range(60):
            mark = f"SECRET-{number:03d};"
            new = new_analysis(label=mark, cohort=mark * 3, days=1 + number % 2)
            sized = [1, 20, 200, 4000][number % 4]
            object.__setattr__(new, "payload", mark * sized)
            ids.append(analyses.add(connection, new))
            reviews.add(connection, Review(ids[-1], "E1Cr1.a", "bea", Status.COVERED, mark, False, NOW))
    with store.begin() as connection:
        purged = retention.purge(connection, tmp_path / "files", NOW + timedelta(days=1))
    rewrite_without_traces(store)
    assert len(purged) == 30
    held = b"".join(path.read_bytes() for path in tmp_path.glob("analyser.db*"))
    for number, kept in enumerate(ids):
        assert (f"SECRET-{number:03d};".encode() in held) == (kept not in purged)
    store.dispose()


def test_roles(store: Engine) -> None:
    with store.begin() as connection:
        assert roles.of(connection, "ada") == frozenset()
        assert roles.grant(connection, "ada", Role.ASSESSOR)
        assert not roles.grant(connection, "ada", Role.ASSESSOR)
        roles.grant(connection, "ada", Role.QUALITY)
        assert roles.everyone(connection) == {"ada": {Role.ASSESSOR, Role.QUALITY}}
        assert roles.revoke(connection, "ada", Role.QUALITY)
        assert not roles.revoke(connection, "ada", Role.QUALITY)
        assert roles.of(connection, "ada") == {Role.ASSESSOR}


def test_ten_sessions_at_once_neither_mix_files_nor_fail(store: Engine, tmp_path: Path) -> None:
    key = Fernet.generate_key().decode()

    def session(number: int) -> bool:
        mine = []
        for turn in range(3):
            with store.begin() as connection:
                kept = analyses.add(connection, new_analysis(cohort=f"c{number}"))
                files.keep(connection, tmp_path / "files", kept, f"{number}-{turn}".encode(), key)
                mine.append((kept, f"{number}-{turn}".encode()))
        with store.begin() as connection:
            read = [files.read(connection, tmp_path / "files", kept, key) == content for kept, content in mine]
            return all(read) and len(analyses.stored(connection, now=NOW, cohort=f"c{number}")) == 3

    with ThreadPoolExecutor(10) as pool:
        assert all(pool.map(session, range(10)))
