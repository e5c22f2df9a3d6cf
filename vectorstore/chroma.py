"""The dense index in a Chroma folder. The only file that imports chromadb, and only when an index is opened.

Chroma is used through its own client, not through LlamaIndex's `ChromaVectorStore`: importing llama_index costs 1.2 to
2.5 seconds of processor time, and a question asked on the command line has a budget of three. Whoever wants another
store takes `vectorstore/llama.py`.

Chroma holds nothing but ids and vectors. Text and metadata stay in the register: documents stored in Chroma quarter its
speed, and its filters cost hundreds of milliseconds. A kill while Chroma rewrites its HNSW files leaves a collection
whose queries crash the process, so `vectorstore/index.py` never reopens a folder that was being written.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vectorstore.dense import Vector, Vectors

_COLLECTION = "chunks"
_BATCH = 1000
# 200 instead of 100 lifts recall@10 at 50,000 vectors from .96 to .99 for 0.7 ms
_HNSW = {"space": "ip", "ef_search": 200}


class ChromaIndex:
    """Opens, or makes, the index in `folder`."""

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        self._client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
        self._collection = self._open()
        self._count: int | None = None  # counting takes Chroma milliseconds

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None:
        self._count = None
        for start in range(0, len(ids), _BATCH):
            self._collection.upsert(ids=list(ids[start : start + _BATCH]), embeddings=vectors[start : start + _BATCH])

    def delete(self, ids: Sequence[str]) -> None:
        self._count = None
        for start in range(0, len(ids), _BATCH):
            self._collection.delete(ids=list(ids[start : start + _BATCH]))

    def query(self, vector: Vector, k: int) -> list[tuple[str, float]]:
        k = min(k, self.count())
        if k < 1:
            return []
        found = self._collection.query(query_embeddings=vector[None, :], n_results=k, include=["distances"])
        return [
            (chunk_id, 1.0 - distance)
            for chunk_id, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def count(self) -> int:
        if self._count is None:
            self._count = int(self._collection.count())
        return self._count

    def clear(self) -> None:
        self._count = None
        self._client.delete_collection(_COLLECTION)
        self._collection = self._open()

    def close(self) -> None:
        self._client.close()

    def _open(self) -> Any:
        # no embedding function: the default one would be downloaded
        return self._client.get_or_create_collection(
            _COLLECTION, embedding_function=None, configuration={"hnsw": _HNSW}
        )
