"""A document that was taken away goes for good: after a month, or when somebody says so; no word of it stays."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from assistant.library import Library
from assistant.shelf.removal import KEPT_DAYS
from ingest.errors import LibraryError
from tests.support.three_papers import opened
from tests.unit.removal.conftest import middle
from vectorstore.embedder import Embedder


def test_after_a_month_it_is_over(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    doc_id = middle(library)
    file = library.file_of(doc_id)
    assert file is not None
    library.remove(doc_id)
    [removed] = library.removed()
    later = removed.at + (KEPT_DAYS + 1) * 24 * 3600
    monkeypatch.setattr(library._removal, "_now", lambda: later)
    assert library.removed() == []
    with pytest.raises(LibraryError, match=f"只保留{KEPT_DAYS}天"):
        library.restore(doc_id)
    assert file.exists()
    library._sweep()
    assert not file.exists()
    assert b"\xe4\xbd\x8e\xe7\xa9\xba" not in _words_of_removed(library._home)


def _words_of_removed(home: Path) -> bytes:
    with sqlite3.connect(home / "register.sqlite3") as db:
        return repr(db.execute("SELECT * FROM removed_documents").fetchall()).encode()


def test_it_can_be_dropped_for_good(library: Library) -> None:
    doc_id = middle(library)
    file = library.file_of(doc_id)
    assert file is not None
    library.remove(doc_id)
    library.forget(doc_id)
    assert not file.exists()
    assert library.removed() == []
    with pytest.raises(LibraryError, match="没有编号"):
        library.forget(doc_id)


def test_nothing_of_its_words_stays_in_the_file(tmp_path: Path, papers: list[Path], embedder: Embedder) -> None:
    with opened(tmp_path / "h", embedder) as library:
        list(library.ingest(papers))
        doc_id = middle(library)
        library.remove(doc_id)
        library.forget(doc_id)
        assert library.frequency("低空") == 0
        assert library.search("海洋新材料专项资金", 1)[0].found_by.count("sparse") == 1, (
            "the others are found as before"
        )
    left = {path for path in (tmp_path / "h").rglob("*") if path.is_file() and "低空".encode() in path.read_bytes()}
    assert not left


def test_dropping_one_keeps_the_dense_index(tmp_path: Path, papers: list[Path], embedder: Embedder) -> None:
    with Library.open(tmp_path / "h", embedder) as library:
        list(library.ingest(papers))
        doc_id = middle(library)
        library.remove(doc_id)
    [before] = (tmp_path / "h" / "cache").glob("*/dense")
    with Library.open(tmp_path / "h", embedder) as library:  # as the command does, which asks nothing
        library.forget(doc_id)
    # hnswlib writes its spare room as it finds it in memory: what stands there is not ours to say
    kept = [path for path in (tmp_path / "h" / "cache").rglob("*") if "dense" not in path.parts]
    assert not [path for path in kept if "低空".encode() in _bytes_of(path)]
    with Library.open(tmp_path / "h", embedder) as library:
        assert {hit.chunk.doc_id for hit in library.search("低空经济专项资金", 9)} == {
            record.doc_id for record in library.documents()
        }
        assert library.frequency("海洋") > 0
    assert [*(tmp_path / "h" / "cache").glob("*/dense")] == [before]


def _bytes_of(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
