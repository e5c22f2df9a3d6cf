"""The register keeps documents exactly, whole or not at all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import InvariantError, LibraryError
from ingest.schema import (
    Abbreviation,
    Chunk,
    Document,
    Links,
    Metadata,
    Page,
    Reference,
    Row,
    Section,
    Span,
    Table,
)
from vectorstore.codec import Record
from vectorstore.register import Entry, Register

TEXT = "云港市人才公寓管理办法\n第一条 为了规范管理，制定本办法。\n第二条 申请人每人限申请一套。"


def make(doc_id: str = "d1", text: str = TEXT, source: str = "a.txt") -> Document:
    return Document(doc_id, source, Metadata(title="云港市人才公寓管理办法"), text, (Page(1, Span(0, len(text))),), ())


def cut(document: Document) -> list[Chunk]:
    chunks, start = [], 0
    for line in document.text.split("\n"):
        span = Span(start, start + len(line))
        if line:
            chunks.append(Chunk(f"{document.doc_id}:{start}", document.doc_id, span, line, "", ("题",), 2))
        start = span.end + 1
    return chunks


def put(register: Register, document: Document, path_key: str = "", model: str = "m") -> str | None:
    chunks = cut(document)
    vectors = np.eye(len(chunks), 8, dtype=np.float32)
    return register.put(
        document,
        chunks,
        vectors,
        model=model,
        path_key=path_key or document.source,
        sha256="sha-" + document.doc_id,
        file=document.doc_id + ".txt",
    )


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    opened = Register(tmp_path / "register.sqlite3")
    yield opened
    opened.close()


spans = st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda pair: Span(min(pair), max(pair)))
words = st.text(max_size=20)
maybe = st.none() | words
cells = st.lists(words, max_size=3).map(tuple)
documents = st.builds(
    Document,
    doc_id=st.text("0123456789abcdef", min_size=16, max_size=16),
    source=words,
    metadata=st.builds(Metadata, **dict.fromkeys(Metadata.__dataclass_fields__, maybe)),
    text=st.text(max_size=300),
    pages=st.lists(st.builds(Page, st.integers(1, 99), spans, st.booleans()), max_size=3).map(tuple),
    sections=st.lists(
        st.builds(
            Section,
            st.sampled_from(["heading", "box", "closing"]),
            st.integers(0, 9),
            words,
            words,
            words,
            spans,
            spans,
            st.none() | st.integers(0, 9),
        ),
        max_size=4,
    ).map(tuple),
    tables=st.lists(
        st.builds(Table, spans, cells, st.lists(st.builds(Row, spans, cells), max_size=2).map(tuple)), max_size=2
    ).map(tuple),
    format=words,
    paged=st.booleans(),
    warnings=cells,
    links=st.builds(
        Links,
        st.lists(
            st.builds(
                Reference, maybe, maybe, st.sampled_from(["cites", "repeals"]), st.lists(spans, max_size=2).map(tuple)
            ),
            max_size=2,
        ).map(tuple),
        st.lists(st.builds(Abbreviation, words, words, spans), max_size=2).map(tuple),
    ),
)


@given(document=documents)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_document_comes_back_exactly(register: Register, document: Document) -> None:
    put(register, document, path_key="same")
    register._document.cache_clear()
    assert register.document(document.doc_id) == document
    assert list(register.chunks(register.chunk_ids([document.doc_id])).values()) == cut(document)


def test_a_register_made_before_documents_had_links_still_opens(register: Register) -> None:
    put(register, make())
    structure = json.dumps({"pages": [[1, 0, len(TEXT), 0]], "sections": [], "tables": []})
    register._db.execute("UPDATE documents SET structure = ?", (structure,))
    register._document.cache_clear()
    assert register.document("d1") == make()


def test_chunks_and_vectors_come_back(register: Register) -> None:
    document = make()
    put(register, document)
    chunks = cut(document)
    assert register.chunk_ids(["d1"]) == [chunk.chunk_id for chunk in chunks]
    assert register.chunks([chunks[1].chunk_id, "nobody"]) == {chunks[1].chunk_id: chunks[1]}
    ids, vectors = register.vectors([chunk.chunk_id for chunk in chunks])
    assert vectors.dtype == np.float32
    assert dict(zip(ids, vectors.argmax(axis=1), strict=True)) == {c.chunk_id: i for i, c in enumerate(chunks)}
    assert register.count_chunks() == len(chunks)
    [record] = register.records()
    assert (record.doc_id, record.chunks, record.metadata, record.file) == ("d1", 3, document.metadata, "d1.txt")


def test_other_bytes_under_the_same_path_replace(register: Register) -> None:
    put(register, make("d1"))
    before = register.revision
    assert put(register, make("d2", TEXT + "\n第三条 本办法自公布之日起施行。")) == "d1.txt"
    assert [record.doc_id for record in register.records()] == ["d2"]
    assert register.document("d1") is None
    changes = register.changes_since(before)
    assert changes.put == ("d2",)
    assert set(changes.dropped) == {chunk.chunk_id for chunk in cut(make("d1"))}


def test_the_same_bytes_twice_are_one_document_with_two_sources(register: Register) -> None:
    put(register, make("d1", source="a.txt"), "/a.txt")
    assert register.link("/b.txt", "b.txt", "d1") == []
    assert put(register, make("d2", "新的文字", source="a.txt"), "/a.txt") is None, "b.txt still has the old bytes"
    assert {record.doc_id: record.source for record in register.records()} == {"d1": "b.txt", "d2": "a.txt"}
    assert register.document("d1") == replace(make("d1"), source="b.txt")
    assert register.link("/b.txt", "b.txt", "d2") == ["d1.txt"]
    assert [record.doc_id for record in register.records()] == ["d2"]


def test_writing_a_document_again_keeps_its_other_sources(register: Register) -> None:
    put(register, make("d1"), "/a.txt")
    register.link("/b.txt", "b.txt", "d1")
    put(register, make("d1"), "/a.txt")
    assert register.doc_id_of("/b.txt") == "d1"


def test_remove_takes_everything(register: Register) -> None:
    put(register, make())
    register.remove("d1")
    register.remove("d1")
    assert register.records() == []
    assert register.chunk_ids() == []
    assert register.vectors(["d1:0"])[0] == []
    assert register.doc_id_of("a.txt") is None


def test_a_failed_write_leaves_nothing(register: Register) -> None:
    document = make()
    chunks = cut(document)
    twice = [chunks[0], chunks[0]]
    with pytest.raises(sqlite3.IntegrityError):
        register.put(document, twice, np.eye(2, 4, dtype=np.float32), model="m", path_key="k", sha256="s")
    assert register.records() == []
    assert register.revision == 0


def test_a_chunk_that_is_no_slice_is_refused(register: Register) -> None:
    document = make()
    wrong = replace(cut(document)[0], text="别的文字")
    with pytest.raises(InvariantError):
        register.put(document, [wrong], np.eye(1, 4, dtype=np.float32), model="m", path_key="k", sha256="s")


def test_vectors_of_another_model_are_stale(register: Register) -> None:
    put(register, make(), model="old")
    assert register.count_stale("old") == 0
    assert register.count_stale("new") == 3
    batch = register.stale("new", 2)
    register.set_vectors(batch, np.eye(2, 5, dtype=np.float32), "new")
    assert register.count_stale("new") == 1
    assert register.vectors(batch)[1].shape == (2, 5)


def test_it_survives_reopening(tmp_path: Path) -> None:
    first = Register(tmp_path / "r.sqlite3")
    put(first, make())
    library_id, revision = first.library_id, first.revision
    first.close()
    second = Register(tmp_path / "r.sqlite3")
    assert (second.library_id, second.revision) == (library_id, revision)
    assert second.document("d1") == make()
    second.close()


def test_a_register_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite3"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LibraryError, match="更新版本"):
        Register(path)


def test_a_damaged_register_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "r.sqlite3"
    path.write_bytes(b"no database at all " * 100)
    with pytest.raises(LibraryError, match="登记文件"):
        Register(path)


def test_the_list_of_documents_follows_every_write(register: Register) -> None:
    def anew() -> list[Record]:
        register._records.drop()
        return register.records()

    assert register.records() == []
    for step in (
        lambda: put(register, make("d1", source="a.txt")),
        lambda: put(register, make("d2", source="b.txt")),
        lambda: put(register, make("d3", TEXT + "完", source="c.txt")),
        lambda: register.set_level("d2", "internal"),
        lambda: put(register, make("d1", source="a.txt")),  # written again, it comes last
        lambda: put(register, make("d4", TEXT + "改", source="b.txt")),  # takes the place of d2
        lambda: register.link("d.txt", "d.txt", "d3"),
        lambda: put(register, make("d5", TEXT + "新", source="c.txt")),  # d3 goes by its other source
        lambda: register.remove("d1"),
    ):
        step()
        followed = register.records()
        assert followed == anew()


def test_after_a_failed_write_the_list_is_as_it_was(register: Register) -> None:
    put(register, make("d1"))
    before = register.records()
    first = make("d2", source="b.txt")
    same = make("d3", source="c.txt")
    entries = [
        Entry(document, cut(document), np.eye(3, 8, dtype=np.float32), document.source, "one-digest")
        for document in (first, same)  # two documents cannot have the same bytes
    ]
    with pytest.raises(sqlite3.IntegrityError):
        register.put_all(entries, model="m")
    assert register.records() == before
