"""What is made of a backup answers as the library did, and takes its place wholly or not at all."""

from __future__ import annotations

import os
import sqlite3
import zipfile
from pathlib import Path

import pytest

from assistant.answering import Assistant
from assistant.backup import restoring
from assistant.backup.restoring import restore_backup
from assistant.backup.writing import write_backup
from assistant.schema import Question
from ingest.errors import InputError, LibraryError, LibraryLockedError
from tests.support.backups import contents, refused
from tests.support.letters import letter
from tests.support.three_papers import ASKED, opened
from vectorstore.embedder import Embedder


def test_a_library_comes_back_whole(home: Path, backup: Path, tmp_path: Path, embedder: Embedder) -> None:
    names = zipfile.ZipFile(backup).namelist()
    assert len([name for name in names if name.startswith("files/")]) == 3, "of the removed document too"
    assert not {"conversations.sqlite3", "history.jsonl", "faults.log"} & set(names)
    assert not [name for name in names if name.startswith("cache")]
    restored = restore_backup(backup, tmp_path / "new")
    assert (restored.documents, restored.missing, restored.before) == (2, (), None)
    assert (tmp_path / "new" / "settings.toml").read_text("utf-8") == "port = 8000 # 端口\n"
    with opened(home, embedder) as old, opened(tmp_path / "new", embedder) as new:
        assert new.documents() == old.documents()
        assert [r.record for r in new.removed()] == [r.record for r in old.removed()]
        assert Assistant(new).ask(Question(ASKED)).text == Assistant(old).ask(Question(ASKED)).text
        for record in new.documents():
            file = new.file_of(record.doc_id)
            assert file is not None
            assert file.read_bytes() == (home / "files" / record.file).read_bytes()
        new.restore(new.removed()[0].record.doc_id)
        assert len(new.documents()) == 3
    left = {path.name for path in tmp_path.iterdir()}
    assert not [name for name in left if "restoring" in name or name.endswith((".part", ".register"))]


def test_a_title_with_a_dot_is_no_suffix(tmp_path: Path, embedder: Embedder) -> None:
    name = "2025.关于印发云溪市加快推进海洋新材料产业高质量发展和创新平台建设的若干政策措施实施细则的通知"
    (tmp_path / name).write_text(letter(7, "海洋新材料"), "utf-8")
    with opened(tmp_path / "home", embedder) as library:
        assert [r.status for r in library.ingest([tmp_path / name])] == ["added"]
        record = library.documents()[0]
        assert (record.source, record.file) == (name, record.doc_id)
    write_backup(tmp_path / "home", tmp_path / "b.zip")
    assert restore_backup(tmp_path / "b.zip", tmp_path / "new").documents == 1


def test_nor_where_an_earlier_program_took_it_for_one(home: Path, tmp_path: Path, embedder: Embedder) -> None:
    with opened(home, embedder) as library:
        file = library.documents()[0].file
    long = file.removesuffix(".txt") + "." + "关于印发若干措施的通知" * 5
    (home / "files" / file).rename(home / "files" / long)
    with sqlite3.connect(home / "register.sqlite3") as register:
        register.execute("UPDATE documents SET file = ? WHERE file = ?", (long, file))
    register.close()
    write_backup(home, tmp_path / "b.zip")
    assert restore_backup(tmp_path / "b.zip", tmp_path / "new").missing == ()


def test_it_is_on_the_disk_before_it_takes_the_place(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = []
    monkeypatch.setattr(os, "sync", lambda: there.append((tmp_path / "new").exists()), raising=False)
    restore_backup(backup, tmp_path / "new")
    assert there == [False]


def test_the_library_that_is_there_stays_beside(home: Path, backup: Path, embedder: Embedder) -> None:
    with pytest.raises(InputError, match="--replace"):
        restore_backup(backup, home)
    before = contents(home)
    with opened(home, embedder), pytest.raises(LibraryLockedError, match="先关闭"):
        restore_backup(backup, home, replace=True)
    restored = restore_backup(backup, home, replace=True)
    assert restored.before is not None
    kept = contents(restored.before)
    assert {
        name: data for name, data in before.items() if name != "lock" and "register" not in name
    }.items() <= kept.items()
    assert (home / "conversations.sqlite3").read_bytes() == b"private"
    assert (home / "history.jsonl").exists()
    assert (home / "batches" / "1" / "list.csv").exists()
    with opened(home, embedder) as library:
        assert len(library.documents()) == 2


def test_a_swap_that_fails_half_way_leaves_the_old_library(
    home: Path, backup: Path, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if "restoring" in self.name:
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(LibraryError, match="原来的没有动"):
        restore_backup(backup, home, replace=True)
    monkeypatch.undo()
    assert [path.name for path in home.parent.iterdir() if path.is_dir()] == ["home"]
    with opened(home, embedder) as library:
        assert len(library.documents()) == 2


def test_no_room(backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restoring, "ROOM", 1e15)
    refused(backup, tmp_path, "磁盘空间不够")
