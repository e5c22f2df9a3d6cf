"""Finds passages for a question: exact keys, dense and keyword search, fused into one ranking.

The candidates are the union of what both searches put first. Every candidate then gets both scores, computed exactly
(BM25 over the stored tokens, cosine over the register's vectors), so one that only one search found is not punished
for it, and an approximate dense index costs recall but never moves a rank.

Not safe for several threads at once: `assistant/library.py` holds a lock around every call.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.schema import Chunk
from vectorstore.dense import Vector, nearest
from vectorstore.embedder import Embedder
from vectorstore.fusion import candidates_of, fuse
from vectorstore.index import SearchIndex
from vectorstore.keys import KeyIndex, KeyMatch
from vectorstore.register import Register
from vectorstore.schema import EVERYTHING, Filter, FoundBy, Hit

_POOL = 50  # of each search; at 50 the right passage is in the union for 98 of 100 questions on policy text
# the dense search proposes twice as many, of which the exact cosines choose: an index over half of each vector then
# misses 3 of 1,000 of the nearest ten, and a graph's own omissions mend too
_ASK_WIDER = 2
_ASK_MORE = 4  # times as many again where documents are hidden
_KEYS_KEPT = 4  # sets of hidden documents: one a role, and those from before a level was changed
_NAMED_POOL = 20  # of each search inside the documents that the question names


@dataclass(frozen=True, slots=True)
class _Found:
    """What the two searches put first; the keyword search with its scores."""

    dense: tuple[str, ...] = ()
    sparse: dict[str, float] = field(default_factory=dict)

    def ids(self) -> Iterator[str]:
        yield from self.dense
        yield from self.sparse


class Retriever:
    """Searches a register through its index. `index.sync()` is the caller's."""

    def __init__(
        self, register: Register, index: SearchIndex, embedder: Embedder, without: frozenset[str] = frozenset()
    ) -> None:
        """`without`: what an evaluation leaves out to see its worth: "dense", "keyword", "keys", "similarity"."""
        self._without = without
        self._register = register
        self._index = index
        self._embedder = embedder
        self._keys: dict[frozenset[str], tuple[int, KeyIndex]] = {}  # by what is hidden, with the register's edition
        self._unseen: tuple[tuple[int, frozenset[str]], frozenset[str]] | None = None

    def search(self, question: str, k: int, filter: Filter = EVERYTHING) -> list[Hit]:
        """The best `k` passages. The filter holds before anything is ranked."""
        allowed = tuple(doc_id for doc_id in filter.doc_ids if doc_id not in filter.hidden)
        if k < 1 or not question.strip() or (filter.doc_ids and not allowed):
            return []
        named = self.find_keys(question, filter.hidden).doc_ids
        vector: Vector = self._embedder.encode_queries([question])[0]
        pool = max(_POOL, k)
        if allowed:
            named = tuple(doc_id for doc_id in named if doc_id in allowed)
            found = self._within(question, vector, pool, allowed)
        else:
            sparse = (
                {} if "keyword" in self._without else self._index.keyword.query(question, pool, without=filter.hidden)
            )
            dense = () if "dense" in self._without else self._nearest(vector, pool, filter.hidden)
            found = _Found(dense, dict(sparse))
        inside = self._within(question, vector, max(_NAMED_POOL, k), named) if named else _Found()
        chunks = self._register.chunks(dict.fromkeys([*found.ids(), *inside.ids()]))
        return self._rank(question, vector, found, chunks, frozenset(named))[:k]

    def find_keys(self, question: str, hidden: frozenset[str] = frozenset()) -> KeyMatch:
        """The documents that the question names, and the numbers that no document bears."""
        if "keys" in self._without:
            return KeyMatch()
        edition = self._register.edition
        known, index = self._keys.pop(hidden, (-1, KeyIndex()))
        if known != edition:
            records = self._register.records_by_id()
            index.update({i: r for i, r in records.items() if i not in hidden} if hidden else records)
        self._keys[hidden] = edition, index  # the one used last is the last to go
        if len(self._keys) > _KEYS_KEPT:
            del self._keys[next(iter(self._keys))]
        return index.find(question)

    def frequency(self, word: str, hidden: frozenset[str] = frozenset()) -> int:
        """In how many passages a word stands."""
        return self._index.keyword.frequency(word, hidden)

    def count(self, hidden: frozenset[str] = frozenset()) -> int:
        """How many passages there are."""
        return self._index.keyword.count() - len(self._chunks_of(hidden))

    def similarities(self, question: str, texts: Sequence[str]) -> list[float]:
        """The cosine of a question with each of some texts, from -1 to 1."""
        if not texts or "similarity" in self._without:
            return [0.0] * len(texts)
        vector: Vector = self._embedder.encode_queries([question])[0]
        return [float(value) for value in self._embedder.encode_passages(list(texts)) @ vector]

    def _nearest(self, vector: Vector, pool: int, hidden: frozenset[str]) -> tuple[str, ...]:
        """What the dense search puts first, without what is hidden."""
        unseen, asked = self._chunks_of(hidden), pool * _ASK_WIDER * (_ASK_MORE if hidden else 1)
        found = [chunk_id for chunk_id, _ in self._index.dense.query(vector, asked)]
        seen = [chunk_id for chunk_id in found if chunk_id not in unseen]
        if len(seen) < pool and len(found) == asked:
            # nearly all that is near is hidden: the exact search over the rest takes longer and misses nothing
            seen = [i for i in self._register.chunk_ids() if i not in unseen]
        ids, vectors = self._register.vectors(seen)
        return tuple(chunk_id for chunk_id, _ in nearest(ids, vectors, vector, pool))

    def _chunks_of(self, hidden: frozenset[str]) -> frozenset[str]:
        if not hidden:
            return frozenset()
        known = self._register.revision, hidden
        if self._unseen is None or self._unseen[0] != known:
            self._unseen = known, frozenset(self._register.chunk_ids(tuple(hidden)))
        return self._unseen[1]

    def _within(self, question: str, vector: Vector, pool: int, doc_ids: Sequence[str]) -> _Found:
        """Both searches inside some documents. The dense one is exact: filtering in Chroma takes far longer."""
        ids, vectors = self._register.vectors(self._register.chunk_ids(doc_ids))
        return _Found(
            () if "dense" in self._without else tuple(i for i, _ in nearest(ids, vectors, vector, pool)),
            {} if "keyword" in self._without else dict(self._index.keyword.query(question, pool, doc_ids)),
        )

    def _rank(
        self, question: str, vector: Vector, found: _Found, chunks: dict[str, Chunk], named: frozenset[str]
    ) -> list[Hit]:
        ids, vectors = self._register.vectors(list(chunks))
        cosines = dict(zip(ids, (vectors @ vector).tolist(), strict=True)) if ids else {}
        bm25 = found.sparse | self._index.keyword.score(question, [i for i in chunks if i not in found.sparse])
        cosines, bm25 = ({} if name in self._without else of for name, of in (("dense", cosines), ("keyword", bm25)))
        doc_of = {chunk_id: chunk.doc_id for chunk_id, chunk in chunks.items()}
        near = frozenset(found.dense)
        hits: list[Hit] = []
        for rank, (candidate, score) in enumerate(fuse(candidates_of(doc_of, bm25, cosines), named=named), 1):
            ways: dict[FoundBy, bool] = {
                "key": candidate.doc_id in named,
                "dense": candidate.chunk_id in near,
                "sparse": candidate.chunk_id in found.sparse,
            }
            found_by = tuple(way for way, used in ways.items() if used)
            hits.append(Hit(chunks[candidate.chunk_id], score, rank, found_by))
        return hits
