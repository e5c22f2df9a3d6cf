"""What the pages need of the rest: a shelf of documents and somebody who answers.

`assistant.library.Library` and `assistant.answering.Assistant` are both; the pages name only the part they use, so that
a page can be tried with a few documents in memory.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from assistant.drafting.finding import Place
from assistant.drafting.schema import Proposal, Reply
from assistant.schema import Answer, Question
from ingest.schema import Document
from vectorstore.keys import Named


class Listed(Named, Protocol):
    """A document as the shelf lists it, without its text (`vectorstore.codec.Record`)."""

    @property
    def format(self) -> str: ...
    @property
    def sections(self) -> int: ...
    @property
    def chunks(self) -> int: ...
    @property
    def warnings(self) -> tuple[str, ...]: ...
    @property
    def added_at(self) -> str: ...  # ISO, with its zone


class TakenAway(Protocol):
    """A document that can be brought back; `at` in seconds since 1970."""

    @property
    def record(self) -> Listed: ...
    @property
    def at(self) -> float: ...


class Ingested(Protocol):
    """What became of one uploaded file; `error` is a Chinese sentence when `status` is "failed"."""

    @property
    def source(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def doc_id(self) -> str | None: ...
    @property
    def sections(self) -> int: ...
    @property
    def chunks(self) -> int: ...
    @property
    def warnings(self) -> Sequence[str]: ...
    @property
    def error(self) -> str | None: ...


class Taken(Protocol):
    """What became of some uploaded files, and how many of all that were given are not done yet."""

    @property
    def results(self) -> Sequence[Ingested]: ...
    @property
    def left(self) -> int: ...


class Shelf(Protocol):
    """The library as the pages see it."""

    @property
    def may_edit(self) -> bool: ...
    def documents(self) -> Sequence[Listed]: ...
    def document(self, doc_id: str) -> Document | None: ...
    def file_of(self, doc_id: str) -> Path | None: ...
    def ingest_uploads(self, paths: Sequence[Path]) -> Iterator[Taken]: ...
    def remove(self, doc_id: str) -> object: ...
    def removed(self) -> Sequence[TakenAway]: ...
    def restore(self, doc_id: str) -> Listed: ...


class Answering(Protocol):
    """The assistant as the pages see it."""

    @property
    def library(self) -> Shelf: ...
    def ask(self, question: Question) -> Answer: ...
    def draft(self, proposal: Proposal) -> Reply: ...
    def redraft(
        self,
        reply: Reply,
        numbers: Collection[int],
        dropped: Collection[Place] = frozenset(),
        taken: Collection[Place] = frozenset(),
    ) -> Reply: ...
    def rewrite(self, reply: Reply, number: int, text: str) -> Reply: ...
