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
        ("第二编 种植", "part", 2, "第二编"),
        ("第三分编 流转", "subpart", 3, "第三分编"),
        ("第 四 章 附 则", "chapter", 4, "第四章"),
        ("第二节 采摘", "division", 2, "第二节"),
        ("第一百零二条 茶农应当登记", "article", 102, "第一百零二条"),
        ("第一千二百六十条 本法施行", "article", 1260, "第一千二百六十条"),
        ("第12条 为了种茶", "article", 12, "第12条"),
        ("1.2 监测预警", "decimal", 2, "1.2"),
        ("3.1.4信息报送", "subdecimal", 4, "3.1.4"),
        ("Ⅱ．分级响应", "roman", 2, "Ⅱ."),
        ("IV. 附录", "roman", 4, "IV."),
    ],
)
def test_reads_every_style(text: str, style: str, ordinal: int, number: str) -> None:
    marker = read_marker(text)
    assert marker is not None
    assert (marker.style, marker.ordinal, marker.number) == (style, ordinal, number)


@pytest.mark.parametrize(
    "text",
    [
        "24.22亿元用于研发",
        "1.06 亿元补贴",
        "2025年共安排",
        "（2021-2025年）",
        "总体要求",
        "第三方机构",
        "",
        "第三条规定的情形",
        "第四章的内容",
        "第五条、第六条所列",
        "第七条第二款",
        "12.5个百分点",
        "3.2米以上",
        "IP地址",
    ],
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


def test_amended_articles_count_within_their_article() -> None:
    marker = read_marker("第二十一条之二 茶园改建")
    assert marker is not None
    assert (marker.ordinal, marker.sub, marker.number) == (21, 2, "第二十一条之二")


def test_a_decimal_knows_what_it_stands_in() -> None:
    marker = read_marker("2.3.1 组织体系")
    assert marker is not None
    assert marker.within == (2, 3)
