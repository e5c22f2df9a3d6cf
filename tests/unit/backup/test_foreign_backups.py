"""Backups made by other hands: packed otherwise than we pack, lying about their size, with settings of their own; and a full
disk."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

import pytest

from assistant.backup import writing
from assistant.backup.command import restore
from assistant.backup.layout import MANIFEST
from assistant.backup.writing import write_backup
from assistant.library import Library
from ingest.errors import LibraryError
from tests.support.backups import altered, refused, with_file


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """Of an empty library."""
    Library.open(tmp_path / "home").close()
    write_backup(tmp_path / "home", tmp_path / "b.zip")
    return tmp_path / "b.zip"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packed_as_we_never_pack(backup: Path, tmp_path: Path, method: int) -> None:
    """The errors of these unpackers are other ones, in English."""
    path = tmp_path / "odd.zip"
    with zipfile.ZipFile(backup) as archive, zipfile.ZipFile(path, "w", method) as odd:
        for name in archive.namelist():
            odd.writestr(name, archive.read(name))
    refused(path, tmp_path, "不是完整的政问备份")


def test_a_bomb_that_lies_about_how_small_it_is_packed(backup: Path, tmp_path: Path) -> None:
    path = altered(backup, with_file("settings.toml", b"0" * 80_000_000))
    data = bytearray(path.read_bytes())
    at = data.rindex(b"settings.toml", 0, data.rindex(MANIFEST.encode())) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    data[at + 20 : at + 24] = (10_000_000).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    refused(path, tmp_path, "大得不合理")


def test_settings_that_make_no_sense_are_not_restored(backup: Path, tmp_path: Path) -> None:
    for text in (b"port =", b"port = 'x'", b"llm_api_key = 'sk-1'", b"\xff"):
        refused(altered(backup, with_file("settings.toml", text)), tmp_path, "备份里的设置")


def test_which_settings_came_along_is_said(backup: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They decide who comes in and where words are sent, and are somebody else's."""
    path = altered(backup, with_file("settings.toml", b"sso_header = 'x-user'\ntrusted_proxies = '10.0.0.1'\n"))
    restore(path, tmp_path / "new", lambda *_: None, replace=False)
    assert "sso_header、trusted_proxies" in capsys.readouterr().err


def test_a_full_disk_is_said_as_such(backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite's own error of it is that of a damaged file."""

    def full(*_: object) -> None:
        with sqlite3.connect(tmp_path / "small.db") as db:
            db.execute("PRAGMA max_page_count = 2")
            db.execute("CREATE TABLE t (x)")
            db.execute("INSERT INTO t VALUES (zeroblob(100000))")

    monkeypatch.setattr(writing, "_snap", full)
    with pytest.raises(LibraryError, match="磁盘空间不够"):
        write_backup(backup.with_name("home"), tmp_path / "c.zip")

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "_snap", broken)
    with pytest.raises(LibraryError, match="磁盘空间") as caught:
        write_backup(backup.with_name("home"), tmp_path / "c.zip")
    assert "No space" not in str(caught.value)
