"""What users say of answers: right, wrong, or wrongly cited, with a correction. One line of JSON each, in the library.

`eval collect` makes questions of them, which a person reviews.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, Literal

from assistant.records.lines import append_line, read_lines
from assistant.schema import Answer
from ingest.errors import LibraryError
from vectorstore.private import close_to_others

Verdict = Literal["right", "wrong", "miscited"]
VERDICTS: dict[Verdict, str] = {"right": "正确", "wrong": "有误", "miscited": "引用有误"}
MOST_CHARACTERS = 2000  # of a correction


@dataclass(frozen=True, slots=True)
class Remark:
    """A verdict on an answer; `correction` is what should have been said, in the user's words."""

    question: str
    history: tuple[str, ...]
    answer: Answer
    verdict: Verdict
    correction: str = ""


class Remarks:
    """The remarks of a library. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        close_to_others(path)

    def append(self, remark: Remark) -> None:
        """Keeps a remark. Raises LibraryError where it cannot be written: the user must know that it is lost."""
        row = {
            "at": datetime.now().astimezone().isoformat(timespec="seconds"),
            "question": remark.question,
            "history": list(remark.history),
            "verdict": remark.verdict,
            "correction": remark.correction.strip()[:MOST_CHARACTERS],
            "answer": remark.answer.text,
            "refused": remark.answer.refused,
            "confidence": round(remark.answer.confidence, 4),
            "citations": [
                {name: value for name, value in asdict(c).items() if name in ("source", "section", "quote")}
                for c in remark.answer.citations
            ],
        }
        try:
            with self._lock:
                append_line(self._path, row)
        except OSError as error:
            raise LibraryError("意见没有记下来，请检查资料库文件夹的权限和磁盘空间。") from error

    def rows(self) -> Iterator[dict[str, Any]]:
        """The remarks, oldest first; a line that a kill cut is passed over."""
        yield from read_lines(self._path)
