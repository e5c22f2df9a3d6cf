"""Documents that come without a file: added in batches, found, removed (`Library.add_documents`)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.library import Library
from assistant.shelf import preparing
from eval.retrieval import document_of, rank_documents
from eval.schema import Passage
from ingest.schema import Document


def document(n: int, text: str = "") -> Document:
    return document_of(Passage(id=str(n), title=f"第{n}号茶园的通知", text=text or f"第{n}号茶园灌溉补助标准。"))


@pytest.fixture(params=[1, 2000])
def batch(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """One document a batch, and all in one."""
    monkeypatch.setattr(preparing, "_BATCH_CHUNKS", request.param)


@pytest.mark.usefixtures("batch")
def test_added_documents_are_found(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    with Library.open(tmp_path) as library:
        assert library.add_documents((document(n) for n in range(3)), lambda *step: told.append(step)) == 3
        names = {record.doc_id: record.source for record in library.documents()}
        assert len(names) == 3
        best = rank_documents(library, "灌溉补助标准是什么？", {doc_id: doc_id for doc_id in names})
        assert {doc_id for doc_id, _ in best} == set(names)
        assert sorted((score for _, score in best), reverse=True) == [score for _, score in best]
    assert told


def test_a_document_without_a_file_can_be_replaced_and_removed(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        first = document(1)
        library.add_documents([first])
        library.add_documents([replace(document(1, "改为第1号茶园施肥补助。"), doc_id=first.doc_id)])
        assert len(library.documents()) == 1
        assert library.search("施肥补助", 1)[0].chunk.text.endswith("施肥补助。")
        assert library.file_of(first.doc_id) is None
        library.remove(first.doc_id)
        assert library.documents() == library.search("施肥补助", 5) == []
    assert (tmp_path / "files").is_dir()


def test_documents_survive_reopening(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        library.add_documents([document(1), document(2)])
    with Library.open(tmp_path) as library:
        assert len(library.documents()) == 2
        assert library.search("灌溉", 5)
