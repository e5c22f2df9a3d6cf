"""A library of three letters, each of a matter of its own."""

from __future__ import annotations

from pathlib import Path

from assistant.library import Library
from tests.support.exact_index import ExactIndex
from vectorstore.embedder import Embedder

NAMES = {"甲.txt": (12, "海洋新材料"), "乙.txt": (13, "低空经济"), "丙.txt": (14, "智慧渔业")}
ASKED = "低空经济专项每年安排资金多少万元？"


def opened(home: Path, embedder: Embedder) -> Library:
    return Library.open(home, embedder, open_dense=lambda _: ExactIndex())
