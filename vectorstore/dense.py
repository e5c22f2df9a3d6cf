"""What a dense index is to us.

A dense index only proposes candidates: their cosines are always computed from the register's vectors afterwards
(`vectorstore/retriever.py`), so an approximate index, a rounding one, and one whose score is not a cosine serve alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Vectors = NDArray[np.float32]


@runtime_checkable
class DenseIndex(Protocol):
    """Unit vectors by id. Only one process at a time may have it open."""

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Adds vectors, one a row; an id that is already there gets the new one."""
        ...

    def delete(self, ids: Sequence[str]) -> None:
        """Takes vectors away; unknown ids are no error."""
        ...

    def query(self, vector: Vector, k: int) -> list[tuple[str, float]]:
        """Up to `k` ids with their likeness, best first; only the order is relied on."""
        ...

    def count(self) -> int | None:
        """How many vectors there are; None if the store cannot say."""
        ...

    def clear(self) -> None:
        """Takes every vector away."""
        ...

    def close(self) -> None: ...


# Opens the dense index that lives in a folder; stores that live elsewhere do not look at it.
OpenDense = Callable[[Path], DenseIndex]


class LeadingIndex:
    """Keeps the first numbers of each vector in another index, scaled to length 1 again: half the memory and time of a
    graph, for vectors that were trained to serve so (Matryoshka: Kusupati et al., NeurIPS 2022)."""

    def __init__(self, inner: DenseIndex, leading: int) -> None:
        self._inner = inner
        self._leading = leading

    def upsert(self, ids: Sequence[str], vectors: Vectors) -> None:
        self._inner.upsert(ids, self._cut(vectors))

    def delete(self, ids: Sequence[str]) -> None:
        self._inner.delete(ids)

    def query(self, vector: Vector, k: int) -> list[tuple[str, float]]:
        return self._inner.query(self._cut(vector[None, :])[0], k)

    def count(self) -> int | None:
        return self._inner.count()

    def clear(self) -> None:
        self._inner.clear()

    def close(self) -> None:
        self._inner.close()

    def _cut(self, vectors: Vectors) -> Vectors:
        head = vectors[:, : self._leading]
        cut: Vectors = head / np.maximum(np.linalg.norm(head, axis=1, keepdims=True), 1e-12)
        return cut


def nearest(ids: Sequence[str], vectors: Vectors, vector: Vector, k: int) -> list[tuple[str, float]]:
    """The `k` rows with the highest cosine, best first, ties in the order of their ids. All vectors are unit ones."""
    if not len(ids) or k < 1:
        return []
    cosines = vectors @ vector
    kept = np.argpartition(-cosines, k - 1)[:k] if k < len(ids) else np.arange(len(ids))
    found = [(ids[i], float(cosines[i])) for i in kept.tolist()]
    return sorted(found, key=lambda item: (-item[1], item[0]))
