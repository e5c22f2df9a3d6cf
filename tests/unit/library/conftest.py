"""Three letters to take in, and an empty library with the shipped embedder and an exact dense index."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.library import Library
from tests.support.exact_index import ExactIndex
from tests.support.letters import letter
from vectorstore.embedder import Embedder


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    (folder / "more").mkdir(parents=True)
    (folder / "b.txt").write_text(letter(12, "海洋新材料"), "utf-8")
    (folder / "a.txt").write_text(letter(13, "低空经济"), "utf-8")
    (folder / "more" / "c.md").write_text(letter(14, "智慧渔业"), "utf-8")
    (folder / ".hidden.txt").write_text("不要读", "utf-8")
    (folder / "~$a.docx").write_text("不要读", "utf-8")
    (folder / "picture.xyz").write_bytes(b"\x89PNG")
    return folder


@pytest.fixture
def library(tmp_path: Path, embedder: Embedder) -> Iterator[Library]:
    with Library.open(tmp_path / "home", embedder, open_dense=lambda _: ExactIndex()) as opened:
        yield opened
