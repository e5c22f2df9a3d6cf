"""`ingest`: files and folders onto the shelf, told file by file and summed up at the end."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.build import open_library
from assistant.settings import Settings
from assistant.shelf.intake import IngestResult, passed_by
from ingest.errors import InputError

_WORDS = {"added": "已导入", "unchanged": "没有变化", "replaced": "已替换", "failed": "失败"}
_MOST_NAMED = 5  # files that were passed by; more of them fill the screen


def ingest(
    settings: Settings, paths: Sequence[Path], jobs: int, progress: Callable[[str, int, int], None], *, as_json: bool
) -> int:
    """Takes the files in and returns the exit status. Raises UserError subclasses."""
    if jobs < 0:
        raise InputError("--jobs 不能小于0（写0和不写一样，由程序决定），请改正后再试。")
    became: Counter[str] = Counter()
    with open_library(settings, progress) as library:
        for result in library.ingest(paths, progress, jobs):
            became[result.status] += 1
            _tell(result, as_json=as_json)
    left = passed_by(paths, settings.home)
    if left:
        _note(_said_of(left))
    if not as_json and became.total() + len(left) > 1:
        counts = [f"{word}{became[status]}份" for status, word in _WORDS.items() if became[status]]
        _note(f"共{became.total() + len(left)}份：{'，'.join(counts + [f'略过{len(left)}份'] * bool(left))}。")
    return 1 if became["failed"] else 0


def _tell(result: IngestResult, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(result), ensure_ascii=False))
    elif result.status != "failed":
        print(f"{_WORDS[result.status]}：{result.source}（{result.sections}个条款，{result.chunks}个段落）")
        for warning in result.warnings:
            print(f"  注意：{warning}")
    if result.error:
        _note(result.error)


def _said_of(left: Sequence[Path]) -> str:
    """Which files of a folder were passed by, and why; a name may hold anything, a line end too."""
    names = ["".join(c if c.isprintable() else "?" for c in file.name) for file in left[:_MOST_NAMED]]
    named = "".join(f"“{name}”" for name in names) + ("等" if len(left) > _MOST_NAMED else "")
    return f"略过{len(left)}份后缀不认识的文件：{named}；要收进来的，请写出它的路径单独导入，或改好后缀再试。"


def _note(sentence: str) -> None:
    print(sentence, file=sys.stderr)
