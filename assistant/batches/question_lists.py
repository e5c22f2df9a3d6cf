"""Question lists: .jsonl, .csv and .xlsx, told by suffix.

Columns are found by their Chinese or English heading, which may stand below a title and over two rows; columns that
mean nothing to us are kept. A row that cannot be read becomes a row with a fault, never the end of the list. Every
visible sheet of a workbook that has such a heading is read.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.storable import storable
from ingest.errors import InputError

SUFFIXES = (".jsonl", ".csv", ".xlsx")
# the first names of a field are its own; rows of our own making use them
_NAMES = {
    "id": ("id", "编号", "序号", "题号", "no"),
    "question": ("question", "问题", "提问", "题目", "问句", "问题内容", "问题描述", "咨询问题"),
    "history": ("history", "历史", "上文", "前面的问题"),
    "group": ("group", "conversation", "对话", "会话", "分组", "组", "组别"),
}
_HEADING_WITHIN = 20  # rows; above the headings stand a title, a date, a note
_DELIMITERS = (",", ";", "\t", "；")
_MOST_ROWS = 100_000
_MOST_COLUMNS = 500
_LONGEST_HEADING = 60  # characters: 问题（请写一句完整的话，不要写关键词；……）
_TURNS = 20  # earlier questions of a group that are passed on; the assistant looks at fewer
_SHEET = "工作表"  # the column that tells the sheet of a row, where a workbook has several lists

# The rows of a sheet or a separated file, each beside its number as Excel shows it.
Table = Sequence[tuple[int, Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of a question list; `extra` holds the columns that are only passed through, `fault` why it has none."""

    row_id: str
    question: str
    history: tuple[str, ...]
    extra: Mapping[str, Any]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as its file holds it, or what is wrong with it: its line or its number in Excel, and its sheet, where there
    are several."""

    number: int
    content: Mapping[str, Any] | str
    sheet: str = ""

    @property
    def place(self) -> str:
        """How a sentence names it."""
        return f"工作表“{self.sheet}”第{self.number}行" if self.sheet else f"第{self.number}行"


def read_questions(path: Path, group: str | None = None) -> list[Asked]:
    """The questions of a list, a row that cannot be read with its fault. Raises InputError where nothing can be.

    `group` names a column: rows with the same value in it are one conversation, whose earlier questions are the history
    of the later ones; "" takes the column that is called 对话, 分组….
    """
    if not path.is_file():
        raise InputError(f"找不到问题清单“{path}”，请检查路径。")
    match check_suffix(path):
        case ".jsonl":
            rows = _read_jsonl(path)
        case ".csv":
            rows = _read_csv(path)
        case _:
            rows = _read_workbook(path)
    if len(rows) > _MOST_ROWS:
        raise InputError(f"问题清单“{path.name}”超过{_MOST_ROWS}行，请拆成几份再试。")
    asked = [_asked(row) for row in rows]
    if not asked:
        raise InputError(f"问题清单“{path.name}”里没有问题，请至少写一行。")
    if group is not None:
        asked = _as_conversations(asked, rows, group, path)
    return _with_ids(asked)


def check_suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"“{path.name}”的后缀不对，请用{'、'.join(SUFFIXES)}之一。")
    return suffix


def _with_headings(table: Table, sheet: str = "") -> list[_Row] | None:
    """The rows below the headings, each under its headings; None where no row is one of headings. Raises InputError for
    a table of too many columns."""
    rows = [cells for _, cells in table]
    at = next((n for n, row in enumerate(rows[:_HEADING_WITHIN]) if question_column(row) is not None), None)
    if at is None:
        return None
    used = sorted({column for row in rows[at:] for column, cell in enumerate(row) if _clean(cell).strip()})
    if len(used) > _MOST_COLUMNS:
        raise InputError(f"问题清单有{len(used)}列，超过{_MOST_COLUMNS}列的上限，请只留下需要的列再试。")
    columns: list[tuple[int, str]] = []
    taken: set[str] = set()
    for column in used:
        unique = name = (_clean(rows[at][column]).strip() if column < len(rows[at]) else "") or f"第{column + 1}列"
        n = 1
        while unique in taken:
            n += 1
            unique = f"{name} {n}"
        taken.add(unique)
        columns.append((column, unique))
    return [
        _Row(number, {name: row[column] if column < len(row) else "" for column, name in columns}, sheet)
        for number, row in table[at + 1 :]
        if any(_clean(cell).strip() for cell in row)
    ]


def question_column(row: Sequence[Any]) -> int | None:
    """Which of the cells of a row is the heading of the questions."""
    return next((n for n, cell in enumerate(row) if _means(cell) == "question"), None)


def _means(heading: Any) -> str | None:
    """The field that a heading names: 问 题, 问题（必填）, *问题： all mean the question."""
    if len(str(heading)) > _LONGEST_HEADING:  # a question, or a page of text
        return None
    name = unicodedata.normalize("NFKC", str(heading)).lower()
    name = re.sub(r"[(（\[【].*?[)）\]】]|[\s*:#.、_]", "", name)
    return next((key for key, names in _NAMES.items() if name in names), None)


def _with_ids(asked: Sequence[Asked]) -> list[Asked]:
    """A row without an id of its own gets its number, or where that is another's, the number with a sign."""
    taken = {row.row_id for row in asked}
    out = []
    for n, row in enumerate(asked, 1):
        name = str(n)
        while not row.row_id and name in taken:
            name += "*"
        out.append(row if row.row_id else replace(row, row_id=name))
    return out


def _as_conversations(asked: Sequence[Asked], rows: Sequence[_Row], group: str, path: Path) -> list[Asked]:
    names = dict.fromkeys(name for row in rows if not isinstance(row.content, str) for name in row.content)
    column = next((n for n in names if (n.strip() == group.strip() if group else _means(n) == "group")), None)
    if column is None:
        wanted = f"“{group}”一列" if group else "“对话”或“分组”一列"
        raise InputError(f"问题清单“{path.name}”里没有{wanted}，请用 --group 写明按哪一列分组。")
    before: dict[tuple[str, str], list[str]] = {}  # by sheet and value: each sheet may count its own from 1
    out = []
    for one, row in zip(asked, rows, strict=True):
        value = "" if isinstance(row.content, str) else _clean(row.content.get(column)).strip()
        if value and one.question:
            earlier = before.setdefault((row.sheet, value), [])
            out.append(replace(one, history=(*one.history, *earlier[-_TURNS:])))
            earlier.append(one.question)
        else:
            out.append(one)
    return out


def _asked(row: _Row) -> Asked:
    if isinstance(row.content, str):
        return Asked("", "", (), {}, f"{row.place}{row.content}，请修正后再试。")
    found: dict[str, Any] = {}
    extra: dict[str, Any] = {_SHEET: _clean(row.sheet)} if row.sheet and _SHEET not in row.content else {}
    fault = ""
    for name, cell in row.content.items():
        key = _means(name)
        value = "" if isinstance(cell, Unsolved) else _as_json(cell)
        if isinstance(cell, Unsolved) and key == "question":
            fault = f"{row.place}的问题是没有保存结果的公式，请在Excel里保存后再试。"
        elif key == "question" and key not in found and isinstance(value, bool | list | dict):
            fault, value = f"{row.place}的问题不是文字，请改成文字后再试。", ""
        if key in (None, "history", "group") or key in found:
            extra[_clean(name)] = value
        if key is not None and key not in found:
            found[key] = value
    history = found.get("history") or ()
    if not isinstance(history, str | list | tuple):
        history = str(history)
    if isinstance(history, str):
        history = tuple(part.strip() for part in history.replace("｜", "|").split("|") if part.strip())
    return Asked(
        _clean(found.get("id")).strip(),
        _clean(found.get("question")).strip(),
        tuple(str(h) for h in history if h is not None),
        extra,
        fault,
    )


class Unsolved(str):
    """The cell of a formula whose result was not saved with it."""

    __slots__ = ()


def _as_json(value: Any) -> Any:
    """A value as JSON can hold it, without broken characters and numbers that are none."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    if isinstance(value, dict):
        return {_clean(name): _as_json(item) for name, item in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if isinstance(value, int | float | bool | None) else str(value)


def _clean(value: Any) -> str:
    return "" if value is None else storable(str(value))


def _read_jsonl(path: Path) -> list[_Row]:
    """The rows; of a line that is none, what is wrong with it. Raises InputError if no line is one."""
    rows: list[_Row] = []
    for n, line in enumerate(_text(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows.append(_Row(n, row if isinstance(row, dict) else "不是一个JSON对象"))
        except (ValueError, RecursionError):
            rows.append(_Row(n, "不是有效的JSON"))
    if rows and all(isinstance(row.content, str) for row in rows):
        raise InputError(f"“{path.name}”里没有一行是JSON对象，请检查它是不是.jsonl格式的清单。")
    return rows


def _read_csv(path: Path) -> list[_Row]:
    text = _text(path).replace("\x00", "")
    return next(_lists(((_separated(text, mark, path), "") for mark in _DELIMITERS), path))


def _separated(text: str, mark: str, path: Path) -> Table:
    if mark != "," and mark not in text:
        return []
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        return [(n, row) for n, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        if "field larger" in str(error) and text.count('"') % 2 == 0:  # an open quotation mark makes one too
            raise InputError(f"“{path.name}”里有一格超过{csv.field_size_limit()}字，请拆分这一格后再试。") from error
        raise InputError(f"“{path.name}”不是完好的CSV表格（引号没有配对），请用Excel重新另存。") from error


def _read_workbook(path: Path) -> list[_Row]:
    """The rows of all its lists; where there is but one, its sheet goes without saying."""
    from assistant.batches.workbooks import read_tables

    lists = [rows for rows in _lists(read_tables(path, _MOST_ROWS), path) if rows]
    if len(lists) == 1:
        return [replace(row, sheet="") for row in lists[0]]
    return [row for rows in lists for row in rows]


def _lists(tables: Iterable[tuple[Table, str]], path: Path) -> Iterator[list[_Row]]:
    """Of some tables with their names the rows of those that have a heading for questions. Raises InputError where none
    has."""
    none = True
    for table, name in tables:
        rows = _with_headings(table, name)
        if rows is not None:
            none = False
            yield rows
    if none:
        raise InputError(f"“{path.name}”的前{_HEADING_WITHIN}行里没有“问题”这个列名，请加上列名后再试。")


def _text(path: Path) -> str:
    raw = path.read_bytes()
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))  # what Excel calls Unicode text
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"“{path.name}”的文字编码无法识别，请另存为UTF-8后再试。")
