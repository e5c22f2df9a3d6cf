"""What is done to a file before the register can take it: it is read, outlined, cut and embedded.

None of it needs the library, so it may happen in this process or beside it (`preparers.py`). Everything that can go
wrong with one file becomes a sentence here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.faults import keep_fault
from ingest.chunking import chunk
from ingest.errors import InvariantError, LibraryError, UserError
from ingest.pipeline import parse
from ingest.schema import Chunk, Document
from vectorstore.embedder import Embedder
from vectorstore.passage import passage_of, title_of

# What to expect of a file, in seconds a megabyte: a web page has more marks than words; a PDF may be a scan.
_PACE = {".pdf": 3.0, ".png": 8.0, ".jpg": 8.0, ".jpeg": 8.0, ".tif": 8.0, ".tiff": 8.0, ".ofd": 3.0, ".docx": 3.0}
_USUAL_PACE = 0.4
_BATCH_CHUNKS = 2000  # some four megabytes of vectors
_EACH = 0.002  # whatever it holds


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document as the register takes it. `vectors`: None where the owner of the library embeds."""

    document: Document
    chunks: tuple[Chunk, ...]
    vectors: NDArray[Any] | None = None


Outcome = Prepared | str | None  # a document, the sentence that says why there is none, or nothing to say at all


class Job(Protocol):
    """Something that becomes a document."""

    @property
    def name(self) -> str:
        """What the user calls it."""
        ...

    @property
    def size(self) -> int:
        """Its bytes, roughly: what waits in memory is counted by them."""
        ...

    @property
    def seconds(self) -> float:
        """How long it may take: nobody starts a process for the fraction of one. 0 where nothing is to be read."""
        ...

    def prepare(self, model: Embedder | None) -> Outcome:
        """Raises nothing. `model`: None where the owner of the library embeds."""
        ...


@dataclass(frozen=True, slots=True)
class FileJob:
    """A file of which the library has made its own copy.

    `known`: its bytes are here already, so nothing is read. `error`: what kept it from being copied.
    """

    name: str
    path_key: str
    copy: Path
    faults: Path  # where tracebacks are kept
    sha256: str = ""
    size: int = 0
    known: bool = False
    error: str | None = None
    at: int = 0  # how many of the files that were named lie before it
    more: bool = False  # a member of an archive from which others follow

    @property
    def seconds(self) -> float:
        if self.known or self.error is not None:
            return 0.0
        return _EACH + self.size / 1e6 * _PACE.get(self.copy.suffix.lower(), _USUAL_PACE)

    def prepare(self, model: Embedder | None) -> Outcome:
        if self.error is not None:
            return self.error
        if self.known:
            return None
        try:
            return prepared(replace(parse(self.copy), source=self.name), model)
        except UserError as error:
            return str(error)
        except MemoryError:
            return f"“{self.name}”需要的内存太多，没有读完，请拆分后再试。"
        except Exception as error:  # one odd file must not end an ingest of thousands
            keep_fault(self.faults, self.name)
            fault = f"读取“{self.name}”时出了意外错误（{type(error).__name__}）"
            return f"{fault}，请检查文件是否完好；经过记在资料库的 {self.faults.name} 里。"


@dataclass(frozen=True, slots=True)
class RowJob:
    """A row of a set, a database…; `build` makes the document of it, or None where it holds no words.

    `build` is a function of a module, so that another process can import it.
    """

    row: Any
    build: Callable[[Any], Document | None]
    faults: Path | None = None  # as a file's
    name: str = "一条记录"
    size: int = 2_000  # nobody knows; some three pages

    @property
    def seconds(self) -> float:
        return _EACH

    def prepare(self, model: Embedder | None) -> Outcome:
        try:
            document = self.build(self.row)
            return None if document is None else prepared(document, model)
        except UserError as error:
            return str(error)
        except Exception as error:  # `build` is anybody's, and nobody hears an exception in a process beside the owner
            if self.faults is not None:
                keep_fault(self.faults, self.name)
            return f"读取{self.name}时出了意外错误（{type(error).__name__}：{error}），请检查数据后再试。"


def prepared(document: Document, model: Embedder | None) -> Prepared:
    """The document with its chunks, and their vectors if there is a model."""
    ready = Prepared(document, chunk(document))
    return ready if model is None else embedded(ready, model)


def embedded(ready: Prepared, model: Embedder) -> Prepared:
    """With its vectors, in half precision as the register keeps them."""
    return embedded_all([ready], model)[0]


def embedded_all(ready: Sequence[Prepared], model: Embedder) -> list[Prepared]:
    """As `embedded`, with those passages embedded together that have no vectors yet: models like many."""
    bare = [one for one in ready if one.vectors is None]
    texts = [
        passage_of(piece, title_of(one.document.metadata, one.document.source)) for one in bare for piece in one.chunks
    ]
    vectors = model.encode_passages(texts).astype(np.float16) if bare else None
    at, out = 0, []
    for one in ready:
        if one.vectors is None and vectors is not None:
            out.append(replace(one, vectors=vectors[at : at + len(one.chunks)]))
            at += len(one.chunks)
        else:
            out.append(one)
    return out


def vectors_of(ready: Prepared) -> NDArray[Any]:
    """The vectors of an embedded document."""
    if ready.vectors is None:
        raise InvariantError(f"document {ready.document.doc_id} was not embedded")
    return ready.vectors


def batches_of(outcomes: Iterable[Outcome]) -> Iterator[list[Prepared]]:
    """Documents in groups of some `_BATCH_CHUNKS` chunks: what is embedded and written at once.

    Raises LibraryError for a row that could not be prepared.
    """
    batch: list[Prepared] = []
    size = 0
    for outcome in outcomes:
        if isinstance(outcome, str):
            raise LibraryError(outcome)
        if outcome is None:
            continue
        batch.append(outcome)
        size += len(outcome.chunks)
        if size >= _BATCH_CHUNKS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
