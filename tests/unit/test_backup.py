"""A backup holds the library as it stood at one moment; what is made of it answers the same; a bad one does nothing."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answering import Assistant
from assistant.backup import restoring, writing
from assistant.backup.jobs import BackupJob
from assistant.backup.layout import MANIFEST
from assistant.backup.restoring import restore_backup
from assistant.backup.writing import write_backup
from assistant.home import BACKUPS, REGISTER
from assistant.library import Library
from assistant.schema import Question
from ingest.errors import InputError, LibraryError, LibraryLockedError, UserError
from tests.support.exact_index import ExactIndex
from tests.unit.test_library import letter
from tests.unit.test_removal import ASKED, NAMES
from vectorstore.embedder import Embedder


@pytest.fixture
def home(tmp_path: Path, embedder: Embedder) -> Path:
    """A library of three documents, one of them removed, with settings and what belongs to people."""
    home = tmp_path / "home"
    with opened(home, embedder) as library:
        for name, (serial, subject) in NAMES.items():
            (tmp_path / name).write_text(letter(serial, subject), "utf-8")
            assert [r.status for r in library.ingest([tmp_path / name])] == ["added"]
        library.remove(library.documents()[0].doc_id)
        library.set_level(library.documents()[0].doc_id, "editor")
    (home / "settings.toml").write_text("port = 8000 # 端口\n", "utf-8")
    (home / "templates").mkdir()
    (home / "templates" / "letterhead.docx").write_bytes(b"PK")
    (home / "conversations.sqlite3").write_bytes(b"private")
    (home / "history.jsonl").write_text("{}\n", "utf-8")
    (home / "batches" / "1").mkdir(parents=True)
    (home / "batches" / "1" / "list.csv").write_text("问\n", "utf-8")
    return home


def opened(home: Path, embedder: Embedder) -> Library:
    return Library.open(home, embedder, open_dense=lambda _: ExactIndex())


@pytest.fixture
def backup(home: Path, tmp_path: Path) -> Path:
    write_backup(home, tmp_path / "b.zip")
    return tmp_path / "b.zip"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


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


# -- what somebody may hand us --------------------------------------------------------------------------------------

Change = Callable[[dict[str, bytes]], None]


def altered(backup: Path, change: Change, *, relist: bool = True) -> Path:
    """A backup whose files were changed, with a list that fits them."""
    with zipfile.ZipFile(backup) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(held.pop(MANIFEST))
    change(held)
    if relist:
        manifest["parts"] = [
            {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in held.items()
        ]
    path = backup.with_name("altered.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**held, MANIFEST: json.dumps(manifest).encode()}.items():
            archive.writestr(name, data)
    return path


def with_file(name: str, data: bytes = b"x") -> Change:
    return lambda held: held.update({name: data})


def with_register(statement: str) -> Change:
    def change(held: dict[str, bytes]) -> None:
        with sqlite3.connect(":memory:") as db:
            db.deserialize(held[REGISTER])
            db.executescript(statement)
            held[REGISTER] = db.serialize()

    return change


def without_originals(held: dict[str, bytes]) -> None:
    for name in [name for name in held if name.startswith("files/")]:
        del held[name]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (with_file("../outside.txt"), "不是完整的政问备份"),
        (with_file("files/../../outside.txt"), "不是完整的政问备份"),
        (with_file("/tmp/outside.txt"), "不是完整的政问备份"),
        (with_file("files/..\\..\\outside.txt"), "不是完整的政问备份"),
        (with_file("files/0123456789abcdef./x"), "不是完整的政问备份"),
        (with_file("people.db"), "不是完整的政问备份"),
        (with_file("lock"), "不是完整的政问备份"),
        (with_file("settings.toml", b"0" * 80_000_000), "大得不合理"),
        (with_file(REGISTER, b"no register"), "登记文件已损坏"),
        (with_register("UPDATE documents SET file = '../../outside.txt'"), "缺少登记过的原件"),
        (with_register("CREATE TRIGGER t AFTER INSERT ON documents BEGIN DELETE FROM documents; END"), "已损坏"),
        (with_register("PRAGMA user_version = 99"), "更新版本"),
        (with_register("DROP TABLE documents"), "已损坏"),
        (without_originals, "缺少登记过的原件"),
        (lambda held: held.pop(REGISTER), "不是完整的政问备份"),
    ],
)
def test_a_hostile_backup_is_one_sentence(backup: Path, tmp_path: Path, change: Change, words: str) -> None:
    path = altered(backup, change)
    refused(path, tmp_path, words)


def refused(path: Path, tmp_path: Path, words: str) -> None:
    before = {found.name for found in tmp_path.iterdir()}
    outside = {found.name for found in tmp_path.parent.iterdir()}
    with pytest.raises(UserError, match=words) as caught:
        restore_backup(path, tmp_path / "new")
    assert str(caught.value).count("。") == 1
    assert {found.name for found in tmp_path.iterdir()} == before
    assert {found.name for found in tmp_path.parent.iterdir()} == outside


def test_a_damaged_backup_is_one_sentence(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    bad = tmp_path / "bad.zip"
    for data in (b"", b"no zip", whole[: len(whole) // 2], _flipped(whole)):
        bad.write_bytes(data)
        refused(bad, tmp_path, "不是完整的政问备份")
    refused(
        altered(backup, lambda held: held.update({"settings.toml": b"port = 1"}), relist=False), tmp_path, "不是完整"
    )
    with pytest.raises(InputError, match="找不到备份"):
        restore_backup(tmp_path / "none.zip", tmp_path / "new")


def _flipped(data: bytes) -> bytes:
    """One byte of an original is another."""
    at = data.index("人才公寓".encode())
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_an_entry_that_is_longer_than_it_says_is_not_unpacked(backup: Path, tmp_path: Path) -> None:
    """The list and the directory agree on a size, the packed bytes hold more."""
    path = altered(backup, with_file("settings.toml", b"0" * 5_000))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    [part] = [part for part in manifest["parts"] if part["name"] == "settings.toml"]
    part["size"] = 4_000
    path = _with_manifest(path, manifest)
    refused(path, tmp_path, "不是完整的政问备份")


def _with_manifest(path: Path, manifest: object) -> Path:
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    held[MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "manifest",
    [
        [],
        {},
        "x",
        {"parts": 1},
        {"format": 1, "parts": [], "missing": [], "made_at": 1},
        {"format": 1, "parts": [], "missing": [], "made_at": 1, "documents": float("inf")},
    ],
)
def test_a_list_that_makes_no_sense(backup: Path, tmp_path: Path, manifest: object) -> None:
    refused(_with_manifest(backup, manifest), tmp_path, "不是完整的政问备份")


def test_no_room(backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restoring, "ROOM", 1e15)
    refused(backup, tmp_path, "磁盘空间不够")


# -- on the page ----------------------------------------------------------------------------------------------------


@pytest.fixture
def job(home: Path) -> BackupJob:
    return BackupJob(home)


def ended(job: BackupJob) -> None:
    for _ in range(500):
        if job.look().state != "running":
            return
        threading.Event().wait(0.02)
    raise AssertionError("still running")


def test_a_job_keeps_the_newest_backup_alone(home: Path, job: BackupJob, tmp_path: Path) -> None:
    assert job.look().state == "none"
    (home / BACKUPS).mkdir()
    (home / BACKUPS / "政问备份-20200101-000000.zip").write_bytes(b"old")
    (home / BACKUPS / ".政问备份-20200101-000000.zip.1234abcd.part").write_bytes(b"killed")
    (home / BACKUPS / "我的笔记.txt").write_bytes(b"theirs")
    job.start()
    ended(job)
    look = job.look()
    assert look.state == "done"
    assert look.path is not None
    assert {path.name for path in (home / BACKUPS).iterdir()} == {look.path.name, "我的笔记.txt"}
    assert restore_backup(look.path, tmp_path / "new").documents == 2
    assert BACKUPS not in {name.partition("/")[0] for name in zipfile.ZipFile(look.path).namelist()}


def test_a_job_that_fails_says_so_and_keeps_the_one_before(home: Path, job: BackupJob, monkeypatch, capfd) -> None:
    (home / BACKUPS).mkdir()
    (home / BACKUPS / "政问备份-20200101-000000.zip").write_bytes(b"old")
    monkeypatch.setattr(writing, "ROOM", 1e15)
    job.start()
    ended(job)
    assert job.look().state == "failed"
    assert "磁盘空间不够" in job.look().said
    monkeypatch.setattr("assistant.backup.jobs.write_backup", lambda *_: 1 / 0)
    job.start()
    ended(job)
    assert "意外停下" in job.look().said
    assert "ZeroDivisionError" in capfd.readouterr().err
    assert [path.name for path in (home / BACKUPS).iterdir()] == ["政问备份-20200101-000000.zip"]
