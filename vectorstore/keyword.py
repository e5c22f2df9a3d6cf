"""The keyword index: a tantivy folder on disk.

tantivy finds the candidates; its BM25 has fixed parameters (k1=1.2, b=0.75) and rounded lengths, so we score the
candidates again with k1=0.9, b=0.4, which found more on Chinese policy text. To do so the tokens are stored with each
chunk.

What this file does not do: know the register, or keep itself in step with it (`vectorstore/index.py`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import tantivy

from vectorstore.tokenize import ASKING, tokens

K1, B = 0.9, 0.4
# how many more candidates tantivy is asked for than are wanted, so that the second scoring can lift some
_POOL_MORE, _POOL_LEAST = 50, 100
_MOST_TERMS = 160  # of a long question only the rarest; the common ones cost time and move nothing
_WRITER_BYTES = 64_000_000
_ASKS = 0.5  # of what a token weighs that only words like 怎么办 and 哪些 hold: papers that ask too are no better
_LIGHT = 0.2  # of the heaviest token's weight
_COUNTED = 1000  # chunks: so few are counted in microseconds
_QUESTIONS_KEPT = 16  # with their weights


@lru_cache(maxsize=_QUESTIONS_KEPT)
def _matter(question: str) -> frozenset[str]:
    """The tokens of a question without the words that make it one."""
    return frozenset(tokens(ASKING.sub(" ", question)))


@dataclass(frozen=True, slots=True)
class Match:
    """How a chunk fits a question: its BM25, how many tokens it has, and where the question's own stand among them."""

    score: float
    length: int
    at: tuple[tuple[int, str], ...]


class KeywordIndex:
    """Opens, or makes, the index in `folder`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("chunk_id", stored=True, tokenizer_name="raw", index_option="basic")
        builder.add_text_field("doc_id", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("body", stored=True, tokenizer_name="whitespace", index_option="freq")
        builder.add_unsigned_field("length", fast=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema, path=str(folder))
        self._writer: Any = None
        self.weights = lru_cache(_QUESTIONS_KEPT)(self._read_weights)  # one search needs them four times
        self._refresh()

    # -- writing ------------------------------------------------------------------------------------------------

    def add(self, entries: Iterable[tuple[str, str, str]]) -> None:
        """Adds (chunk_id, doc_id, text); seen by queries after `commit`. An id must not be in the index."""
        writer = self._writing()
        for chunk_id, doc_id, text in entries:
            body = tokens(text)
            document = tantivy.Document()
            document.add_text("chunk_id", chunk_id)
            document.add_text("doc_id", doc_id)
            document.add_text("body", " ".join(body))
            document.add_unsigned("length", len(body))  # `Document(length=…)` would make it signed and kill the writer
            writer.add_document(document)

    def delete(self, chunk_ids: Iterable[str]) -> None:
        writer = self._writing()
        for chunk_id in chunk_ids:
            writer.delete_documents_by_term("chunk_id", chunk_id)

    def commit(self) -> None:
        """Makes the changes durable and visible, and lets go of the writer, its threads and its lock."""
        if self._writer is None:
            return
        self._writer.commit()
        self._writer.wait_merging_threads()
        self._writer = None
        self._refresh()

    # -- reading ------------------------------------------------------------------------------------------------

    def count(self) -> int:
        return int(self._searcher.num_docs)

    def query(
        self, question: str, k: int, doc_ids: Sequence[str] = (), without: Collection[str] = ()
    ) -> dict[str, Match]:
        """The best `k` chunks by BM25, best first; `doc_ids` restricts them to some documents, `without` leaves some
        out."""
        weights = self.weights(question)
        if not weights or k < 1:
            return {}
        # what stands everywhere finds nothing, and takes most of the time; it counts again below
        least = _LIGHT * max(weights.values())
        terms = [
            (tantivy.Occur.Should, tantivy.Query.term_query(self._schema, "body", term, "freq"))
            for term, weight in weights.items()
            if weight >= least
        ]
        query = tantivy.Query.boolean_query(terms)
        if doc_ids:
            only = self._of_documents(doc_ids)
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query), (tantivy.Occur.Must, tantivy.Query.const_score_query(only, 0.0))]
            )
        if without:
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query), (tantivy.Occur.MustNot, self._of_documents(without))]
            )
        matches = self._match(weights, query, max(k + _POOL_MORE, _POOL_LEAST))
        return dict(sorted(matches.items(), key=lambda item: (-item[1].score, item[0]))[:k])

    def match(self, question: str, chunk_ids: Sequence[str]) -> dict[str, Match]:
        """How given chunks fit, whether or not they do; ids that are not here are left out."""
        if not chunk_ids:
            return {}
        only = tantivy.Query.term_set_query(self._schema, "chunk_id", list(chunk_ids))
        return self._match(self.weights(question), only, len(chunk_ids))

    def discount(self, question: str, term: str) -> float:
        """What share of its weight a token of a question has: less where only the words that ask hold it."""
        return 1.0 if term in _matter(question) else _ASKS

    def frequency(self, word: str, without: Collection[str] = ()) -> int:
        """In how many chunks a word stands; of a word that the index cuts, in how many its rarest part does. Those of
        the documents `without` are not counted."""
        return min((self._frequency(term, without) for term in tokens(word)), default=0)

    # -- inside -------------------------------------------------------------------------------------------------

    def _frequency(self, term: str, without: Collection[str]) -> int:
        found = self._count_of(term)
        if not found or not without:
            return found
        inside = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, tantivy.Query.term_query(self._schema, "body", term, "freq")),
                (tantivy.Occur.Must, self._of_documents(without)),
            ]
        )
        return found - int(self._searcher.search(inside, 1, count=True).count or 0)

    def _count_of(self, term: str) -> int:
        """In how many chunks a token stands. tantivy's own number still counts chunks that were deleted and not merged
        away yet, so a few are counted one by one: a word that only a removed document had is no known word."""
        found = int(self._searcher.doc_freq("body", term))
        if not 0 < found <= _COUNTED:
            return found
        query = tantivy.Query.term_query(self._schema, "body", term, "freq")
        return int(self._searcher.search(query, 1, count=True).count or 0)

    def _of_documents(self, doc_ids: Collection[str]) -> Any:
        return tantivy.Query.term_set_query(self._schema, "doc_id", list(doc_ids))

    def _writing(self) -> Any:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        return self._writer

    def _refresh(self) -> None:
        self._index.reload()
        self._searcher = self._index.searcher()
        self.weights.cache_clear()
        self._mean_length = 1.0
        if self.count():
            mean = self._searcher.aggregate(tantivy.Query.all_query(), {"mean": {"avg": {"field": "length"}}})
            self._mean_length = max(float(mean["mean"]["value"] or 0.0), 1.0)

    def _read_weights(self, question: str) -> Mapping[str, float]:
        """What a match of each of the question's tokens is worth; only tokens that the index has."""
        weights: dict[str, float] = {}
        for term, times in Counter(tokens(question)).items():
            found = self._count_of(term)
            if found:
                # of a common token, chunks that were deleted may still be counted
                total = max(self.count(), found)
                idf = math.log(1 + (total - found + 0.5) / (found + 0.5))
                weights[term] = min(times, 2) * idf * self.discount(question, term)
        if len(weights) > _MOST_TERMS:
            rarest = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
            weights = dict(rarest[:_MOST_TERMS])
        return weights

    def _match(self, weights: Mapping[str, float], query: Any, limit: int) -> dict[str, Match]:
        matches: dict[str, Match] = {}
        for _, address in self._searcher.search(query, limit, count=False).hits:
            stored = self._searcher.doc(address)
            body = stored["body"][0].split(" ")
            damped = K1 * (1 - B + B * len(body) / self._mean_length)
            # looking only for the question's own terms takes a fifth of counting all
            at = tuple((place, term) for place, term in enumerate(body) if term in weights)
            score = sum(
                weights[term] * times * (K1 + 1) / (times + damped)
                for term, times in Counter(term for _, term in at).items()
            )
            matches[stored["chunk_id"][0]] = Match(score, len(body), at)
        return matches

    @property
    def mean_length(self) -> float:
        """Tokens of a chunk, on average."""
        return self._mean_length
