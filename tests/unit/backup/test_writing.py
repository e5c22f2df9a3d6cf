"""A backup holds the library as it stood at one moment, whatever goes on in it."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from assistant.backup import writing
from assistant.backup.restoring import restore_backup
from assistant.backup.writing import write_backup
from assistant.home import REGISTER
from ingest.errors import InputError, LibraryError
from tests.support.three_papers import opened
from vectorstore.embedder import Embedder


def test_beside_a_library_that_is_in_use_and_changes(
    tmp_path: Path, home: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(home, embedder) as library:
        snap, times = writing._snap, []

        def and_then_forget(register: Path, snapshot: Path) -> None:
            snap(register, snapshot)
            times.append(1)
            if len(times) == 1:  # its original goes after the snapshot named it
                library.forget(library.removed()[0].record.doc_id)

        monkeypatch.setattr(writing, "_snap", and_then_forget)
        manifest = write_backup(home, tmp_path / "b.zip")
        assert len(times) == 2
        assert manifest.missing == ()
        assert len([part for part in manifest.parts if part.name.startswith("files/")]) == 2
        monkeypatch.setattr(writing, "_ATTEMPTS", 1)
        monkeypatch.setattr(writing, "_is_still_named", lambda *_: False)
        os.unlink(next((home / "files").iterdir()))
        with pytest.raises(LibraryError, match="一直在变动"):
            write_backup(home, tmp_path / "c.zip")


def test_what_is_written_meanwhile_is_not_in_it(
    tmp_path: Path, home: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The snapshot is taken a page at a time while another thread writes: it ends, and is of one moment."""
    monkeypatch.setattr(writing, "_PAGES", 1)
    with opened(home, embedder) as library:
        stop = threading.Event()
        doc_id = library.documents()[0].doc_id

        def write() -> None:
            level = 0
            while not stop.is_set():
                level += 1
                library.set_level(doc_id, ("reader", "editor")[level % 2])

        writer = threading.Thread(target=write)
        writer.start()
        try:
            write_backup(home, tmp_path / "b.zip")
        finally:
            stop.set()
            writer.join()
    assert restore_backup(tmp_path / "b.zip", tmp_path / "new").documents == 2


def test_an_original_that_somebody_took_away_is_told(home: Path, tmp_path: Path) -> None:
    gone = sorted((home / "files").iterdir())[0]
    gone.unlink()
    manifest = write_backup(home, tmp_path / "b.zip")
    assert manifest.missing == (f"files/{gone.name}",)
    assert restore_backup(tmp_path / "b.zip", tmp_path / "new").missing == manifest.missing


def test_where_nothing_can_be_backed_up(home: Path, backup: Path, tmp_path: Path, monkeypatch) -> None:
    with pytest.raises(LibraryError, match="没有资料库"):
        write_backup(tmp_path / "none", tmp_path / "c.zip")
    with pytest.raises(InputError, match="已经存在"):
        write_backup(home, backup)
    monkeypatch.setattr(writing, "ROOM", 1e15)
    with pytest.raises(LibraryError, match="磁盘空间不够"):
        write_backup(home, tmp_path / "c.zip")
    assert sorted(path.name for path in tmp_path.glob("*.zip")) == ["b.zip"]


def test_from_a_disk_that_is_read_only(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As SQLite finds it there: it cannot keep its own files beside the register."""
    connect = sqlite3.connect

    def as_there(address: object, *given: object, **named: Any) -> sqlite3.Connection:
        if str(home) in str(address) and "immutable=1" not in str(address):
            raise sqlite3.OperationalError("unable to open database file")
        return connect(address, *given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(sqlite3, "connect", as_there)
    monkeypatch.setattr(os, "access", lambda path, _: not Path(path).is_relative_to(home))
    assert write_backup(home, tmp_path / "b.zip").documents
    (home / f"{REGISTER}-wal").touch()  # somebody has it open elsewhere, or it was copied so
    with pytest.raises(LibraryError, match="是只读的，没有做成备份，请把资料库复制到可以写入的地方再做"):
        write_backup(home, tmp_path / "c.zip")
