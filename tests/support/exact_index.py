"""A dense index that compares with every vector: quick for few, and never wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vectorstore.dense import Vector, Vectors, nearest


class ExactIndex:
    """Unit vectors by id, in memory; see `vectorstore.dense.DenseIndex`."""

    def __init__(self) -> None:
        self._rows: dict[str, Vector] = {}
        self._stacked: tuple[list[str], Vectors] | None = None

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None:
        self._rows.update(zip(ids, vectors, strict=True))
        self._stacked = None

    def delete(self, ids: Sequence[str]) -> None:
        for chunk_id in ids:
            self._rows.pop(chunk_id, None)
        self._stacked = None

    def query(self, vector: Vector, k: int) -> list[tuple[str, float]]:
        if not self._rows:
            return []
        if self._stacked is None:
            self._stacked = list(self._rows), np.stack(list(self._rows.values()))
        return nearest(*self._stacked, vector, k)

    def count(self) -> int:
        return len(self._rows)

    def clear(self) -> None:
        self._rows.clear()
        self._stacked = None

    def close(self) -> None:
        pass
