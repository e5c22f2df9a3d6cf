"""Workbooks (.xlsx): question lists out of what offices keep, and answers in a form that can be handed on.

Read row by row, so that size costs time and not memory; written the same way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.batches.question_lists import Table, Unsolved, question_column
from assistant.signing import sign_workbook
from ingest.errors import InputError

_MOST_CELLS = 5_000_000  # looked at, the empty ones included
_MOST_EXPANDED = 400 * 1024 * 1024  # bytes of the package; 20,000 rows of five long cells are a quarter of it
_MOST_FILLED = 2_000_000  # cells that merged ranges may cover
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_LONGEST_CELL = 32_767  # characters, by Excel
_CUT = "……（内容过长，余下从略）"

_BODY, _HEAD, _LINK = "政问正文", "政问表头", "政问链接"
_QUOTES_SHEET = "引文"
_WIDTHS = {"编号": 8, "问题": 36, "答复": 60, "是否拒答": 9, "已核对": 8, "引文": 60, "提示": 24}
_CITED_WIDTH, _EXTRA_WIDTH = 30, 18
MOST_CITED = 12  # citations of an answer with a column of their own; the last holds the rest


def read_tables(path: Path, most_rows: int) -> Iterator[tuple[Table, str]]:
    """The visible sheets of a workbook with their names; what a merged range covers holds the range's value.

    A formula without a saved result is an `Unsolved`. Raises InputError where the file is no workbook or too large.
    """
    from zipfile import BadZipFile, ZipFile, error

    import openpyxl

    try:
        with ZipFile(path) as package:
            if sum(part.file_size for part in package.infolist()) > _MOST_EXPANDED:
                raise InputError(f"“{path.name}”展开后过大，请拆成几份再试。")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
            formulas = openpyxl.load_workbook(path, read_only=True, keep_links=False)
            try:
                for sheet, written in zip(book.worksheets, formulas.worksheets, strict=True):
                    if sheet.sheet_state != "visible":
                        continue
                    rows = _rows(sheet, most_rows, path)
                    if not any(question_column(row) is not None for row in rows):
                        continue
                    # the only way to a sheet's part, which holds the merged ranges behind its rows
                    xml = package.read(str(sheet._worksheet_path))  # type: ignore[attr-defined]
                    if _FORMULA.search(xml):
                        _mark_unsolved(rows, written)
                    yield _filled(rows, xml), sheet.title
            finally:
                book.close()
                formulas.close()
    # a damaged part of the package shows as any of these, XML errors among them
    except (BadZipFile, error, KeyError, ValueError, OSError, IndexError, SyntaxError, TypeError, EOFError) as fault:
        raise InputError(f"“{path.name}”不是可以打开的Excel工作簿，请另存为.xlsx后再试。") from fault


def _rows(sheet: Any, most_rows: int, path: Path) -> list[list[Any]]:
    sheet.reset_dimensions()  # the size a file declares may be anything
    rows: list[list[Any]] = []
    looked = used = 0
    for row in sheet.iter_rows(values_only=True):
        cells = ["" if cell is None else cell for cell in row]
        looked += len(cells) + 1
        while cells and cells[-1] == "":
            cells.pop()
        used += bool(cells)
        if used > most_rows + 100 or looked > _MOST_CELLS:
            raise InputError(f"“{path.name}”的表格过大（上限{most_rows}行），请拆成几份再试。")
        rows.append(cells)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _mark_unsolved(rows: list[list[Any]], written: Any) -> None:
    """Formulas whose result is missing are told from cells that are empty."""
    written.reset_dimensions()
    for cells, row in zip(rows, written.iter_rows(values_only=True), strict=False):
        for column, value in enumerate(row):
            if isinstance(value, str) and value.startswith("=") and (column >= len(cells) or cells[column] == ""):
                cells.extend([""] * (column + 1 - len(cells)))
                cells[column] = Unsolved(value)


def _filled(rows: list[list[Any]], xml: bytes) -> Table:
    """The rows with merged ranges filled, each beside its number, without those that are empty but for that; below the
    first row of a merged question there is no other question.

    The title above the headings, merged or not, says nothing. Headings over two rows become one: 情况 over 处室 is
    情况·处室.
    """
    head = next((n for n, row in enumerate(rows) if question_column(row) is not None), 0)
    asked = question_column(rows[head]) if rows else None
    covered = {n for n, row in enumerate(rows) if n > head and not any(str(cell).strip() for cell in row)}
    left = _MOST_FILLED
    last_head = head
    for a, top, b, bottom in (found.groups() for found in _MERGED.finditer(xml)):
        first, last = _column(a), _column(b)
        low, high = int(top) - 1, min(int(bottom), len(rows)) - 1
        left -= max(0, high - low + 1) * (last - first + 1)
        if low < head or low >= len(rows) or left < 0:
            continue
        value = rows[low][first] if first < len(rows[low]) else ""
        if asked is not None and first <= asked <= last:
            covered |= set(range(low + 1, high + 1))
            last_head = high if low == head else last_head
        for n in range(low, high + 1):
            cells = rows[n]
            cells.extend([""] * (last + 1 - len(cells)))
            cells[first : last + 1] = [value] * (last + 1 - first)
    for lower in rows[head + 1 : last_head + 1]:
        wide = max(len(rows[head]), len(lower))
        both = zip(*(row + [""] * (wide - len(row)) for row in (rows[head], lower)), strict=True)
        rows[head] = [f"{a}·{b}" if a and b and a != b else a or b for a, b in both]
    return [(n, row) for n, row in enumerate(rows, 1) if n - 1 not in covered]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def write_workbook(
    path: Path,
    rows: Callable[[], Iterable[Mapping[str, Any]]],
    extra: Sequence[str],
    place: Callable[[Mapping[str, Any]], str],
    harmless: Callable[[Any], Any],
    said: Callable[[Mapping[str, Any], str], str],
) -> None:
    """Answers on one sheet, every quote on another; each citation is a link to its quote, and back."""
    import openpyxl
    from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill

    book = openpyxl.Workbook(write_only=True)
    sign_workbook(book, "批量答复")
    wrapped = Alignment(wrap_text=True, vertical="top")
    book.add_named_style(NamedStyle(_BODY, alignment=wrapped))
    fill = PatternFill("solid", fgColor="E8ECF1")
    book.add_named_style(
        NamedStyle(_HEAD, font=Font(bold=True), fill=fill, alignment=Alignment(wrap_text=True, vertical="center"))
    )
    book.add_named_style(NamedStyle(_LINK, font=Font(color="2F5D8A", underline="single"), alignment=wrapped))
    most = min(max((len(row["citations"]) for row in rows()), default=0), MOST_CITED)
    cited = ["引用"] if most <= 1 else [f"引用{n}" for n in range(1, most + 1)]
    headings = ["编号", "问题", "答复", "是否拒答", *cited, "引文", "已核对", "提示", *map(harmless, extra)]
    answers = _sheet(book, "答复", headings)
    quotes = _sheet(book, _QUOTES_SHEET, ["编号", "标记", "出处", "原文", "文件", "标题"])
    line = 1
    for number, row in enumerate(rows(), 2):
        citations = row["citations"]
        words = [f"[{c['marker']}] {place(c)}" for c in citations]
        if len(words) > len(cited):
            words = [*words[: len(cited) - 1], "\n".join(words[len(cited) - 1 :])]
        cells = [
            *(_cell(answers, harmless(value)) for value in (row["id"], row["question"], row["answer"])),
            _cell(answers, said(row, "refused")),
            *(
                _link(answers, harmless(word), f"{_letters(5 + n)}{number}", f"'{_QUOTES_SHEET}'!A{line + 1 + n}")
                for n, word in enumerate(words)
            ),
            *(_cell(answers, "") for _ in range(len(cited) - len(words))),
            _cell(answers, harmless("\n".join(f"[{c['marker']}] {c['quote']}" for c in citations))),
            _cell(answers, said(row, "checked")),
            _cell(answers, harmless("\n".join(row["warnings"]))),
            *(_cell(answers, harmless(row.get(name, ""))) for name in extra),
        ]
        answers.append(cells)
        for citation in citations:
            line += 1
            quotes.append(
                [
                    _link(quotes, harmless(row["id"]), f"A{line}", f"'答复'!A{number}"),
                    *(
                        _cell(quotes, harmless(value))
                        for value in (f"[{citation['marker']}]", place(citation), citation["quote"])
                    ),
                    *(_cell(quotes, harmless(citation[name] or "")) for name in ("source", "title")),
                ]
            )
    book.save(path)


def _sheet(book: Any, title: str, headings: Sequence[str]) -> Any:
    sheet = book.create_sheet(title)
    for n, heading in enumerate(headings, 1):
        known = {"标记": 6, "出处": 34, "原文": 80, "文件": 30, "标题": 40} | _WIDTHS
        cited = re.fullmatch(r"引用\d*", heading)
        sheet.column_dimensions[_letters(n)].width = _CITED_WIDTH if cited else known.get(heading, _EXTRA_WIDTH)
    sheet.freeze_panes = "C2" if title == "答复" else "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.append([_cell(sheet, heading, _HEAD) for heading in headings])
    return sheet


def _cell(sheet: Any, value: Any, style: str = _BODY) -> Any:
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, str) and len(value) > _LONGEST_CELL:
        value = value[: _LONGEST_CELL - len(_CUT)] + _CUT
    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        cell.data_type = "s"  # words, whatever they begin with
    cell.style = style
    return cell


def _link(sheet: Any, value: Any, at: str, to: str) -> Any:
    from openpyxl.worksheet.hyperlink import Hyperlink

    cell = _cell(sheet, value, _LINK)
    cell.hyperlink = Hyperlink(ref=at, location=to)
    cell.hyperlink.ref = at  # the cell does not know yet where it will stand
    return cell


def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))
