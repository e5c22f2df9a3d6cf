"""Question lists in and answer lists out: .jsonl, .csv and .xlsx, told by suffix.

Columns are found by their Chinese or English heading; columns that mean nothing to us are kept.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ingest.errors import InputError

SUFFIXES = (".jsonl", ".csv", ".xlsx")
_NAMES = {
    "id": ("id", "编号", "序号"),
    "question": ("question", "问题", "提问", "题目"),
    "history": ("history", "历史", "上文", "前面的问题"),
}
_HEADINGS = ("编号", "问题", "答复", "是否拒答", "引用", "引文", "提示")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # no workbook may hold them
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take these for a formula


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of a question list; `extra` holds the columns that are only passed through, `fault` why it has none."""

    row_id: str
    question: str
    history: tuple[str, ...]
    extra: Mapping[str, Any]
    fault: str = ""


def read_questions(path: Path) -> list[Asked]:
    """The questions of a list, a row that cannot be read with its fault. Raises InputError where nothing can be."""
    if not path.is_file():
        raise InputError(f"找不到问题清单“{path}”，请检查路径。")
    rows: Sequence[dict[str, Any] | str]
    match check_suffix(path):
        case ".jsonl":
            rows = _read_jsonl(path)
        case ".csv":
            rows = _read_csv(path)
        case _:
            rows = _read_xlsx(path)
    asked = [_asked(row, n) for n, row in enumerate(rows, 1)]
    if not asked:
        raise InputError(f"问题清单“{path.name}”里没有问题，请至少写一行。")
    return _with_ids(asked)


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


def check_suffix(path: Path) -> str:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"“{path.name}”的后缀不对，请用{'、'.join(SUFFIXES)}之一。")
    return suffix


def _asked(row: Mapping[str, Any] | str, n: int) -> Asked:
    if isinstance(row, str):
        return Asked("", "", (), {}, f"第{n}行{row}，请修正后再试。")
    found: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    for name, value in row.items():
        key = next((k for k, names in _NAMES.items() if str(name).strip().lower() in names), None)
        if key is None or key == "history" or key in found:
            extra[str(name)] = value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)
        if key is not None and key not in found:
            found[key] = value
    history = found.get("history") or ()
    if not isinstance(history, str | list | tuple):
        history = str(history)
    if isinstance(history, str):
        history = tuple(part.strip() for part in history.replace("｜", "|").split("|") if part.strip())
    row_id = found.get("id")
    return Asked(
        "" if row_id is None else str(row_id),
        str(found.get("question") or "").strip(),
        tuple(str(h) for h in history),
        extra,
    )


def _read_jsonl(path: Path) -> list[dict[str, Any] | str]:
    """The rows; of a line that is none, what is wrong with it. Raises InputError if no line is one."""
    rows: list[dict[str, Any] | str] = []
    for line in _text(path).split("\n"):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows.append(row if isinstance(row, dict) else "不是一个JSON对象")
        except (json.JSONDecodeError, RecursionError):
            rows.append("不是有效的JSON")
    if rows and not any(isinstance(row, dict) for row in rows):
        raise InputError(f"“{path.name}”里没有一行是JSON对象，请检查它是不是.jsonl格式的清单。")
    return rows


def _read_csv(path: Path) -> list[dict[str, Any]]:
    rows = [row for row in csv.reader(io.StringIO(_text(path), newline="")) if any(cell.strip() for cell in row)]
    return _with_headings(rows, path)


def _read_xlsx(path: Path) -> list[dict[str, Any]]:
    from zipfile import BadZipFile

    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows = [
            ["" if cell is None else cell for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)
        ]
        book.close()
    # a damaged part of the package shows as any of these, XML errors among them
    except (BadZipFile, KeyError, ValueError, OSError, IndexError, SyntaxError, TypeError, EOFError) as error:
        raise InputError(f"“{path.name}”不是可以打开的Excel工作簿，请另存为.xlsx后再试。") from error
    return _with_headings([row for row in rows if any(str(cell).strip() for cell in row)], path)


def _with_headings(rows: Sequence[Sequence[Any]], path: Path) -> list[dict[str, Any]]:
    if not rows:
        return []
    headings = [str(cell).strip() for cell in rows[0]]
    known = {name for names in (_NAMES["question"],) for name in names}
    if not any(heading.lower() in known for heading in headings):
        raise InputError(f"“{path.name}”的第一行里没有“问题”一列，请加上列名后再试。")
    return [dict(zip(headings, row, strict=False)) for row in rows[1:]]


def _text(path: Path) -> str:
    raw = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"“{path.name}”的文字编码无法识别，请另存为UTF-8后再试。")


def write_answers(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Writes answer rows; the file appears whole or not at all."""
    rows = list(rows)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=path.suffix)
    os.close(handle)
    draft = Path(name)
    try:
        match check_suffix(path):
            case ".jsonl":
                lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
                draft.write_text("".join(lines), encoding="utf-8")
            case ".csv":
                with draft.open("w", encoding="utf-8-sig", newline="") as out:
                    csv.writer(out).writerows(_table(rows))
            case _:
                _write_xlsx(draft, rows)
        umask = os.umask(0)
        os.umask(umask)
        draft.chmod(0o666 & ~umask)  # a temporary file is private; the result is for colleagues too
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _table(rows: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    known = {"id", "question", "answer", "refused", "mode", "warnings", "citations"}
    extra = list(dict.fromkeys(name for row in rows for name in row if name not in known))
    table: list[list[Any]] = [[*_HEADINGS, *extra]]
    for row in rows:
        cites = [f"[{c['marker']}] {place(c)}" for c in row["citations"]]
        quotes = [f"[{c['marker']}] {c['quote']}" for c in row["citations"]]
        cells = [
            row["id"],
            row["question"],
            row["answer"],
            "是" if row["refused"] else "否",
            "\n".join(cites),
            "\n".join(quotes),
            "\n".join(row["warnings"]),
            *(row.get(name, "") for name in extra),
        ]
        table.append([harmless(cell) for cell in cells])
    return table


def place(citation: Mapping[str, Any]) -> str:
    """A citation in words: 文号 (or title, or file), section, page."""
    name = citation["doc_number"] or (f"《{citation['title']}》" if citation["title"] else citation["source"])
    page = f" 第{citation['page']}页" if citation["page"] else ""
    return f"{name} {citation['section']}{page}".strip()


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str):
        cell = _CONTROL.sub("", cell)
        return "'" + cell if cell.startswith(_DANGEROUS) else cell
    return cell if isinstance(cell, int | float) or cell is None else json.dumps(cell, ensure_ascii=False)


def _write_xlsx(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    import openpyxl
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "答复"
    for line in _table(rows):
        sheet.append(line)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, wide in zip("ABCDEFG", (8, 36, 60, 10, 36, 60, 24), strict=True):
        sheet.column_dimensions[column].width = wide
    for line_cells in sheet.iter_rows():
        for cell in line_cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    book.save(path)
