"""Answer lists out: .jsonl, .csv and .xlsx, told by suffix. The file appears whole or not at all."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.batches.question_lists import check_suffix
from assistant.rows import place
from assistant.storable import NOT_IN_XML
from vectorstore.whole import whole

_HEADINGS = ("编号", "问题", "答复", "是否拒答", "引用", "引文", "已核对", "提示")
_CONTROL = re.compile(rf"[{NOT_IN_XML}]")
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take these for a formula

_FIELDS = ("id", "question", "answer", "refused", "checked", "mode", "warnings", "citations")

Rows = Callable[[], Iterable[Mapping[str, Any]]]


def is_ours(name: str, path: Path) -> bool:
    """Whether a column of the answers in the file `path` is called so: in a table it is a heading as well."""
    heading = name in _HEADINGS or re.fullmatch(r"引用\d*", name) is not None
    return name in _FIELDS or (heading and check_suffix(path) != ".jsonl")


def write_answers(path: Path, rows: Rows, extra: Sequence[str] = ()) -> None:
    """Writes answer rows, which `rows` gives anew each time, with the list's own columns `extra`."""
    with whole(path, private=False) as draft:  # the result is for colleagues too
        match check_suffix(path):
            case ".jsonl":
                with draft.open("w", encoding="utf-8") as out:
                    out.writelines(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n" for row in rows())
            case ".csv":
                with draft.open("w", encoding="utf-8-sig", newline="") as out:
                    writer = csv.writer(out)
                    writer.writerow([harmless(name) for name in (*_HEADINGS, *extra)])
                    writer.writerows(_line(row, extra) for row in rows())
            case _:
                from assistant.batches.workbooks import write_workbook

                write_workbook(draft, rows, extra, place, harmless, said)


def _line(row: Mapping[str, Any], extra: Sequence[str]) -> list[Any]:
    citations = row["citations"]
    cells = [
        row["id"],
        row["question"],
        row["answer"],
        said(row, "refused"),
        "\n".join(f"[{c['marker']}] {place(c)}" for c in citations),
        "\n".join(f"[{c['marker']}] {c['quote']}" for c in citations),
        said(row, "checked"),
        "\n".join(row["warnings"]),
        *(row.get(name, "") for name in extra),
    ]
    return [harmless(cell) for cell in cells]


def said(row: Mapping[str, Any], field: str) -> str:
    """是 or 否; neither of a row that could not be asked, such as one without a question."""
    if not row["answer"]:
        return "—"
    return "是" if row.get(field) else "否"


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str):
        cell = _CONTROL.sub("", cell)
        return "'" + cell if cell.startswith(_DANGEROUS) else cell
    if isinstance(cell, list) and all(isinstance(item, str) for item in cell):
        return harmless("|".join(cell))  # as a history is written in a list
    return cell if isinstance(cell, int | float) or cell is None else harmless(json.dumps(cell, ensure_ascii=False))
