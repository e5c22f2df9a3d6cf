"""Spreadsheets: cells as shown, titles and notes around tables, separated values, limits."""

from __future__ import annotations

import datetime
import io
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from ingest.errors import UnreadableFileError
from ingest.pipeline import parse
from ingest.readers import read_file, sheet
from ingest.schema import RawDocument, RawLine


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def book_of(*rows: list[Any], title: str = "指标") -> Workbook:
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = title
    for row in rows:
        page.append(row)
    return book


def lines(document: RawDocument) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in document.pages[0].lines]


def test_a_sheet_is_its_name_its_title_and_its_rows(tmp_path: Path) -> None:
    book = book_of(
        ["附件1 主要指标"],
        [],
        [None, "指标", "2020年", "目标"],
        [None, "研发投入\n强度", 0.025, 3],
        [None, "分组"],
        [None, "企业（家）", 1234.5, None],
        ["注：数据来自统计年鉴。"],
    )
    page = book.active
    assert page is not None
    page["C4"].number_format = "0.0%"
    page["C6"].number_format = "#,##0.00"
    hidden = book.create_sheet("底稿")
    hidden.sheet_state = "hidden"
    second = book.create_sheet("Sheet2")
    second.append(["日期", "是否"])
    second.append([datetime.datetime(2025, 1, 2), True])
    path = tmp_path / "a.xlsx"
    path.write_bytes(saved(book))
    document = read_file(path)
    assert lines(document) == [
        ("paragraph", "指标"),
        ("paragraph", "附件1 主要指标"),
        ("row", "\t指标\t2020年\t目标"),
        ("row", "\t研发投入 强度\t2.5%\t3"),
        ("row", "\t分组\t\t"),
        ("row", "\t企业（家）\t1,234.50\t"),
        ("paragraph", "注：数据来自统计年鉴。"),
        ("row", "日期\t是否"),
        ("row", "2025-01-02\t是"),
    ]
    assert document.warnings == ("“a.xlsx”里隐藏的工作表（底稿）没有读入。",)
    assert [len(found.rows) for found in parse(path).tables] == [3, 1]


def test_numbers_as_the_sheet_shows_them() -> None:
    shown = {
        (0.1 + 0.2, "General"): "0.3",
        (1060.0, "General"): "1060",
        (0.105, "0.0%"): "10.5%",
        (0.1, "0%"): "10%",
        (1.5, "0"): "2",
        (2.0, '0.00"亿元"'): "2.00",
        (1234567.0, "#,##0"): "1,234,567",
    }
    assert {key: sheet._number(*key) for key in shown} == shown
    day = datetime.date(2025, 3, 1)
    assert sheet._date(day, 'yyyy"年"m"月"d"日"') == "2025年3月1日"
    assert sheet._date(day, 'yyyy"年"m"月"') == "2025年3月"
    assert sheet._date(day, "yyyy-mm-dd") == "2025-03-01"


def test_formulas_without_a_saved_value_are_counted() -> None:
    document = sheet.read_xlsx(saved(book_of(["甲", "乙"], [1, "=A2*2"])), "a.xlsx")
    assert lines(document)[-1] == ("row", "1\t")
    assert "1个公式没有保存计算结果" in document.warnings[0]


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(data))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(old, new) if name == part else source.read(name))
    return stream.getvalue()


def test_saved_values_of_formulas_are_read() -> None:
    data = saved(book_of(["甲", "乙"], [1, "=A2*2"]))
    cached = changed(data, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>2</v>")
    cached = changed(cached, "xl/worksheets/sheet1.xml", b"<v/>", b"<v>2</v>")
    cached = changed(cached, "xl/worksheets/sheet1.xml", b"<v />", b"<v>2</v>")
    document = sheet.read_xlsx(cached, "a.xlsx")
    assert (lines(document)[-1], document.warnings) == (("row", "1\t2"), ())


def test_absurd_places_and_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(book_of(["甲", "乙"], ["丙", "丁"]))
    far = changed(data, "xl/worksheets/sheet1.xml", b'r="2"', b'r="1048000"')
    assert lines(sheet.read_xlsx(far, "a.xlsx"))[-1] == ("row", "丙\t丁")
    beyond = changed(data, "xl/worksheets/sheet1.xml", b'r="2"', b'r="999999999"')
    start = time.monotonic()
    assert lines(sheet.read_xlsx(beyond, "a.xlsx"))
    assert time.monotonic() - start < 10
    monkeypatch.setattr(sheet, "MAX_CELLS", 3)
    for read, content in ((sheet.read_xlsx, data), (sheet.read_csv, "甲,乙\n丙,丁".encode())):
        with pytest.raises(UnreadableFileError, match=r"“a”的表格过大"):
            read(content, "a")


def test_an_empty_book() -> None:
    with pytest.raises(UnreadableFileError, match="没有填写内容"):
        sheet.read_xlsx(saved(Workbook()), "a.xlsx")


@pytest.mark.parametrize("mark", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_separated_values(tmp_path: Path, mark: str, encoding: str) -> None:
    rows = [
        "2025年项目表",
        f"名称{mark}金额（万元）{mark}说明",
        f'中试平台{mark}150{mark}"一期{mark}二期\n续"',
        f"人才{mark}80{mark}",
    ]
    path = tmp_path / ("a.tsv" if mark == "\t" else "a.csv")
    path.write_bytes("\r\n".join(rows).encode(encoding))
    document = read_file(path)
    inner = " " if mark == "\t" else mark
    assert document.pages[0].lines == (
        RawLine("2025年项目表", "paragraph"),
        RawLine("名称\t金额（万元）\t说明", "row"),
        RawLine(f"中试平台\t150\t一期{inner}二期 续", "row"),
        RawLine("人才\t80\t", "row"),
    )
    assert document.format == "csv"


def test_text_in_one_column_is_text() -> None:
    document = sheet.read_csv("第一行，有,逗号。\n第二行。\n第三行。\n".encode(), "a.csv")
    assert lines(document) == [("paragraph", text) for text in ("第一行，有,逗号。", "第二行。", "第三行。")]


def test_a_quote_that_never_ends() -> None:
    with pytest.raises(UnreadableFileError, match="引号没有配对"):
        sheet.read_csv(("甲,乙\n" + '"' + "丙" * 200_000).encode(), "a.csv")


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (2.5, "0", "3"),
        (-2.5, "0", "-3"),
        (1234.5, "#,##0", "1,235"),
        (2.675, "0.00", "2.68"),
        (1.005, "0.00", "1.01"),
        (0.285, "0%", "29%"),
        (0.00285, "0.00%", "0.29%"),
        (12345678, "#,##0,", "12,346"),
        (12345678, "0.0,,", "12.3"),
        (12345678, '#,##0.00,"千元"_)', "12,345.68"),
        (1e300, "0", "1" + "0" * 300),
        (float("inf"), "0.00", "inf"),
    ],
)
def test_halves_go_up_and_scaling_commas_divide(value: float, form: str, shown: str) -> None:
    assert sheet._number(value, form) == shown


def test_a_cell_that_is_too_long_has_no_open_quotation_mark() -> None:
    with pytest.raises(UnreadableFileError, match="有一格超过131072字，请拆分这一格"):
        sheet.read_csv(("单位,内容\n甲," + "字" * 140_000 + "\n").encode(), "a.csv")
