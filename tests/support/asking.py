"""A library of some papers, and somebody who asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.answering import Assistant
from assistant.library import Library
from assistant.schema import Answer, Question


@contextmanager
def assistant_of(papers: Mapping[str, str], folders: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The assistant over a library of `papers`, their texts by their names; without a suffix they are plain text."""
    folder = folders.mktemp("papers")
    for name, text in papers.items():
        (folder / (name if Path(name).suffix else f"{name}.txt")).write_text(text, encoding="utf-8")
    with Library.open(folders.mktemp("library")) as library:
        assert [result.status for result in library.ingest([folder])] == ["added"] * len(papers)
        yield Assistant(library)


def ask(assistant: Assistant, text: str, *history: str) -> Answer:
    """What it answers to a question that follows those of `history`."""
    return assistant.ask(Question(text, history))


@contextmanager
def asking(papers: Mapping[str, str], folders: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Asks a question of a library of `papers`; gives the answer's text, "" for a refusal."""
    with assistant_of(papers, folders) as assistant:

        def asked(text: str, *history: str) -> str:
            answer = ask(assistant, text, *history)
            return "" if answer.refused else answer.text

        yield asked
