"""The nouns of answering."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vectorstore.schema import Filter

Mode = Literal["extractive", "llm"]


@dataclass(frozen=True, slots=True)
class Question:
    """What a user asks. `history` holds the earlier questions of the conversation, oldest first."""

    text: str
    history: tuple[str, ...] = ()
    filter: Filter = Filter()


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
class Answer:
    """A checked answer, or a refusal: then `text` says in one sentence what the library does not hold."""

    question: str
    text: str
    refused: bool
    citations: tuple[Citation, ...] = ()
    mode: Mode = "extractive"
    warnings: tuple[str, ...] = ()
    confidence: float = 0.0
