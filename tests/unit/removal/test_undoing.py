"""A document that was taken away: gone for everybody, and brought back exactly as it was."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from assistant.access import Role
from assistant.answering import Assistant
from assistant.library import Library
from assistant.people.view import LibraryView
from assistant.schema import Question
from ingest.errors import LibraryError, NotAllowedError
from tests.support.letters import letter
from tests.support.three_papers import ASKED, NAMES, opened
from tests.unit.removal.conftest import broken, middle
from tests.unit.test_retriever_llama import LengthEmbedder
from vectorstore.embedder import Embedder
from vectorstore.register import Register


def everything(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that the register says of its documents."""
    with sqlite3.connect(home / "register.sqlite3") as db:
        tables = ("documents", "sources", "chunks", "vectors", "levels")
        return {table: sorted(db.execute(f"SELECT * FROM {table}")) for table in tables}


def test_a_removal_is_undone_exactly(library: Library) -> None:
    doc_id = middle(library)
    library.set_level(doc_id, "editor")
    before, whole = library.documents(), everything(library._home)
    file = library.file_of(doc_id)
    assert file is not None
    original = file.read_bytes()
    assistant = Assistant(library)
    answer = assistant.ask(Question(ASKED))
    assert "800万元" in answer.text

    library.remove(doc_id)
    assert doc_id not in {record.doc_id for record in library.documents()}
    assert library.document(doc_id) is None
    assert library.file_of(doc_id) is None
    assert not library.find_keys("云港科函〔2025〕13号").doc_ids
    assert doc_id not in {hit.chunk.doc_id for hit in library.search(ASKED)}
    assert doc_id not in {citation.doc_id for citation in assistant.ask(Question(ASKED)).citations}
    assert [removed.record.source for removed in library.removed()] == ["乙.txt"]

    assert library.restore(doc_id).doc_id == doc_id
    assert library.documents() == before
    assert everything(library._home) == whole
    restored = library.file_of(doc_id)
    assert restored is not None
    assert restored.read_bytes() == original
    assert assistant.ask(Question(ASKED)).text == answer.text
    assert library.removed() == []
    with pytest.raises(LibraryError, match="已经在资料库里"):
        library.restore(doc_id)


def test_it_outlives_the_process(tmp_path: Path, papers: list[Path], embedder: Embedder) -> None:
    with opened(tmp_path / "h", embedder) as library:
        list(library.ingest(papers))
        doc_id, before = middle(library), library.documents()
        library.remove(doc_id)
    with opened(tmp_path / "h", embedder) as library:
        assert len(library.documents()) == 2
        library.restore(doc_id)
        assert library.documents() == before
        assert library.search(ASKED, 1)[0].chunk.doc_id == doc_id


def test_it_comes_back_under_another_model(tmp_path: Path, papers: list[Path], embedder: Embedder) -> None:
    with opened(tmp_path / "h", LengthEmbedder()) as library:
        list(library.ingest(papers))
        doc_id = middle(library)
        library.remove(doc_id)
    with opened(tmp_path / "h", embedder) as library:
        library.search(ASKED)
        library.restore(doc_id)
        assert library.search(ASKED, 1)[0].chunk.doc_id == doc_id
        assert not library._register.count_stale(embedder.name)


def test_a_place_that_was_taken_meanwhile(library: Library, papers: list[Path]) -> None:
    last = library.documents()[-1].doc_id
    library.remove(last)
    papers[1].with_name("丁.txt").write_text(letter(16, "氢能"), "utf-8")
    list(library.ingest([papers[1].with_name("丁.txt")]))
    library.restore(last)
    assert {record.source for record in library.documents()} == {*NAMES, "丁.txt"}
    assert library.search("智慧渔业专项资金", 1)[0].chunk.doc_id == last


def test_a_word_of_a_removed_document_is_unknown(library: Library) -> None:
    assert library.frequency("低空") > 0
    assert library.frequency("低空", frozenset({library.documents()[0].doc_id})) > 0
    doc_id = middle(library)
    library.remove(doc_id)
    assert library.frequency("低空") == 0
    assert library.frequency("低空", frozenset({library.documents()[0].doc_id})) == 0
    library.restore(doc_id)
    assert library.frequency("低空") > 0


def test_who_may_undo(library: Library) -> None:
    open_one, closed = middle(library), library.documents()[0].doc_id
    views = {role: LibraryView(library, role) for role in Role}
    library.set_level(closed, "administrator")
    for doc_id in (open_one, closed):
        library.remove(doc_id)
    assert views[Role.READER].removed() == []
    assert [r.record.doc_id for r in views[Role.EDITOR].removed()] == [open_one]
    assert {r.record.doc_id for r in views[Role.ADMINISTRATOR].removed()} == {open_one, closed}
    with pytest.raises(NotAllowedError):
        views[Role.READER].restore(open_one)
    with pytest.raises(LibraryError, match="没有可以撤销"):
        views[Role.EDITOR].restore(closed)
    views[Role.EDITOR].restore(open_one)
    views[Role.ADMINISTRATOR].restore(closed)
    assert closed not in {record.doc_id for record in views[Role.EDITOR].documents()}
    with pytest.raises(LibraryError, match="没有可以撤销"):  # it is here again, which an editor may not know
        views[Role.EDITOR].restore(closed)


def test_a_failure_half_way_changes_nothing(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    doc_id, before = middle(library), library.documents()
    monkeypatch.setattr(Register, "_journal", broken)
    with pytest.raises(sqlite3.OperationalError):
        library.remove(doc_id)
    monkeypatch.undo()
    assert library.documents() == before
    assert library.removed() == []
    library.remove(doc_id)
    monkeypatch.setattr(Register, "_journal", broken)
    with pytest.raises(sqlite3.OperationalError):
        library.restore(doc_id)
    monkeypatch.undo()
    assert [removed.record.doc_id for removed in library.removed()] == [doc_id]
    library.restore(doc_id)
    assert library.documents() == before
