"""What every dense index must do, whoever made it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.support.exact_index import ExactIndex
from vectorstore.chroma import ChromaIndex
from vectorstore.dense import DenseIndex, LeadingIndex, Vectors

N, DIMENSION = 1300, 32  # more than one batch of Chroma's


def _exact(_folder: Path) -> DenseIndex:
    return ExactIndex()


def _leading(_folder: Path) -> DenseIndex:
    return LeadingIndex(ExactIndex(), DIMENSION)


def _llama_chroma(folder: Path) -> DenseIndex:
    import chromadb
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from vectorstore.llama import LlamaIndexDense

    client = chromadb.PersistentClient(path=str(folder))
    collection = client.get_or_create_collection(
        "chunks", embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}
    )
    return LlamaIndexDense(ChromaVectorStore(chroma_collection=collection))


def _llama_simple(_folder: Path) -> DenseIndex:
    from llama_index.core.vector_stores import SimpleVectorStore

    from vectorstore.llama import LlamaIndexDense

    return LlamaIndexDense(SimpleVectorStore())


@pytest.fixture(params=[_exact, _leading, ChromaIndex, _llama_chroma, _llama_simple])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[DenseIndex]:
    make: Callable[[Path], DenseIndex] = request.param
    made = make(tmp_path / "dense")
    yield made
    made.close()


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    rows = np.random.default_rng(7).standard_normal((N, DIMENSION)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def ids(n: int = N) -> list[str]:
    return [f"{i:020x}" for i in range(n)]


def test_it_is_a_dense_index(index: DenseIndex) -> None:
    assert isinstance(index, DenseIndex)


def test_an_empty_index_finds_nothing(index: DenseIndex, vectors: Vectors) -> None:
    assert index.query(vectors[0], 5) == []
    assert index.count() in (0, None)


def test_the_nearest_come_first(index: DenseIndex, vectors: Vectors) -> None:
    index.upsert(ids(), vectors)
    found = index.query(vectors[41], 10)
    exact = np.argsort(-(vectors @ vectors[41]))[:10]
    assert found[0][0] == ids()[41]
    assert len({chunk_id for chunk_id, _ in found} & {ids()[i] for i in exact}) >= 9
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert index.count() in (N, None)


def test_ids_of_any_form_come_back(index: DenseIndex, vectors: Vectors) -> None:
    index.upsert(["短", "0123", "f" * 20], vectors[:3])
    assert {chunk_id for chunk_id, _ in index.query(vectors[0], 3)} == {"短", "0123", "f" * 20}


def test_an_id_that_is_there_gets_the_new_vector(index: DenseIndex, vectors: Vectors) -> None:
    index.upsert(ids(5), vectors[:5])
    index.upsert(ids(2), vectors[10:12])
    assert index.count() in (5, None)
    assert index.query(vectors[10], 1)[0][0] == ids()[0]


def test_deleted_vectors_are_not_found(index: DenseIndex, vectors: Vectors) -> None:
    index.upsert(ids(20), vectors[:20])
    index.delete([ids()[3], "nobody"])
    index.delete([])
    found = index.query(vectors[3], 30)
    assert len(found) == 19
    assert ids()[3] not in {chunk_id for chunk_id, _ in found}


def test_clear_empties(index: DenseIndex, vectors: Vectors) -> None:
    index.upsert(ids(20), vectors[:20])
    index.clear()
    assert index.query(vectors[0], 5) == []
    index.upsert(ids(1), vectors[:1])
    assert [chunk_id for chunk_id, _ in index.query(vectors[0], 5)] == ids(1)


def test_nothing_asked_nothing_found(index: DenseIndex, vectors: Vectors) -> None:
    index.upsert([], vectors[:0])
    index.upsert(ids(2), vectors[:2])
    assert index.query(vectors[0], 0) == []


def test_chroma_keeps_its_vectors(tmp_path: Path, vectors: Vectors) -> None:
    first = ChromaIndex(tmp_path / "dense")
    first.upsert(ids(), vectors)
    first.delete(ids(10))
    first.close()
    second = ChromaIndex(tmp_path / "dense")
    assert second.count() == N - 10
    [(found, cosine)] = second.query(vectors[500], 1)
    assert found == ids()[500]
    assert cosine == pytest.approx(1.0, abs=1e-3)
    second.close()


def test_a_leading_index_keeps_the_beginning_alone() -> None:
    kept = ExactIndex()
    index = LeadingIndex(kept, 2)
    index.upsert(["a", "b"], np.array([[0.6, 0.0, 0.8], [0.0, 0.28, 0.96]], dtype=np.float32))
    assert kept.query(np.array([1.0, 0.0], dtype=np.float32), 2) == [("a", 1.0), ("b", 0.0)]
    assert [found for found, _ in index.query(np.array([0.0, 0.1, 0.9], dtype=np.float32), 1)] == ["b"]
