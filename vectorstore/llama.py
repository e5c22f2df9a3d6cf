"""The sockets to LlamaIndex: its vector stores and integrations plug into us, our parts plug into its pipelines.

    LlamaIndexDense       any of its vector stores as our dense index (Milvus, Qdrant, Elasticsearch, pgvector…)
    ZhengwenRetriever     our search as its retriever
    ZhengwenEmbedding     our embedder as its embedding model
    SectionNodeParser     our reading of numbered sections as its node parser

Besides the embedder's adapter the only file of this package that imports llama_index. It is imported only by whoever
asks for one of these: the import costs 1.2 to 2.5 seconds of processor time, and a question asked on the command line
has a budget of three. That is also why Chroma, our default, is used directly (`vectorstore/chroma.py`).
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable, Sequence
from typing import Any

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.node_parser import NodeParser
from llama_index.core.node_parser.node_utils import build_nodes_from_splits
from llama_index.core.schema import BaseNode, NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores.types import BasePydanticVectorStore, VectorStoreQuery

from ingest.chunking import chunk
from ingest.errors import UnreadableFileError
from ingest.pipeline import build_document
from ingest.readers.text import read as read_text
from ingest.schema import Chunk, Document
from vectorstore.dense import Vector, Vectors
from vectorstore.embedder import Embedder
from vectorstore.schema import Hit

Search = Callable[[str, int], list[Hit]]
FindDocument = Callable[[str], Document | None]

_SHORT_HEX = re.compile(r"[0-9a-f]{20}")
_PADDED = re.compile(r"([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-0{12}")


class LlamaIndexDense:
    """A vector store of LlamaIndex as our dense index.

    The store gets ids and vectors, no text: our register keeps that. One store serves one library.
    """

    def __init__(self, store: BasePydanticVectorStore) -> None:
        self._store: Any = store

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None:
        if not ids:
            return
        self.delete(ids)  # most stores only add
        self._store.add(
            [
                # some stores refuse an empty text
                TextNode(id_=_store_id(chunk_id), text=chunk_id, embedding=vector.tolist())
                for chunk_id, vector in zip(ids, vectors, strict=True)
            ]
        )

    def delete(self, ids: Sequence[str]) -> None:
        if ids:
            self._store.delete_nodes([_store_id(chunk_id) for chunk_id in ids])

    def query(self, vector: Vector, k: int) -> list[tuple[str, float]]:
        if k < 1:
            return []
        found = self._store.query(VectorStoreQuery(query_embedding=vector.tolist(), similarity_top_k=k))
        scores = found.similarities or [0.0] * len(found.ids or [])
        hits = [(_chunk_id(store_id), float(score)) for store_id, score in zip(found.ids or [], scores, strict=True)]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def count(self) -> int | None:
        """None where the store's client has no `count`: the interface knows none, and getting all nodes may be slow."""
        count = getattr(self._store.client, "count", None)
        try:
            return int(count()) if callable(count) else None
        except Exception:  # clients have counts of many kinds, with arguments we do not know
            return None

    def clear(self) -> None:
        self._store.clear()

    def close(self) -> None:
        pass


class ZhengwenRetriever(BaseRetriever):  # type: ignore[misc]  # llama_index is Any to mypy
    """Our search as a retriever: `ZhengwenRetriever(library.search, library.document, k=10)`."""

    def __init__(self, search: Search, document: FindDocument, k: int = 10) -> None:
        self._search = search
        self._document = document
        self._k = k
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return [
            NodeWithScore(node=node_of(hit.chunk, self._document(hit.chunk.doc_id)), score=hit.score)
            for hit in self._search(query_bundle.query_str, self._k)
        ]


class ZhengwenEmbedding(BaseEmbedding):  # type: ignore[misc]  # llama_index is Any to mypy
    """Our embedder as an embedding model."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder, **settings: Any) -> None:
        super().__init__(model_name=embedder.name, **settings)
        self._embedder = embedder

    @classmethod
    def class_name(cls) -> str:
        return "ZhengwenEmbedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        return _row(self._embedder.encode_queries([query]))

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return _row(self._embedder.encode_passages([text]))

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._embedder.encode_passages(texts).tolist()
        return rows


class SectionNodeParser(NodeParser):  # type: ignore[misc]  # llama_index is Any to mypy
    """Cuts Chinese official papers along their numbered sections (一、 （一） 1. 第一条…).

    A node's metadata has `doc_number`, `title`, `section`, `page`, as far as the paper states them. Its text is a slice
    of the *mended* text (broken lines joined, page numbers gone), so it need not occur in the given one letter for
    letter. Text without any words gives no nodes.
    """

    @classmethod
    def class_name(cls) -> str:
        return "SectionNodeParser"

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **_: Any) -> list[BaseNode]:
        parsed: list[BaseNode] = []
        for node in nodes:
            source = str(node.metadata.get("file_name") or node.node_id)
            try:
                document = _document_of(node.get_content(), source)
            except UnreadableFileError:
                continue  # a page without text is nothing special in a pipeline
            pieces = chunk(document)
            made = build_nodes_from_splits([piece.text for piece in pieces], node, id_func=self.id_func)
            for piece, made_node in zip(pieces, made, strict=True):
                made_node.metadata = node.metadata | _metadata_of(piece, document)
                parsed.append(made_node)
        return parsed


def node_of(piece: Chunk, document: Document | None) -> TextNode:
    """A chunk as a node, with what a citation needs."""
    node = TextNode(
        id_=piece.chunk_id,
        text=piece.text,
        metadata=_metadata_of(piece, document),
        start_char_idx=piece.span.start,
        end_char_idx=piece.span.end,
    )
    node.relationships[NodeRelationship.SOURCE] = RelatedNodeInfo(node_id=piece.doc_id)
    return node


def _metadata_of(piece: Chunk, document: Document | None) -> dict[str, Any]:
    metadata: dict[str, Any] = {"doc_id": piece.doc_id, "section": piece.path}
    if document is not None:
        metadata |= {
            "source": document.source,
            "doc_number": document.metadata.doc_number,
            "title": document.metadata.title,
        }
    metadata["page"] = piece.page
    return {name: value for name, value in metadata.items() if value is not None}


def _document_of(text: str, source: str) -> Document:
    doc_id = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
    return build_document(read_text(text.encode("utf-8", "replace"), source), doc_id, source)


def _row(vectors: Vectors) -> list[float]:
    row: list[float] = vectors[0].tolist()
    return row


def _store_id(chunk_id: str) -> str:
    """The id in the form of a UUID, which some stores insist on (Qdrant, Weaviate)."""
    if not _SHORT_HEX.fullmatch(chunk_id):
        return chunk_id
    return f"{chunk_id[:8]}-{chunk_id[8:12]}-{chunk_id[12:16]}-{chunk_id[16:]}-{'0' * 12}"


def _chunk_id(store_id: str) -> str:
    match = _PADDED.fullmatch(store_id)
    return "".join(match.groups()) if match else store_id
