"""A library within limits, to be read: what the limits leave out is as if it were not there.

Limits are no filter over answers, for the same reason as roles are none (`people/view.py`): what the readers never get,
no refusal, count or "nearest paper" can speak of.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from assistant.holdings import Holdings
from assistant.limits import Limits
from ingest.chunking import chunk
from ingest.schema import Document
from vectorstore.codec import Record
from vectorstore.keys import KeyMatch
from vectorstore.passage import passage_of, title_of
from vectorstore.schema import EVERYTHING, Filter, Hit
from vectorstore.tokenize import tokens

_COUNTED = 400  # passages: in so few a question's words are counted here, in a tenth of the time that the index takes
_FEW = 50  # documents: so few are searched one by one, which is exact and quicker than hiding all others


class Narrowed(Holdings):
    """See the module's docstring. Made for one question: what is added while it is answered is not in it."""

    def __init__(self, library: Holdings, limits: Limits) -> None:
        self._library = library
        records = library.documents()
        self._records = [record for record in records if limits.holds(record)]
        self._allowed = frozenset(record.doc_id for record in self._records)
        self._hidden = frozenset(record.doc_id for record in records) - self._allowed
        self._counts: Counter[str] | None = None
        self.words = limits.words(records)

    def edition(self) -> int:
        return self._library.edition()

    def documents(self) -> list[Record]:
        return self._records

    def document(self, doc_id: str) -> Document | None:
        return self._library.document(doc_id) if doc_id in self._allowed else None

    def search(self, question: str, k: int = 10, filter: Filter = EVERYTHING) -> list[Hit]:
        only = filter.doc_ids or (tuple(sorted(self._allowed)) if len(self._allowed) <= _FEW else ())
        hits = self._library.search(question, k, replace(filter, doc_ids=only, hidden=filter.hidden | self._hidden))
        return [hit for hit in hits if hit.chunk.doc_id in self._allowed]

    def find_keys(self, question: str, hidden: frozenset[str] = frozenset()) -> KeyMatch:
        return self._library.find_keys(question, hidden | self._hidden)

    def frequency(self, word: str, hidden: frozenset[str] = frozenset()) -> int:
        if hidden or sum(record.chunks for record in self._records) > _COUNTED:
            return self._library.frequency(word, hidden | self._hidden)
        if self._counts is None:
            self._counts = self._counted()
        return min((self._counts[token] for token in tokens(word)), default=0)

    def passage_count(self, hidden: frozenset[str] = frozenset()) -> int:
        return self._library.passage_count(hidden | self._hidden)

    def similarities(self, question: str, texts: list[str]) -> list[float]:
        return self._library.similarities(question, texts)

    def _counted(self) -> Counter[str]:
        """In how many passages each token stands, as the keyword index would say."""
        counts: Counter[str] = Counter()
        for document in filter(None, (self.document(record.doc_id) for record in self._records)):
            title = title_of(document.metadata, document.source)
            for piece in chunk(document):
                counts.update(set(tokens(passage_of(piece, title))))
        return counts
