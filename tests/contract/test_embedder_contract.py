"""What every `Embedder` must keep, whoever makes the vectors."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from vectorstore.embedder import (
    SHIPPED_FOLDER,
    Embedder,
    LlamaIndexEmbedder,
    SentenceTransformerEmbedder,
    StaticEmbedder,
)

TEXTS = ["城市管理局负责清理积雪。", "图书馆延长开放时间。", "", "学校食堂应当公示菜价。"]


def _static() -> Embedder:
    return StaticEmbedder.load(SHIPPED_FOLDER)


def _sentence_transformer() -> Embedder:
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    return SentenceTransformerEmbedder(str(SHIPPED_FOLDER))


def _llama_index() -> Embedder:
    embeddings = pytest.importorskip("llama_index.core.embeddings", reason="llama-index-core is not installed")
    return LlamaIndexEmbedder(embeddings.MockEmbedding(embed_dim=8))


FACTORIES = [_static, _sentence_transformer, _llama_index]


@pytest.fixture(scope="module", params=FACTORIES, ids=lambda factory: factory.__name__.strip("_"))
def factory(request: pytest.FixtureRequest) -> Callable[[], Embedder]:
    made: Callable[[], Embedder] = request.param
    return made


@pytest.fixture(scope="module")
def embedder(factory: Callable[[], Embedder]) -> Embedder:
    return factory()


def test_is_an_embedder(embedder: Embedder) -> None:
    assert isinstance(embedder, Embedder)


@pytest.mark.parametrize("method", ["encode_passages", "encode_queries"])
def test_shape_type_and_length(embedder: Embedder, method: str) -> None:
    vectors = getattr(embedder, method)(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors[[0, 1, 3]], axis=1), 1.0, atol=1e-3)


@pytest.mark.parametrize("method", ["encode_passages", "encode_queries"])
def test_empty_text_is_zero(embedder: Embedder, method: str) -> None:
    assert not getattr(embedder, method)(TEXTS)[2].any()


@pytest.mark.parametrize("method", ["encode_passages", "encode_queries"])
def test_no_texts_give_no_rows(embedder: Embedder, method: str) -> None:
    assert getattr(embedder, method)([]).shape == (0, embedder.dimension)


def test_same_texts_same_vectors(embedder: Embedder) -> None:
    np.testing.assert_array_equal(embedder.encode_passages(TEXTS), embedder.encode_passages(TEXTS))


def test_takes_a_tuple(embedder: Embedder) -> None:
    assert embedder.encode_passages(tuple(TEXTS)).shape[0] == len(TEXTS)


def test_name_is_stable_and_tells_the_dimension(embedder: Embedder, factory: Callable[[], Embedder]) -> None:
    assert factory().name == embedder.name
    assert f"-{embedder.dimension}@" in embedder.name
