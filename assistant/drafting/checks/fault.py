"""What a check reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assistant.reading.units import section_path
from ingest.schema import Document, Span

FaultKind = Literal["form", "numbering", "paper", "figure", "suggestion", "gap"]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to look at; `start` and `end` are its place in the letter's text, as `outline` prints it, `section`
    says it in words."""

    kind: FaultKind
    section: str
    message: str
    start: int
    end: int


def fault_at(letter: Document, kind: FaultKind, message: str, span: Span) -> Fault:
    """A fault in a letter's body, with the number of its section."""
    return Fault(kind, section_path(letter, span), message, span.start, span.end)
