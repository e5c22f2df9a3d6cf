from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.numbering import han_to_int, int_to_han, read_marker


@pytest.mark.parametrize(
    ("text", "style", "ordinal", "number"),
    [
        ("一、总体要求", "han", 1, "一、"),
        ("十二、附则", "han", 12, "十二、"),
        ("三、2026年重点工作", "han", 3, "三、"),
        ("（二）主要任务", "han_paren", 2, "（二）"),
        ("( 二 ) 主要任务", "han_paren", 2, "（二）"),
        ("3.建设平台", "digit", 3, "3."),
        ("3．建设平台", "digit", 3, "3."),
        ("（4）物联网", "digit_paren", 4, "（4）"),
        ("4)物联网", "digit_paren", 4, "（4）"),
        ("②资金保障", "circled", 2, "②"),
        ("第三章 保障措施", "chapter", 3, "第三章"),
        ("第二十一条 市科技局负责", "article", 21, "第二十一条"),
        ("第一部分：现状", "part", 1, "第一部分"),
    ],
)
def test_reads_every_style(text: str, style: str, ordinal: int, number: str) -> None:
    marker = read_marker(text)
    assert marker is not None
    assert (marker.style, marker.ordinal, marker.number) == (style, ordinal, number)


@pytest.mark.parametrize(
    "text", ["24.22亿元用于研发", "1.06 亿元补贴", "2025年共安排", "（2021-2025年）", "总体要求", "第三方机构", ""]
)
def test_quantities_and_words_are_no_numbers_of_headings(text: str) -> None:
    assert read_marker(text) is None


def test_a_digit_behind_the_dot_is_doubtful() -> None:
    marker = read_marker("6.4K电视领域")
    assert marker is not None
    assert marker.doubtful


@given(st.integers(min_value=1, max_value=99))
def test_chinese_numerals_round_trip(value: int) -> None:
    assert han_to_int(int_to_han(value)) == value
