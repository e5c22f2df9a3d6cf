"""The nouns of answering."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from assistant.limits import EVERYWHERE, Limits
from assistant.storable import storable
from ingest.schema import Span
from vectorstore.schema import EVERYTHING, Filter

MOST_CHARACTERS = 1000  # of a question; a longer one is a paper in the wrong place
Mode = Literal["extractive", "llm"]


@dataclass(frozen=True, slots=True)
class Question:
    """What a user asks. `history` holds the earlier questions of the conversation, oldest first; `limits` say where
    alone it is looked for, and are told with the answer. `filter` restricts the search silently, for measuring."""

    text: str
    history: tuple[str, ...] = ()
    filter: Filter = EVERYTHING
    limits: Limits = EVERYWHERE

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", storable(self.text))
        object.__setattr__(self, "history", tuple(map(storable, self.history)))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a document that carry a statement: `document.text[span]`."""

    doc_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of an answer and the evidence it rests on; `text` has no markers yet."""

    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reader found: statements in the order in which they are said, or the sentence of a refusal.

    `confidence` runs from 0 to 1, a little over it where a reader must come first (an answer's is cut at 1); `reader`
    names the reader, for the trace. `notes` are sentences of ours beside it: what of the question a paper leaves open.
    """

    statements: tuple[Statement, ...]
    confidence: float
    reader: str
    refused: bool = False
    lead: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """The proof of a statement: `quote` is `document.text[start:end]`, letter for letter."""

    marker: int
    doc_id: str
    source: str
    doc_number: str | None
    title: str | None
    section: str
    page: int | None
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that was found for a question."""

    doc_id: str
    section: str
    start: int
    end: int
    score: float
    found_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """How an answer came about: the record that an auditor asks for.

    `limits` are the words of the limits it was asked within; `reader` names who read the answer out of the documents;
    `dropped` are the statements that could not be confirmed; `model` and `prompts` are empty where no language model
    was asked.
    """

    at: str
    question: str
    resolved: str
    wants: tuple[str, ...]
    years: tuple[str, ...]
    limits: str
    scope: tuple[str, ...]
    found: tuple[Found, ...]
    reader: str
    dropped: tuple[str, ...]
    model: str
    prompts: tuple[str, ...]
    seconds: float
    mode: Mode
    refused: bool
    answer: str
    cited: tuple[tuple[str, int, int], ...]
    warnings: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A checked answer, or a refusal: then `text` says in one sentence what the library does not hold."""

    question: str
    text: str
    refused: bool
    citations: tuple[Citation, ...] = ()
    mode: Mode = "extractive"
    warnings: tuple[str, ...] = ()
    confidence: float = 0.0
    trace: Trace | None = field(default=None, compare=False, repr=False)
