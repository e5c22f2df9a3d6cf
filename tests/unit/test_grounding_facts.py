"""Facts mean the same however they are written, and another value or unit is another fact."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.facts import Number, facts_of, han_value, same_amount, same_letter


def number(text: str) -> Number:
    (found,) = facts_of(text).numbers
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.06亿元", "10600万元"),
        ("1.06亿元", "一亿零六百万元"),
        ("1亿600万元", "1.06亿元"),
        ("34%", "百分之三十四"),
        ("34％", "34%"),
        ("1,200家", "1200家"),
        ("两千三百家", "2300家"),
        ("3万余人", "30000人"),
        ("12.50%", "12.5%"),
        ("48名", "48人"),
        ("48个", "48家"),
    ],
)
def test_one_amount(one: str, other: str) -> None:
    assert same_amount(number(one), number(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3200万元", "3200亿元"),
        ("34%", "34个百分点"),
        ("3元", "3人"),
        ("618人次", "618家"),
        ("3亿元", "3元"),
        ("2年", "2个月"),
    ],
)
def test_two_amounts(one: str, other: str) -> None:
    assert not same_amount(number(one), number(other))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025年9月23日", (2025, 9, 23)),
        ("2025-09-23", (2025, 9, 23)),
        ("2025.9", (2025, 9, None)),
        ("二〇二五年九月", (2025, 9, None)),
        ("2025 年 9 月", (2025, 9, None)),
        ("9月底", (None, 9, None)),
        ("2025年", (2025, None, None)),
    ],
)
def test_dates(text: str, date: tuple[int | None, ...]) -> None:
    (found,) = facts_of(text).dates
    assert (found.year, found.month, found.day) == date


def test_ranges_share_their_unit() -> None:
    low, high = facts_of("补助5-10万元").numbers
    assert (low.value, high.value) == (Decimal(50000), Decimal(100000))
    assert [n.value for n in facts_of("三至五家").numbers] == [3, 5]


@pytest.mark.parametrize("text", ["统一部署，进一步一起推动一批项目", "第一时间万一出现问题", "千方百计"])
def test_han_numerals_inside_words_are_no_facts(text: str) -> None:
    assert [n.text for n in facts_of(text).numbers if not n.ordinal] == []


def test_letter_numbers_in_any_brackets() -> None:
    (one,), (other,) = facts_of("依据云科函〔2025〕63号").letters, facts_of("云科函[2025]第63号").letters
    assert same_letter(one, other)
    (third,) = facts_of("云科发〔2025〕63号").letters
    assert not same_letter(one, third)


def test_years_of_a_plan_and_titles_are_facts_of_their_own() -> None:
    found = facts_of("“十四五”期间印发《关于〈某办法〉的2024年通知》")
    assert found.plans == ("十四五",)
    assert found.numbers == ()
    assert found.titles == ("《关于〈某办法〉的2024年通知》",)


_DIGITS = "零一二三四五六七八九"


def han(n: int) -> str:
    """A number below 10000 in Han numerals, as it is written out."""
    out, zero = "", False
    for step, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, step)
        if digit:
            out += ("零" if zero else "") + _DIGITS[digit] + name
            zero = False
        elif out and n:
            zero = True
    return out


@given(st.integers(1, 9999), st.integers(0, 9999), st.integers(0, 9999))
def test_han_numerals_have_the_value_of_the_digits(high: int, middle: int, low: int) -> None:
    text = (
        f"{han(high)}亿"
        + (f"{han(middle)}万" if middle else "")
        + (("零" if low < 1000 else "") + han(low) if low else "")
    )
    assert han_value(text) == high * 10**8 + middle * 10**4 + low
