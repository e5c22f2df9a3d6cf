"""Question lists as offices keep them: read, or refused in one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest

from assistant.batches.question_lists import Asked, read_questions
from ingest.errors import InputError


def book(path: Path, rows: list[list[object]], *merged: str) -> Path:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    made.save(path)
    return path


def questions(asked: list[Asked]) -> list[str]:
    return [one.question for one in asked]


@pytest.mark.parametrize("mark", [",", ";", "\t", "；"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_separated_values(tmp_path: Path, mark: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    lines = [
        "二〇二五年检查问题清单",
        "",
        mark.join(["序号", "问 题（必填）", "处室"]),
        mark.join(["1", "补助多少？", "法规科"]),
    ]
    path.write_text("\n".join(lines), encoding=encoding)
    assert read_questions(path) == [Asked("1", "补助多少？", (), {"处室": "法规科"})]


def test_a_list_without_a_heading_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("补助多少；\n何时截止；\n", encoding="utf-8")
    with pytest.raises(InputError, match="没有“问题”这个列名，请加上列名"):
        read_questions(path)


def test_titles_above_and_odd_headings(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["2025年度政协提案督查问题清单"],
        [],
        ["制表：云溪市科技局", None, "2025年9月"],
        ["序号", "*问题：", "处室", "处室", None],
        [1, "补助多少？", "法规科", "综合科", "急"],
        [None, None, None],
        [2, "何时截止？", "法规科", None, None],
    ]
    asked = read_questions(book(tmp_path / "a.xlsx", rows, "A1:E1"))
    assert questions(asked) == ["补助多少？", "何时截止？"]
    assert asked[0].extra == {"处室": "法规科", "处室 2": "综合科", "第5列": "急"}
    assert [one.row_id for one in asked] == ["1", "2"]


def test_merged_cells_hold_their_value(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["专题", "问题", "情况", None],
        [None, None, "处室", "科室"],
        ["人才", "补助多少？", "一处", "甲"],
        [None, "何时截止？", "一处", "乙"],
        ["平台", "一个问题占两行", "二处", "丙"],
        [None, None, "二处", "丁"],
    ]
    asked = read_questions(book(tmp_path / "a.xlsx", rows, "A1:A2", "B1:B2", "C1:D1", "A3:A4", "A5:A6", "B5:B6"))
    assert questions(asked) == ["补助多少？", "何时截止？", "一个问题占两行"]
    assert [one.extra["专题"] for one in asked] == ["人才", "人才", "平台"]
    assert asked[0].extra["情况·处室"] == "一处"
    assert asked[1].extra["情况·科室"] == "乙"


def test_formulas_give_their_saved_value_or_a_fault(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["问题", "数"], ['="补助"&"多少？"', "=1+1"], ["何时截止？", "=2+2"]])
    asked = read_questions(path)
    assert "没有保存结果的公式" in asked[0].fault
    assert asked[1] == Asked("2", "何时截止？", (), {"数": ""})
    with ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"<v/>", b"<v>4</v>").replace(b"<v></v>", b"<v>4</v>")
    assert parts["xl/worksheets/sheet1.xml"] != sheet
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    assert read_questions(path)[1].extra == {"数": 4}


def sheets(path: Path, tables: dict[str, list[list[object]]], *hidden: str) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in tables.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    made.save(path)
    return path


def test_the_visible_sheet_with_questions(tmp_path: Path) -> None:
    tables: dict[str, list[list[object]]] = {
        "封面": [["填表说明：一行一题"]],
        "底稿": [["问题"], ["不问这个"]],
        "清单": [["问题"], ["问这个"]],
        "空表": [["编号", "问题"]],
    }
    asked = read_questions(sheets(tmp_path / "a.xlsx", tables, "底稿"))
    assert asked == [Asked("1", "问这个", (), {})]


def test_every_sheet_with_questions_is_read(tmp_path: Path) -> None:
    tables: dict[str, list[list[object]]] = {
        "一处": [["编号", "问题", "对话"], [1, "补助多少？", 1], [2, True, None]],
        "二处": [["科室", "问题", "对话"], [], ["甲", "何时截止？", 1], ["乙", 3.5, 1], ["丙", False, 1]],
    }
    asked = read_questions(sheets(tmp_path / "a.xlsx", tables), group="")
    assert questions(asked) == ["补助多少？", "", "何时截止？", "3.5", ""]
    assert [one.extra["工作表"] for one in asked] == ["一处", "一处", "二处", "二处", "二处"]
    assert [one.extra.get("科室") for one in asked] == [None, None, "甲", "乙", "丙"]
    assert [one.history for one in asked] == [(), (), (), ("何时截止？",), ()]
    assert [one.fault for one in asked if one.fault] == [
        "工作表“一处”第3行的问题不是文字，请改成文字后再试。",
        "工作表“二处”第5行的问题不是文字，请改成文字后再试。",
    ]


def test_a_column_of_that_name_is_the_lists_own(tmp_path: Path) -> None:
    tables: dict[str, list[list[object]]] = {
        "一处": [["问题", "工作表"], ["补助多少？", "第一张"]],
        "二处": [["问题"], ["何时截止？"]],
    }
    asked = read_questions(sheets(tmp_path / "a.xlsx", tables))
    assert [one.extra["工作表"] for one in asked] == ["第一张", "二处"]


def test_a_fault_says_the_row_that_excel_shows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["督查清单"],
        [],
        ["序号", "问题"],
        [1, "补助多少？"],
        [],
        [None, None],
        [2, True],
        [3, "=A1"],
    ]
    asked = read_questions(book(tmp_path / "a.xlsx", rows, "A1:B1"))
    assert [one.fault[:4] for one in asked] == ["", "第7行的", "第8行的"]
    path = tmp_path / "a.jsonl"
    path.write_text('\n{"question": "补助多少？"}\n\n{"question": ["甲"]}\n不是\n', encoding="utf-8")
    assert [one.fault[:4] for one in read_questions(path)] == ["", "第4行的", "第5行不"]


def test_twenty_thousand_odd_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [["专项督查问题清单（2025）"], [], ["题号", "问题内容", "专题", "备注"]]
    for n in range(20_000):
        match n % 5:
            case 0:
                rows.append([n, f"第{n}项补助多少？😀", f"专题{n}", "长" * (5000 if n % 500 == 0 else 5)])
            case 1:
                rows.append([n, f"第{n}项何时截止？", None, "=1+1"])
            case 2:
                rows.append([])
            case 3:
                rows.append([n, "=A1", None, "_x0001_控制符"])
            case _:
                rows.append([n, "问" * (5000 if n % 1000 == 4 else 20), None, -1.5])
    merged = [f"C{n + 4}:C{n + 8}" for n in range(0, 20_000, 25)]
    asked = read_questions(book(tmp_path / "a.xlsx", rows, "A1:D1", *merged))
    assert len(asked) == 16_000
    assert len({one.row_id for one in asked}) == 16_000
    assert sum(bool(one.fault) for one in asked) == 4_000
    assert asked[1].extra["专题"] == "专题0"
    assert max(len(one.question) for one in asked) == 5_000


def test_broken_characters_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"question": "补助\\ud800多少？", "注\\udfff": ["\\ud83d"]}\n', encoding="utf-8")
    [asked] = read_questions(path)
    json.dumps([asked.question, dict(asked.extra)], ensure_ascii=False).encode()
    assert asked.question == "补助�多少？"


def test_conversations_by_a_column(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["会话", "问题"],
        ["甲", "云科贷有几家合作银行？"],
        ["乙", "种子基金的规模？"],
        ["甲", "放款多少？"],
        [None, "何时截止？"],
        ["甲", "其中中小企业呢？"],
    ]
    path = book(tmp_path / "a.xlsx", rows)
    histories = [one.history for one in read_questions(path, "")]
    assert histories == [(), (), ("云科贷有几家合作银行？",), (), ("云科贷有几家合作银行？", "放款多少？")]
    assert read_questions(path, "会话")[4].extra == {"会话": "甲"}
    assert all(not one.history for one in read_questions(path))
    with pytest.raises(InputError, match="没有“处室”一列"):
        read_questions(path, "处室")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0 an old .xls"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(InputError, match=r"^“a\.xlsx”不是可以打开的Excel工作簿，请另存为\.xlsx后再试。$"):
        read_questions(tmp_path / "a.xlsx")


def test_a_book_that_expands_without_end_is_refused(tmp_path: Path) -> None:
    book(tmp_path / "a.xlsx", [["问题"], ["补助多少？"]])
    with ZipFile(tmp_path / "a.xlsx", "a", ZIP_DEFLATED) as package, package.open("xl/bomb.xml", "w") as part:
        for _ in range(420):
            part.write(b"\0" * 1024 * 1024)
    with pytest.raises(InputError, match="展开后过大"):
        read_questions(tmp_path / "a.xlsx")


def test_more_columns_than_a_list_can_have(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("问题" + ",x" * 500 + "\n补助多少？\n", "utf-8")
    with pytest.raises(InputError, match="有501列，超过500列的上限"):
        read_questions(path)
    path.write_text("问题" + "," * 5000 + "\n补助多少？\n", "utf-8")  # empty ones are none
    assert [asked.question for asked in read_questions(path)] == ["补助多少？"]


def test_a_cell_that_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("问题\n" + "字" * 140_000 + "\n", "utf-8")
    with pytest.raises(InputError, match="有一格超过131072字，请拆分这一格"):
        read_questions(path)
