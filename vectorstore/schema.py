"""The nouns of finding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ingest.schema import Chunk

FoundBy = Literal["key", "dense", "sparse"]


@dataclass(frozen=True, slots=True)
class Filter:
    """Restricts a search to documents; an empty tuple restricts nothing. `hidden` ones are as if they were not there:
    nothing finds, names or counts them."""

    doc_ids: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that was found, best first (`rank` counts from 1), with the ways by which it was found."""

    chunk: Chunk
    score: float
    rank: int
    found_by: tuple[FoundBy, ...]
