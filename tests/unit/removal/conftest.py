"""A library of three letters, the middle one of which is taken away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.library import Library
from tests.support.letters import letter
from tests.support.three_papers import NAMES, opened
from vectorstore.embedder import Embedder


@pytest.fixture
def papers(tmp_path: Path) -> list[Path]:
    paths = []
    for name, (serial, subject) in NAMES.items():
        paths.append(tmp_path / name)
        paths[-1].write_text(letter(serial, subject), "utf-8")
    return paths


@pytest.fixture
def library(tmp_path: Path, papers: list[Path], embedder: Embedder) -> Iterator[Library]:
    with opened(tmp_path / "home", embedder) as library:
        assert all(result.status == "added" for result in library.ingest(papers))
        yield library


def middle(library: Library) -> str:
    return next(record.doc_id for record in library.documents() if record.source == "乙.txt")


def broken(*_: object) -> None:
    raise sqlite3.OperationalError("disk I/O error")
