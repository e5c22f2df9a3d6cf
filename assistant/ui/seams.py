"""What the pages need of the rest: a shelf of documents and somebody who answers.

`assistant.library.Library` and `assistant.answering.Assistant` are both; the pages name only the part they use, so that
a page can be tried with a few documents in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from assistant.schema import Answer, Question
from ingest.schema import Document, Metadata


class Listed(Protocol):
    """A document as the shelf lists it, without its text (`vectorstore.codec.Record`)."""

    @property
    def doc_id(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def metadata(self) -> Metadata: ...
    @property
    def format(self) -> str: ...
    @property
    def sections(self) -> int: ...
    @property
    def chunks(self) -> int: ...
    @property
    def warnings(self) -> tuple[str, ...]: ...


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


class Shelf(Protocol):
    """The library as the pages see it."""

    def documents(self) -> Sequence[Listed]: ...
    def document(self, doc_id: str) -> Document | None: ...
    def file_of(self, doc_id: str) -> Path | None: ...
    def ingest_upload(self, name: str, path: Path) -> Iterator[Ingested]: ...
    def remove(self, doc_id: str) -> object: ...


class Answering(Protocol):
    """The assistant as the pages see it."""

    @property
    def library(self) -> Shelf: ...
    def ask(self, question: Question) -> Answer: ...
