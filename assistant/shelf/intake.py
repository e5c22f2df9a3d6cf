"""Files on their way into a library: which ones are meant, safe copies of them, what became of each."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from assistant.zh import label
from ingest.readers import SUFFIXES
from vectorstore.codec import Record
from vectorstore.private import opener

Status = Literal["added", "unchanged", "replaced", "failed"]

# found in a folder, these are documents too: they fail with a sentence that says what to do, other files are passed by
UNREADABLE_SUFFIXES = frozenset({".rtf", ".odt", ".xls", ".rar", ".7z"})
_LEFT_BEHIND = frozenset({"thumbs.db", "desktop.ini"})  # by Windows; ~$… by Word, beside an open document


@dataclass(frozen=True, slots=True)
class IngestResult:
    """What became of one file."""

    source: str
    status: Status
    doc_id: str | None = None
    sections: int = 0
    chunks: int = 0
    pages: int = 0
    ocr: bool = False
    warnings: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What became of some uploaded files that were written together; `left`: how many of all are not done yet."""

    results: tuple[IngestResult, ...]
    left: int


def walk(paths: Iterable[Path], home: Path) -> Iterator[Path | IngestResult]:
    """The files to take in, sorted within each folder, without those of the library at `home` (a resolved path); a
    failed result for a path that has none."""
    for path in paths:
        if path.is_dir():
            files = [file for file in _files_below(path, home) if _is_meant(file)]
            yield from files
            if not files:
                kinds = "、".join(sorted(SUFFIXES))
                yield failed(path.name, f"文件夹“{path}”里没有可以读取的文件，请放入{kinds}文件后再试。")
        elif path.is_file():
            yield path
        elif path.exists():  # a pipe or a device would be read for ever
            yield failed(path.name, f"“{path}”不是普通文件，请换成文件或文件夹。")
        else:
            yield failed(path.name, f"找不到“{path}”，请检查路径。")


def passed_by(paths: Iterable[Path], home: Path) -> list[Path]:
    """The files of folders that `walk` leaves out by their suffix; where a folder has no others, it says so itself."""
    left = []
    for path in paths:
        files = _files_below(path, home) if path.is_dir() else []
        others = [file for file in files if not _is_meant(file)]
        left += others if len(others) < len(files) else []
    return left


def _files_below(folder: Path, home: Path) -> list[Path]:
    """The files of a folder, without those of the library and what a system or Word leaves behind."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith((".", "~$")) and name.lower() not in _LEFT_BEHIND:
                file = Path(parent) / name
                # a pipe or a device would be read for ever; a link may lead nowhere
                if file.is_file() and not file.resolve().is_relative_to(home):
                    found.append(file)
    return sorted(found)


def _is_meant(file: Path) -> bool:
    return file.suffix.lower() in SUFFIXES | UNREADABLE_SUFFIXES


def copy_file(source: Path | bytes, target: Path) -> tuple[str, int]:
    """Copies a file, or writes bytes; returns the digest and the size of exactly what was written. The copy is durable
    when it has been synced, which is done for many together."""
    digest, size = hashlib.sha256(), 0
    reader = io.BytesIO(source) if isinstance(source, bytes) else source.open("rb")
    with reader as reading, open(target, "wb", opener=opener) as copy:
        while block := reading.read(1 << 20):
            digest.update(block)
            copy.write(block)
            size += len(block)
    return digest.hexdigest(), size


def failed(source: str, error: str) -> IngestResult:
    return IngestResult(source, "failed", error=error)


def result_of(record: Record, source: str, status: Status) -> IngestResult:
    return IngestResult(
        source, status, record.doc_id, record.sections, record.chunks, record.pages, record.ocr, record.warnings
    )


def with_replaced(result: IngestResult, replaced: Record) -> IngestResult:
    """The result, with a word on what it took the place of: a file at the same place may be quite another paper."""
    said = f"替换了原来的{label(replaced.metadata, replaced.source)}，那一份已移出；要它回来，请撤销移出。"
    return replace(result, warnings=(*result.warnings, said))


def with_own_name(result: IngestResult, beside: Record, name: str) -> IngestResult:
    """The result, with a word on the paper that has its name already, and on the name it got."""
    here = label(beside.metadata, beside.source)
    said = f"资料库里已有另一份“{result.source}”（{here}），这一份存为“{name}”，两份都在。"
    return replace(result, warnings=(*result.warnings, said))


def with_namesakes(result: IngestResult, number: str | None, sources: Sequence[str]) -> IngestResult:
    """The result, with a warning where other files bear the same 文号: drafts, scans, versions."""
    if not sources:
        return result
    said = f"文号{number}与“{'”“'.join(sources[:3])}”相同，请核对是不是同一文件的不同版本，并移出不用的。"
    return replace(result, warnings=(*result.warnings, said))
