"""Finds passages for a question: exact keys, dense and keyword search, fused into one ranking.

The candidates are the union of what both searches put first. Every candidate then gets both scores, computed exactly
(BM25 over the stored tokens, cosine over the register's vectors), so one that only one search found is not punished
for it, and an approximate dense index costs recall but never moves a rank. The first of them are judged once more by
the learned ranker (`vectorstore/ranking.py`).

Not safe for several threads at once: `assistant/library.py` holds a lock around every call.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

import numpy as np

from ingest.schema import Chunk
from vectorstore.dense import Vector, nearest
from vectorstore.embedder import Embedder, StaticEmbedder
from vectorstore.fusion import KEY_BOOST, Candidate, Paper, foreignness, fuse, of_papers, paper_weight
from vectorstore.index import SearchIndex
from vectorstore.keys import KeyIndex, KeyMatch
from vectorstore.keyword import Match
from vectorstore.passage import title_of
from vectorstore.ranking import Contender, Matrix, features, ranker
from vectorstore.register import Register
from vectorstore.schema import EVERYTHING, Filter, FoundBy, Hit

_POOL = 50  # of each search; at 50 the right passage is in the union for 98 of 100 questions on policy text
# the dense search proposes twice as many, of which the exact cosines choose: an index over half of each vector then
# misses 3 of 1,000 of the nearest ten, and a graph's own omissions mend too
_ASK_WIDER = 2
_ASK_MORE = 4  # times as many again where documents are hidden
# sets of hidden documents whose names are kept ready: one a role, those from before a level was changed, and one for
# each of the limits that questions were asked within lately, which must not push out the roles'
_KEYS_KEPT = 12
_NAMED_POOL = 20  # of each search inside the documents that the question names
_EXACT_WITHIN = 20_000  # passages of such documents that are all compared: a third of a second
_JUDGED = 60  # of the candidates by the learned ranker: a right one is among them where it is among any
RANKER_WEIGHT = 0.085  # of its log-odds
# the weights know the cosines of the kind of model that is shipped; another's are of another range
_NEEDED = frozenset({"ranker", "dense", "keyword"})
_UNMATCHED = Match(0.0, 1, ())


@dataclass(frozen=True, slots=True)
class _Found:
    """What the two searches put first; the keyword search with its scores."""

    dense: tuple[str, ...] = ()
    sparse: dict[str, Match] = field(default_factory=dict)

    def ids(self) -> Iterator[str]:
        yield from self.dense
        yield from self.sparse


class Retriever:
    """Searches a register through its index. `index.sync()` is the caller's."""

    def __init__(
        self, register: Register, index: SearchIndex, embedder: Embedder, without: frozenset[str] = frozenset()
    ) -> None:
        """`without`: what an evaluation leaves out to see its worth: "dense", "keyword", "keys", "ranker", "papers",
        "similarity"."""
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
        if allowed:
            named = tuple(doc_id for doc_id in named if doc_id in allowed)
        vector: Vector = self._embedder.encode_queries([question])[0]
        found = self._found(question, vector, max(_POOL, k), filter)
        inside = self._found(question, vector, max(_NAMED_POOL, k), Filter(named)) if named else _Found()
        chunks = self._register.chunks(dict.fromkeys([*found.ids(), *inside.ids()]))
        return self._rank(question, vector, found, chunks, frozenset(named))[:k]

    def contenders(self, question: str) -> tuple[list[Contender], Matrix]:
        """What the learned ranker is shown of a question, and its numbers for it: what it is trained on."""
        vector: Vector = self._embedder.encode_queries([question])[0]
        found = self._found(question, vector, _POOL, EVERYTHING)
        contenders, _ = self._contenders(question, vector, found, self._register.chunks(dict.fromkeys(found.ids())))
        return contenders[:_JUDGED], self._features(question, contenders[:_JUDGED])

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

    def _found(self, question: str, vector: Vector, pool: int, filter: Filter) -> _Found:
        """Both searches; a filter that names documents must leave one to look into."""
        inside, hidden = [i for i in filter.doc_ids if i not in filter.hidden], filter.hidden
        dense: tuple[str, ...] = ()
        sparse: dict[str, Match] = {}
        if "dense" not in self._without:
            dense = self._nearest_within(vector, pool, inside) if inside else self._nearest(vector, pool, hidden)
        if "keyword" not in self._without:
            sparse = self._index.keyword.query(question, pool, inside, () if inside else hidden)
        return _Found(dense, sparse)

    def _nearest(self, vector: Vector, pool: int, hidden: frozenset[str]) -> tuple[str, ...]:
        """What the dense search puts first, without what is hidden."""
        unseen, asked = self._chunks_of(hidden), pool * _ASK_WIDER * (_ASK_MORE if hidden else 1)
        found = [chunk_id for chunk_id, _ in self._index.dense.query(vector, asked)]
        seen = [chunk_id for chunk_id in found if chunk_id not in unseen]
        if len(seen) < pool and len(found) == asked:
            # nearly all that is near is hidden: the exact search over the rest takes longer and misses nothing
            seen = [i for i in self._register.chunk_ids() if i not in unseen]
        return self._best_of(seen, vector, pool)

    def _chunks_of(self, hidden: frozenset[str]) -> frozenset[str]:
        if not hidden:
            return frozenset()
        known = self._register.revision, hidden
        if self._unseen is None or self._unseen[0] != known:
            self._unseen = known, frozenset(self._register.chunk_ids(tuple(hidden)))
        return self._unseen[1]

    def _nearest_within(self, vector: Vector, pool: int, doc_ids: Sequence[str]) -> tuple[str, ...]:
        """Exact where it can be, for filtering in Chroma takes far longer; what a large part of a large library holds
        is sifted out of what is near anyway."""
        records, allowed = self._register.records_by_id(), frozenset(doc_ids)
        inside: list[str] = []
        if sum(records[doc_id].chunks for doc_id in allowed if doc_id in records) > _EXACT_WITHIN:
            proposed = self._index.dense.query(vector, pool * _ASK_WIDER * _ASK_MORE)
            near = self._register.chunks(chunk_id for chunk_id, _ in proposed)
            inside = [chunk_id for chunk_id, chunk in near.items() if chunk.doc_id in allowed]
        if len(inside) < pool:
            inside = self._register.chunk_ids(doc_ids)
        return self._best_of(inside, vector, pool)

    def _best_of(self, chunk_ids: Sequence[str], vector: Vector, pool: int) -> tuple[str, ...]:
        ids, vectors = self._register.vectors(chunk_ids)
        return tuple(chunk_id for chunk_id, _ in nearest(ids, vectors, vector, pool))

    def _rank(
        self, question: str, vector: Vector, found: _Found, chunks: dict[str, Chunk], named: frozenset[str]
    ) -> list[Hit]:
        contenders, foreign = self._contenders(question, vector, found, chunks)
        near = frozenset(found.dense)
        more, weight = self._of_papers(question, contenders), paper_weight(foreign)
        scored = [
            (one, score + weight * more[one.chunk.doc_id] + (KEY_BOOST if one.chunk.doc_id in named else 0.0))
            for one, score in zip(contenders, self._judged(question, contenders, foreign), strict=True)
        ]
        hits: list[Hit] = []
        for one, score in sorted(scored, key=lambda item: (-item[1], item[0].chunk.chunk_id)):
            ways: dict[FoundBy, bool] = {
                "key": one.chunk.doc_id in named,
                "dense": one.chunk.chunk_id in near,
                "sparse": one.chunk.chunk_id in found.sparse,
            }
            found_by = tuple(way for way, used in ways.items() if used)
            hits.append(Hit(one.chunk, score, len(hits) + 1, found_by))
        return hits

    def _contenders(
        self, question: str, vector: Vector, found: _Found, chunks: dict[str, Chunk]
    ) -> tuple[list[Contender], float]:
        """Every candidate with both scores, the best by both together first; how foreign the question's words are."""
        ids, vectors = self._register.vectors(list(chunks))
        # a sum of floats ends differently with the number of rows beside it: the same passages shall be equal
        cosines = dict(zip(ids, np.round(vectors @ vector, 5).tolist(), strict=True)) if ids else {}
        matches = found.sparse | self._index.keyword.match(question, [i for i in chunks if i not in found.sparse])
        if "dense" in self._without:
            cosines = {}
        if "keyword" in self._without:
            matches = {}
        candidates = [
            Candidate(chunk_id, matches[chunk_id].score if chunk_id in matches else 0.0, cosines.get(chunk_id, 0.0))
            for chunk_id in chunks
        ]
        weights = self._weights(question, list(matches.values()))
        foreign = foreignness([match.score for match in matches.values()], self._asked(question, weights))
        contenders = []
        for candidate, score in fuse(candidates, foreign):
            chunk = chunks[candidate.chunk_id]
            record = self._register.record(chunk.doc_id)
            title = title_of(record.metadata, record.source) if record else ""
            match = matches.get(candidate.chunk_id, _UNMATCHED)
            contenders.append(Contender(chunk, title, match, candidate.cosine, score))
        return contenders, foreign

    def _asked(self, question: str, weights: Mapping[str, float]) -> float:
        """What a question's tokens weigh together, with half of the discount on its question words given back: people
        who are no officials ask in many such words, and their other words are rarely the papers'."""
        discount = self._index.keyword.discount
        return sum(weight * (1 + 1 / discount(question, term)) / 2 for term, weight in weights.items())

    def _judged(self, question: str, contenders: list[Contender], foreign: float) -> list[float]:
        """The scores with what the learned ranker thinks of the first; the others stay behind these."""
        if not contenders or not isinstance(self._embedder, StaticEmbedder) or self._without & _NEEDED:
            return [one.fused for one in contenders]
        odds = ranker()(self._features(question, contenders[:_JUDGED]))
        # it learned from questions in the papers' words; of others it knows less than the cosine does
        more = (RANKER_WEIGHT * (1.0 - foreign) * (odds - odds.min())).tolist()
        more += [0.0] * (len(contenders) - len(more))
        return [one.fused + extra for one, extra in zip(contenders, more, strict=True)]

    def _of_papers(self, question: str, contenders: list[Contender]) -> dict[str, float]:
        """How well the papers of the candidates fit as wholes."""
        if "papers" in self._without:
            return {one.chunk.doc_id: 0.0 for one in contenders}
        records, keyword = self._register.records_by_id(), self._index.keyword
        a_paper = keyword.mean_length * keyword.count() / max(1, len(records))
        passages: dict[str, list[Match]] = defaultdict(list)
        for one in contenders:
            passages[one.chunk.doc_id].append(one.match)
        papers = {
            # how long a paper is, one knows by its passages: there are as many, and these are so long
            i: Paper(found, fmean(match.length for match in found) * records[i].chunks / a_paper)
            for i, found in passages.items()
            if i in records
        }
        return dict.fromkeys(passages, 0.0) | of_papers(papers, keyword.weights(question))

    def _features(self, question: str, contenders: list[Contender]) -> Matrix:
        weights = self._weights(question, [one.match for one in contenders])
        return features(question, weights, self._index.keyword.mean_length, contenders)

    def _weights(self, question: str, matches: Sequence[Match]) -> dict[str, float]:
        """What the question's tokens weigh that any candidate has: of a word that only hidden documents have, nothing
        may be known."""
        seen = {term for match in matches for _, term in match.at}
        return {term: weight for term, weight in self._index.keyword.weights(question).items() if term in seen}
