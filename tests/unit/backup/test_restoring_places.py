"""A backup goes into an empty folder that is there already, whatever stands around it; where it cannot, that is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant.backup import restoring
from assistant.backup.restoring import restore_backup
from assistant.backup.writing import write_backup
from assistant.library import Library
from ingest.errors import InputError, LibraryError
from tests.support.backups import contents
from vectorstore.register import Register


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A library of one document."""
    paper = tmp_path / "通知.txt"
    paper.write_text("关于渡口停航的通知\n\n一、时间\n\n检修3天。\n", "utf-8")
    with Library.open(tmp_path / "home") as library:
        assert [result.status for result in library.ingest([paper])] == ["added"]
    return tmp_path / "home"


@pytest.fixture
def backup(home: Path, tmp_path: Path) -> Path:
    (home / "settings.toml").write_text("port = 8000\n", "utf-8")
    write_backup(home, tmp_path / "b.zip")
    return tmp_path / "b.zip"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that can neither be taken away nor have anything beside it, as where a disk is mounted."""
    place = tmp_path / "srv" / "library"
    place.mkdir(parents=True)
    make, rename, remove = Path.mkdir, Path.rename, Path.rmdir

    def mkdir(path: Path, *arguments: object, **named: object) -> None:
        if path.parent == place.parent and not path.exists():
            raise PermissionError(path)
        make(path, *arguments, **named)  # type: ignore[arg-type]

    def renamed(path: Path, target: Path) -> Path:
        if place in (path, target):
            raise OSError("busy")
        return rename(path, target)

    def rmdir(path: Path) -> None:
        if path == place:
            raise OSError("busy")
        remove(path)

    monkeypatch.setattr(Path, "mkdir", mkdir)
    monkeypatch.setattr(Path, "rename", renamed)
    monkeypatch.setattr(Path, "replace", renamed)
    monkeypatch.setattr(Path, "rmdir", rmdir)
    return place


def documents(folder: Path) -> int:
    register = Register(folder / "register.sqlite3")
    try:
        return len(register.records())
    finally:
        register.close()


@pytest.mark.parametrize("with_disk", [False, True])
def test_an_empty_folder_is_filled(backup: Path, place: Path, with_disk: bool) -> None:
    if with_disk:  # a new disk of Linux is never quite empty
        (place / "lost+found").mkdir()
    restored = restore_backup(backup, place)
    assert (restored.documents, restored.before) == (1, None)
    assert documents(place) == 1
    assert {"files", "register.sqlite3", "settings.toml"} <= {path.name for path in place.iterdir()}
    assert not [path for path in place.iterdir() if path.name.startswith(".restoring")]
    assert [path.name for path in place.parent.iterdir()] == ["library"]


def test_an_empty_folder_behind_a_link_is_filled(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "library").symlink_to(tmp_path / "disk")
    restore_backup(backup, tmp_path / "library")
    assert (tmp_path / "library").is_symlink()
    assert documents(tmp_path / "disk") == 1


@pytest.mark.skipif(os.name != "posix", reason="pipes are of POSIX")
def test_what_is_no_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "b.zip")
    with pytest.raises(InputError, match="不是普通文件"):
        restore_backup(tmp_path / "b.zip", tmp_path / "home")
    assert not (tmp_path / "home").exists()


def test_half_way_it_is_empty_again(backup: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def full(path: Path, target: Path) -> Path:
        if target == place / "register.sqlite3":
            raise OSError("no")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(LibraryError, match="没有恢复成"):
        restore_backup(backup, place)
    assert {path.name for path in place.iterdir()} <= {"lock"}
    monkeypatch.setattr(Path, "rename", rename)
    assert restore_backup(backup, place).documents == 1, "the lock that stayed is nothing"


def test_what_comes_in_meanwhile_stays(
    backup: Path,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    look = restoring._look_through

    def and_somebody_writes(*arguments: object) -> None:
        look(*arguments)  # type: ignore[arg-type]
        (place / "register.sqlite3").write_text("another", "utf-8")

    monkeypatch.setattr(restoring, "_look_through", and_somebody_writes)
    with pytest.raises(InputError, match="有了别的文件"):
        restore_backup(backup, place)
    assert (place / "register.sqlite3").read_text("utf-8") == "another"


def test_where_nothing_can_be_made_it_says_what_to_do(
    backup: Path,
    place: Path,
    tmp_path: Path,
) -> None:
    with pytest.raises(LibraryError, match=r"不能在“.*srv”里新建文件夹，.*先建好空文件夹“.*new”再恢复"):
        restore_backup(backup, place.parent / "new")
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(InputError, match="是一个文件"):
        restore_backup(backup, tmp_path / "file", replace=True)
    assert (tmp_path / "file").read_text("utf-8") == "x"


@pytest.mark.parametrize("why", ["mounted", "closed"])
def test_a_library_that_cannot_be_moved_aside_stays(
    backup: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    why: str,
) -> None:
    before = contents(home)
    if why == "mounted":
        monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == home)
    else:
        monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != home.parent)
    with pytest.raises(LibraryError, match=r"挂载点，或上级文件夹不能写入.*恢复到一个空文件夹"):
        restore_backup(backup, home, replace=True)
    assert contents(home) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_closed(backup: Path, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(LibraryError, match="不能写入"):
        restore_backup(backup, tmp_path / "closed")
    with pytest.raises(LibraryError, match="不能在“"):
        restore_backup(backup, tmp_path / "closed" / "new")
