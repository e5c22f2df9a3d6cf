from __future__ import annotations

import pytest

from ingest.furniture import clean, gather, undouble
from ingest.schema import RawDocument, RawLine, RawPage


def lines(*pages: str, paged: bool = False) -> list[str]:
    raw = RawDocument(
        "txt",
        tuple(RawPage(n, tuple(RawLine(line) for line in page.split("\n"))) for n, page in enumerate(pages, 1)),
        paged=paged,
    )
    return [line.text for line in gather(raw)[0]]


@pytest.mark.parametrize(
    "number", ["- 3 -", "—12—", "－ 3 －", "第 3 页 共 8 页", "第3页，共8页", "3 / 8 页", "Page 3 of 8", "· 7 ·-"]
)
def test_page_numbers_of_every_form_go(number: str) -> None:
    assert lines(f"上一段。\n{number}\n下一段。") == ["上一段。", "下一段。"]


@pytest.mark.parametrize("text", ["2024", "3项", "第三页的内容", "12.5%"])
def test_short_lines_with_numbers_stay(text: str) -> None:
    assert lines(f"上一段。\n{text}\n下一段。") == ["上一段。", text, "下一段。"]


def test_running_heads_of_a_text_without_pages() -> None:
    said = ["种茶", "采茶", "制茶", "卖茶", "喝茶"]
    text = "\n".join(
        f"云溪市人民政府公报 2024年第{n}期\n茶农{word}，一年到头。\n- {n} -" for n, word in enumerate(said, 1)
    )
    assert lines(text) == [f"茶农{word}，一年到头。" for word in said]


def test_contents_without_leaders_are_headings_that_come_again() -> None:
    text = "第一章 总 则\n第二章 种植\n第三章 附则\n第一章 总则\n第一条 为了种茶。\n第二章 种植\n第二条 每年种。\n第三章 附则\n第三条 施行。"
    assert lines(text)[:2] == ["第一章 总则", "第一条 为了种茶。"]
    assert len(lines(text)) == 6


def test_a_list_that_comes_once_is_no_contents() -> None:
    text = "一、种植\n二、采摘\n三、加工\n具体要求见正文。"
    assert lines(text) == text.split("\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 0 2 5 年 3 月", "2025年 3 月"),
        ("联系电话 5562 0317", "联系电话 5562 0317"),
        ("12 345 678", "12 345 678"),
        ("甲\u3000\u3000乙\u200b丙\ue5f9", "甲 乙丙"),
    ],
)
def test_cleaning(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_overlaid_print_is_told_from_repetition() -> None:
    assert undouble("茶旅茶旅融合走出新路子融合走出新路子") == "茶旅融合走出新路子"
    assert undouble("1" * 300_000) == "1" * 300_000  # no headline, and no time to try it as one
    assert undouble("研究研究再研究，反复推敲后定稿") == "研究研究再研究，反复推敲后定稿"


def paged(*pages: list[tuple[str, str]]) -> list[str]:
    raw = RawDocument(
        "pdf", tuple(RawPage(n, tuple(RawLine(*line) for line in page)) for n, page in enumerate(pages, 1)), paged=True
    )
    return [line.text for line in gather(raw)[0]]


def test_rows_at_the_edges_of_pages_are_no_running_heads() -> None:
    head = ("乡镇\t户数\t金额", "row")
    towns = [[(f"{name}山镇\t{n}00\t{n}50", "row") for n in range(1, 5)] for name in "东西南北中"]
    assert paged(*([head, *rows] for rows in towns)) == [
        text for rows in towns for text in (head[0], *(row for row, _ in rows))
    ]
    years = [[(f"20{page}{n}\t{page}{n}1\t{n}02", "row") for n in range(5)] for page in range(1, 6)]
    assert len(paged(*years)) == 25


def test_a_table_without_rules_keeps_its_head_and_its_numbers() -> None:
    head = ("乡镇    户数    金额", "line")
    pages = [[head, *((f"{name}山镇    {n}00    {n}50", "line") for n in range(1, 4))] for name in "东西南"]
    assert sum(text.startswith("乡镇") for text in paged(*pages)) == 3
    numbers = [[(f"20{page}{n}  {page}01", "line") for n in range(4)] for page in range(3)]
    assert len(paged(*numbers)) == 12


def test_a_running_head_goes_only_where_it_heads_its_page() -> None:
    said = [f"茶农{word}，一年到头。" for word in ("种茶", "采茶", "制茶", "卖茶")]
    pages = [[("云溪市茶业年鉴", "line"), *((text, "line") for text in said)] for _ in range(4)]
    pages[2][3:3] = [("云溪市茶业年鉴", "line")]
    assert paged(*pages).count("云溪市茶业年鉴") == 1
