"""How each answer came about, kept in the library: one line of JSON per answer, appended in one write.

A process that is killed leaves at the worst an unfinished last line, which reading skips and the next append ends.
A file that has grown long is set aside under a number (`history.1.jsonl` is the newest of those); the oldest goes.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from assistant.reading.questions import Query
from assistant.records.lines import append_line, read_lines
from assistant.schema import Answer, Found, Question, Trace
from ingest.errors import LibraryError
from vectorstore.private import close_to_others
from vectorstore.schema import Hit
from vectorstore.whole import whole

_LONGEST = 32 * 1024 * 1024  # bytes of a file: some five thousand answers
_SET_ASIDE = 9  # files kept beside the current one


class History:
    """The record of a library. A disk that is full or read-only costs the record, never the answer."""

    def __init__(self, path: Path, longest: int = _LONGEST) -> None:
        self._path = path
        self._longest = longest
        self._lock = Lock()
        for kept in self._paths():
            close_to_others(kept)

    def append(self, trace: Trace) -> None:
        try:
            with self._lock:
                if self._path.exists() and self._path.stat().st_size >= self._longest:
                    self._set_aside()
                append_line(self._path, asdict(trace))
        except OSError:
            return

    def rows(self) -> Iterator[dict[str, Any]]:
        """The records, oldest first; a line that was never finished is passed over."""
        for path in self._paths():
            yield from read_lines(path)

    def forget(self, doc_id: str) -> None:
        """Drops the records that name a document: they quote it. Raises LibraryError where that cannot be done."""
        named = doc_id.encode()
        try:
            with self._lock:
                for path in filter(Path.exists, self._paths()):
                    with whole(path, private=True) as draft, path.open("rb") as lines, draft.open("wb") as left:
                        left.writelines(line for line in lines if named not in line)
        except OSError as error:
            raise LibraryError("引用这份文件的答复记录删不掉，请检查磁盘空间和权限后再试。") from error

    def _paths(self) -> list[Path]:
        """The files, those that were set aside first, the oldest of them foremost."""
        return [*(self._aside(n) for n in range(_SET_ASIDE, 0, -1)), self._path]

    def _aside(self, n: int) -> Path:
        return self._path.with_suffix(f".{n}{self._path.suffix}")

    def _set_aside(self) -> None:
        """Renames from the oldest on, so that a kill in between loses nothing."""
        for n in range(_SET_ASIDE, 1, -1):
            if self._aside(n - 1).exists():
                self._aside(n - 1).replace(self._aside(n))
        self._path.replace(self._aside(1))


@dataclass(slots=True)
class Notes:
    """What is noted while a question is answered; `trace` makes the record of it."""

    question: Question
    query: Query | None = None
    limits: str = ""
    hits: Sequence[Hit] = ()
    reader: str = ""
    dropped: list[str] = field(default_factory=list)
    model: str = ""
    prompts: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)

    def written(self, model: str, prompts: Sequence[str], dropped: Sequence[str]) -> None:
        """What a language model had to do with it."""
        self.model = model if prompts else ""
        self.prompts += prompts
        self.dropped += dropped

    def trace(self, answer: Answer) -> Trace:
        query = self.query
        found = (
            Found(h.chunk.doc_id, h.chunk.path, h.chunk.span.start, h.chunk.span.end, round(h.score, 4), h.found_by)
            for h in self.hits
        )
        return Trace(
            at=datetime.now().astimezone().isoformat(timespec="seconds"),
            question=self.question.text,
            resolved=query.text if query else self.question.text,
            wants=tuple(sorted(query.wants)) if query else (),
            years=query.years if query else (),
            limits=self.limits,
            scope=query.scope if query else (),
            found=tuple(found),
            reader=self.reader,
            dropped=tuple(self.dropped),
            model=self.model,
            prompts=tuple(self.prompts),
            seconds=round(time.perf_counter() - self.started, 4),
            mode=answer.mode,
            refused=answer.refused,
            answer=answer.text,
            cited=tuple((c.doc_id, c.start, c.end) for c in answer.citations),
            warnings=answer.warnings,
            confidence=round(answer.confidence, 4),
        )
