"""Spreadsheets as tables: .xlsx by openpyxl (MIT), .csv and .tsv by the standard library.

Each sheet is its name as a paragraph (unless the program chose it: Sheet1), then rows of tab-joined cells. A line with
a single cell above a table is its title, below it a note: both paragraphs. Cells are written as the sheet shows them:
percentages, decimals and dates by their format, formulas by the value that was saved with them. Hidden sheets are
left out and named; charts, comments and hidden rows are not looked at.
"""

from __future__ import annotations

import csv
import datetime
import io
import math
import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext
from itertools import islice
from statistics import mode
from typing import Any

from ingest.errors import UnreadableFileError, ZhengwenError
from ingest.readers.packages import Package
from ingest.readers.text import decode
from ingest.schema import RawDocument, RawLine, RawPage

MAX_CELLS = 300_000  # some ten seconds; a policy's annex has hundreds
MAX_ROWS = 100_000
_MAX_LOOKED = 3_000_000  # cells with the empty ones between them
_LAST_ROW = 1_048_576  # of Excel
MAX_EXPANDED = 150 * 1024 * 1024

_OWN_NAME = re.compile(r"(?:sheet|工作表|表)\s*\d+", re.I)
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*(?:/>|></)|</(?:\w+:)?c>)")
_DECIMALS = re.compile(r"0\.(0+)")
_SCALE = re.compile(r"(?<=[0#?]),+(?![,0#?])")  # commas behind the last digit: a thousandth each
_DELIMITERS = (",", "\t", ";")
_NOTE = re.compile(r"注|备注|说明|附注|填表|资料来源|数据来源|[*※]")


def read_xlsx(data: bytes, name: str) -> RawDocument:
    """Read an .xlsx file."""
    package = Package(data, name, "Excel或WPS")
    sizes = [len(package.read(part)) for part in package.names() if part.endswith((".xml", ".rels"))]
    if sum(sizes) > MAX_EXPANDED:
        raise UnreadableFileError(_too_large(name))
    try:
        lines, hidden = _sheets(data, name)
    except ZhengwenError:
        raise
    except Exception as error:  # openpyxl raises its own, KeyError, ValueError… on damaged files
        raise UnreadableFileError(f"“{name}”已损坏，请用Excel或WPS打开修复并重新另存为.xlsx。") from error
    if not any(line.text for line in lines):
        raise UnreadableFileError(f"“{name}”里没有填写内容的单元格，请检查文件后再试。")
    warnings = []
    if hidden:
        warnings.append(f"“{name}”里隐藏的工作表（{'、'.join(hidden)}）没有读入。")
    sheets = (part for part in package.names() if part.startswith("xl/worksheets/"))
    if empty := sum(len(_FORMULA.findall(package.read(part))) for part in sheets):
        warnings.append(f"“{name}”有{empty}个公式没有保存计算结果，请用Excel或WPS打开保存后再导入。")
    return RawDocument("xlsx", (RawPage(1, tuple(lines)),), warnings=tuple(warnings))


def read_csv(data: bytes, name: str) -> RawDocument:
    """Read a file of separated values, in any encoding that text may have."""
    text = decode(data, name)
    try:
        rows = [
            [_one_line(cell) for cell in row]
            for row in islice(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)), MAX_ROWS + 1)
        ]
    except csv.Error as error:
        if "field larger" in str(error) and text.count('"') % 2 == 0:  # an open quotation mark makes one too
            raise UnreadableFileError(
                f"“{name}”里有一格超过{csv.field_size_limit()}字，请拆分这一格后再试。"
            ) from error
        raise UnreadableFileError(f"“{name}”不是完好的CSV表格（引号没有配对），请用Excel或WPS重新另存。") from error
    if len(rows) > MAX_ROWS or sum(map(len, rows)) > MAX_CELLS:
        raise UnreadableFileError(_too_large(name))
    lines = tuple(_table(rows))
    if not lines:
        raise UnreadableFileError(f"“{name}”里没有填写内容的单元格，请检查文件后再试。")
    return RawDocument("csv", (RawPage(1, lines),))


def _too_large(name: str) -> str:
    return f"“{name}”的表格过大（上限{MAX_ROWS}行、{MAX_CELLS}个单元格），请拆分后再试。"


def _sheets(data: bytes, name: str) -> tuple[list[RawLine], list[str]]:
    from openpyxl import load_workbook

    lines: list[RawLine] = []
    hidden: list[str] = []
    left, looked = MAX_CELLS, 0
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                hidden.append(sheet.title)
                continue
            sheet.reset_dimensions()  # the size a file declares may be anything
            rows: list[list[str]] = []
            for row in sheet.iter_rows(max_row=_LAST_ROW):
                cells = [_shown(cell) for cell in row]
                looked += len(cells)
                while cells and not cells[-1]:
                    cells.pop()
                left -= len(cells)
                if len(rows) >= MAX_ROWS or left < 0 or looked > _MAX_LOOKED:
                    raise UnreadableFileError(_too_large(name))
                if cells or (rows and rows[-1]):  # a cell far below is a million empty rows away
                    rows.append(cells)
            table = list(_table(rows))
            if table and not _OWN_NAME.fullmatch(sheet.title):
                lines.append(RawLine(_one_line(sheet.title), "paragraph"))
            lines += table
    finally:
        book.close()
    return lines, hidden


def _table(rows: Iterable[list[str]]) -> Iterator[RawLine]:
    """The rows without empty columns; single cells that stand above or below a table as paragraphs."""
    kept = list(rows)
    used = sorted({column for row in kept for column, cell in enumerate(row) if cell})
    kept = [[row[column] if column < len(row) else "" for column in used] for row in kept]
    counts = [sum(map(bool, row)) for row in kept]
    last = max((n for n, count in enumerate(counts) if count > 1), default=-1)
    inside = False
    for n, (row, count) in enumerate(zip(kept, counts, strict=True)):
        if not count:
            inside = False  # what follows an empty row may be the title of another table
        elif count == 1 and (not inside or (n > last and _NOTE.match(next(filter(None, row))))):
            yield RawLine(next(filter(None, row)), "paragraph")
        else:
            inside = True
            yield RawLine("\t".join(row), "row")


def _delimiter(text: str) -> str:
    """The mark that cuts the first lines most evenly into cells."""
    sample = "\n".join(text.splitlines()[:50])
    best, score = "\x1f", (0, 0)  # none: every line is one cell
    for mark in _DELIMITERS:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=mark) if row]
        usual = mode(widths) if widths else 1
        found = (widths.count(usual), usual)
        if usual > 1 and found > score and 2 * found[0] >= len(widths):
            best, score = mark, found
    return best


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shown(cell: Any) -> str:
    """A cell as the sheet shows it, as far as its format says so simply."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "General")
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if isinstance(value, datetime.datetime | datetime.date):
        return _date(value, cell.number_format or "")
    return _one_line(str(value))


def _number(value: int | float, form: str) -> str:
    form = re.sub(r'"[^"]*"|\[[^\]]*\]', "", form).split(";")[0]
    percent = form.rstrip().endswith("%")
    plain = f"{value * 100 if percent else value:.15g}"  # fifteen digits: what Excel computes with
    if not math.isfinite(value):
        return plain
    scale = _SCALE.search(form)
    if scale:
        form = form[: scale.start()] + form[scale.end() :]
    if (decimals := _DECIMALS.search(form)) or form.strip("#,%) _") == "0":
        # in decimals, a half up: 1.005 is no float, and Excel shows 1.01
        number = Decimal(plain).scaleb(-3 * len(scale.group()) if scale else 0)
        places = len(decimals[1]) if decimals else 0
        with localcontext() as context:
            context.rounding = ROUND_HALF_UP
            plain = f"{number:,.{places}f}" if "," in form else f"{number:.{places}f}"
    return plain + ("%" if percent else "")


def _date(value: datetime.datetime | datetime.date, form: str) -> str:
    """年 and 月 where the format writes them, else as ISO writes a date."""
    if "年" not in form:
        return str(value)
    day = f"{value.day}日" if "日" in form or "d" in form.lower() else ""
    return f"{value.year}年{value.month}月{day}"
