"""A library, and a backup of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.backup.writing import write_backup
from tests.support.letters import letter
from tests.support.three_papers import NAMES, opened
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


@pytest.fixture
def backup(home: Path, tmp_path: Path) -> Path:
    write_backup(home, tmp_path / "b.zip")
    return tmp_path / "b.zip"
