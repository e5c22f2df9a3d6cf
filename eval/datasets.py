"""Question sets and retrieval sets, from files. A fault in a row is told with its file and line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from eval.schema import PENDING, Asked, Known, Passage, Sample
from ingest.errors import InputError

_Row = TypeVar("_Row", bound=BaseModel)


def passages(folder: Path) -> Iterator[Passage]:
    """The documents of a retrieval set (`docs.jsonl` or `docs.jsonl.gz`), one at a time."""
    return _rows(_file(folder, "docs"), Passage)


def known_questions(folder: Path) -> Iterator[Known]:
    """The questions of a retrieval set that say which documents answer them."""
    path = _file(folder, "qa")
    for row, where in _objects(path):
        if row.get("doc_ids") or row.get("doc_id") not in (None, ""):
            yield _valid(row, Known, where)


def asked_questions(folder: Path) -> Iterator[Asked]:
    """The questions of a reading set, with their reference answers."""
    for row, where in _objects(_file(folder, "qa")):
        if row.get("doc_ids") or row.get("doc_id") not in (None, ""):
            yield _valid(row, Asked, where)


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A question set. `documents` is the folder of its files, `home` the library it names, where it has one."""

    name: str
    samples: tuple[Sample, ...]
    documents: Path | None = None
    home: Path | None = None


def question_set(path: Path) -> QuestionSet:
    """A question file, or a folder: `questions.jsonl`, and `documents/`, or `library.toml` with `documents = "…"` or
    `home = "…"`."""
    if not path.exists():
        raise InputError(f"找不到问题集“{path}”，请检查路径。")
    file = path if path.is_file() else _file(path, "questions")
    rows = list(_rows(file, Sample))
    if not rows:
        raise InputError(f"问题集“{file.name}”里没有问题，请至少写一行。")
    rows = [row for row in rows if row.review != PENDING]
    if not rows:
        raise InputError(f"问题集“{file.name}”里的问题都还没有审核，请核对后删掉“review”再试。")
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            raise InputError(f"问题集“{file.name}”里编号“{row.id}”出现了两次，请改成不同的编号。")
        seen.add(row.id)
    if path.is_file():
        return QuestionSet(path.stem, tuple(rows))
    documents, home = _named(path)
    own = path / "documents"
    return QuestionSet(path.name, tuple(rows), own if own.is_dir() else documents, home)


def _named(folder: Path) -> tuple[Path | None, Path | None]:
    """The folder of documents, or the library, that a set names in `library.toml`; both relative to the set."""
    import tomllib

    file = folder / "library.toml"
    if not file.exists():
        return None, None
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"“{file}”不是有效的TOML，请修正后再试：{error}。") from error
    found = {name: values.get(name) for name in ("documents", "home")}
    paths = {
        name: (folder / Path(value).expanduser()).resolve() if isinstance(value, str) and value else None
        for name, value in found.items()
    }
    if not any(paths.values()):
        raise InputError(f'“{file}”里没有写 documents = "文件夹" 或 home = "资料库文件夹"，请补上后再试。')
    if paths["documents"] is not None and not paths["documents"].is_dir():
        raise InputError(f"“{file}”指定的文件夹“{paths['documents']}”不存在，请检查路径。")
    return paths["documents"], paths["home"]


def _file(folder: Path, name: str) -> Path:
    for suffix in (".jsonl", ".jsonl.gz"):
        if (folder / (name + suffix)).is_file():
            return folder / (name + suffix)
    raise InputError(f"“{folder}”里没有 {name}.jsonl，请检查路径。")


def _rows(path: Path, kind: type[_Row]) -> Iterator[_Row]:
    for row, where in _objects(path):
        yield _valid(row, kind, where)


def _objects(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """The JSON objects of a file, each with the words that say where it stands."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig") as handle:
        try:
            for n, line in enumerate(handle, 1):
                if not line.strip():
                    continue
                where = f"“{path.name}”第{n}行"
                try:
                    row = json.loads(line)
                except json.JSONDecodeError as error:
                    raise InputError(f"{where}不是有效的JSON，请修正后再试。") from error
                if not isinstance(row, dict):
                    raise InputError(f"{where}不是一个JSON对象，请修正后再试。")
                yield row, where
        except (UnicodeDecodeError, EOFError, gzip.BadGzipFile) as error:
            raise InputError(f"“{path.name}”无法读取，请确认它是UTF-8文字并且没有损坏。") from error


def _valid(row: dict[str, Any], kind: type[_Row], where: str) -> _Row:
    try:
        return kind.model_validate(row)
    except (ValidationError, KeyError, TypeError, AttributeError) as error:
        field = "、".join(str(part) for part in error.errors()[0]["loc"]) if isinstance(error, ValidationError) else ""
        raise InputError(f"{where}的格式不对{f'（{field}）' if field else ''}，请对照说明修正后再试。") from error
