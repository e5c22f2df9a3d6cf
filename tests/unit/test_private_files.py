"""What people asked and said, and the register, are for the eyes of whoever owns the library's folder alone."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import home as layout
from assistant.answering import Assistant
from assistant.backup.jobs import BackupJob
from assistant.backup.restoring import restore_backup
from assistant.backup.writing import write_backup
from assistant.batches.jobs import BatchJobs
from assistant.faults import keep_fault
from assistant.library import Library
from assistant.records.conversations import Conversations, Turn
from assistant.records.history import History
from assistant.records.remarks import Remark, Remarks
from assistant.schema import Answer, Question
from assistant.settings import Settings
from assistant.settings_file import save_settings
from eval.datasets import question_set
from eval.desk import EvaluationDesk
from tests.support.exact_index import ExactIndex
from tests.support.letters import letter
from vectorstore.embedder import Embedder
from vectorstore.register import Register
from vectorstore.whole import write_whole

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes of files are of POSIX")

ANSWER = Answer("问", "答。", refused=False)


@pytest.fixture(autouse=True)
def everybody_reads() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def write(home: Path, embedder: Embedder) -> None:
    """Everything that a library's folder gets while it is used."""
    home.mkdir(parents=True, exist_ok=True)
    paper = home.parent / "甲.txt"
    paper.write_text(letter(12, "海洋新材料"), "utf-8")
    with (
        Library.open(home, embedder, open_dense=lambda _: ExactIndex()) as library,
        Conversations(home / "conversations.sqlite3") as kept,
    ):
        list(library.ingest([paper]))
        Assistant(library, history=History(home / "history.jsonl")).ask(Question("海洋新材料专项每年安排多少万元？"))
        kept.add("", "", Turn("问", ANSWER))
        for path in home.glob("*.sqlite3*"):
            assert mode(path) == 0o600, path.name  # what SQLite keeps beside a file too
    Remarks(home / "remarks.jsonl").append(Remark("问", (), ANSWER, "right"))
    keep_fault(home / "faults.log", "甲.txt")
    BatchJobs(home / "batches")._taken_in(paper, "a")


def test_what_is_made_is_private(tmp_path: Path, embedder: Embedder) -> None:
    home = tmp_path / "home"
    write(home, embedder)
    made = {path.name for path in home.iterdir()}
    assert made >= {"register.sqlite3", "history.jsonl", "remarks.jsonl", "conversations.sqlite3", "faults.log"}
    assert made <= {name for name in vars(layout).values() if isinstance(name, str)}, "what lies there has its name"
    for name in made - {"lock", "incoming"}:
        assert mode(home / name) & 0o077 == 0, name
    assert all(mode(original) == 0o600 for original in (home / "files").iterdir())


def test_a_new_home_is_private_and_one_that_was_there_is_its_owners_affair(tmp_path: Path, embedder: Embedder) -> None:
    (tmp_path / "there").mkdir(mode=0o755)
    for name, wanted in (("new", 0o700), ("there", 0o755)):
        Library.open(tmp_path / name, embedder).close()
        assert mode(tmp_path / name) == wanted


def test_what_lies_open_from_before_is_closed(tmp_path: Path, embedder: Embedder) -> None:
    home = tmp_path / "home"
    write(home, embedder)
    for path in home.iterdir():
        path.chmod(0o755 if path.is_dir() else 0o644)
    (home / "history.3.jsonl").write_text("{}\n")
    write(home, embedder)
    for name in {path.name for path in home.iterdir()} - {"lock", "incoming"}:
        assert mode(home / name) & 0o077 == 0, name


def test_opening_a_register_again_keeps_the_locks_on_it(tmp_path: Path) -> None:
    """A handle that is closed ends all POSIX locks of its process on a file."""
    path = tmp_path / "register.sqlite3"
    first = Register(path)
    first._db.execute("BEGIN IMMEDIATE")
    Register(path).close()
    child = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
    other = subprocess.run([sys.executable, "-c", child, path], capture_output=True, text=True, check=False)
    assert "database is locked" in other.stderr
    first.close()


def test_a_backup_is_private(tmp_path: Path, embedder: Embedder) -> None:
    write(tmp_path / "home", embedder)
    write_backup(tmp_path / "home", tmp_path / "备份.zip")
    assert mode(tmp_path / "备份.zip") == 0o600


@pytest.mark.parametrize("name", ["new", "empty", "replaced"])
def test_a_restored_library_is_private(tmp_path: Path, embedder: Embedder, name: str) -> None:
    (tmp_path / "home" / "templates").mkdir(parents=True)
    (tmp_path / "home" / "templates" / "letterhead.docx").touch()
    save_settings(tmp_path / "home", {"embedder": "shipped"})
    write(tmp_path / "home", embedder)
    write_backup(tmp_path / "home", tmp_path / "备份.zip")
    place = tmp_path / name
    if name != "new":
        place.mkdir(mode=0o755)
    if name == "replaced":
        (place / "evaluations").mkdir()
    restore_backup(tmp_path / "备份.zip", place, replace=name == "replaced")
    found = {path: mode(path) & 0o077 for path in (place, *place.rglob("*")) if path.name != "lock"}
    if name == "empty":
        assert found.pop(place), "it keeps its own mode"
    assert len(found) > 4
    assert not any(found.values()), found


def test_backups_settings_and_evaluations_are_private(tmp_path: Path, embedder: Embedder) -> None:
    home = tmp_path / "home"
    save_settings(home, {"embedder": "shipped"})
    write(home, embedder)
    BackupJob(home)._work()
    questions = tmp_path / "sets" / "甲" / "questions.jsonl"
    questions.parent.mkdir(parents=True)
    row = {"id": "1", "question": "海洋新材料专项每年安排多少万元？", "type": "number", "must_contain": [["800"]]}
    questions.write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    with Library.open(home, embedder, open_dense=lambda _: ExactIndex()) as library:
        EvaluationDesk(Settings(home), Assistant(library))._work(question_set(questions.parent))
    made = [home / "settings.toml", *(home / "evaluations").rglob("*"), home / "evaluations", *home.glob("backups*/**")]
    assert {"settings.toml", "answers.jsonl", "report.html", "backups"} <= {path.name for path in made}
    assert not [path for path in made if mode(path) & 0o077]


def test_the_words_of_a_deleted_conversation_leave_the_file(tmp_path: Path) -> None:
    path = tmp_path / "conversations.sqlite3"
    with Conversations(path) as kept:
        key = kept.add("", "", Turn("青螺渡口何时通航", ANSWER))
        kept.remove("", key)
    assert "青螺渡口".encode() not in path.read_bytes()


def test_history_drops_what_names_a_document(tmp_path: Path, embedder: Embedder) -> None:
    papers = [tmp_path / "甲.txt", tmp_path / "乙.txt"]
    papers[0].write_text(letter(12, "海洋新材料", 812), "utf-8")
    papers[1].write_text(letter(13, "低空经济", 913), "utf-8")
    path = tmp_path / "history.jsonl"
    history = History(path, longest=1)  # each in a file of its own
    with Library.open(tmp_path / "home", embedder, open_dense=lambda _: ExactIndex()) as library:
        for paper in papers:
            [result] = library.ingest([paper])
            assistant = Assistant(library, history=history)
            assistant.ask(Question(f"{'海洋新材料' if paper is papers[0] else '低空经济'}专项每年安排多少万元？"))
            if paper is papers[0]:
                first = str(result.doc_id)
                library.remove(first)
    assert len(list(history.rows())) == 2
    history.forget(first)
    [left] = history.rows()
    assert "913万元" in left["answer"]
    assert "812" not in "".join(file.read_text("utf-8") for file in tmp_path.glob("history*"))
    assert {mode(file) for file in tmp_path.glob("history*")} == {0o600}


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "答复.txt"
    write_whole(path, "旧", private=True)
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "新的一半\ud800", private=False)
    assert path.read_text("utf-8") == "旧"
    assert list(tmp_path.iterdir()) == [path]
    assert mode(path) == 0o600
    write_whole(path, "新", private=False)
    assert path.read_text("utf-8") == "新"
    assert mode(path) & 0o044, "colleagues may read it"
