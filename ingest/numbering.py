"""The numbers that stand before headings in Chinese official papers: what they look like and what they count.

The order 一、（一）1.（1）① is that of GB/T 9704-2012, 7.3.3; 编章节条 that of statutes (《立法法》第六十五条),
第…条之一 that of amended ones. This file only says what a number could be; whether it is a heading is decided by the
whole sequence, in `sequence`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

Style = Literal[
    "part",
    "subpart",
    "chapter",
    "division",
    "article",
    "roman",
    "han",
    "han_paren",
    "digit",
    "decimal",
    "subdecimal",
    "digit_paren",
    "circled",
    "phase",
]

# From the outermost to the innermost.
RANK: dict[str, int] = {style: rank for rank, style in enumerate(get_args(Style))}
STATUTE: frozenset[str] = frozenset({"part", "subpart", "chapter", "division", "article"})

HAN = "零〇一二三四五六七八九十百"
_NUMERAL = rf"([{HAN}千两]+|\d{{1,4}})"
_HAN_VALUE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN_SIGNS = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"
_ROMAN_LETTERS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
# Behind the number of a heading stands its title. Where these follow at once, another provision is being spoken of.
_SPOKEN_OF = r"(?:规定|所称|所列|所指|以及|中的|第|[的和或与至、，,及])"

_Row = tuple[tuple[Style, re.Pattern[str]], ...]
# 第… of one kind or another: one look for all of them, since most lines of a statute start so
_COUNTED = re.compile(
    rf"第\s*{_NUMERAL}\s*(部\s*分|分\s*编|编|篇|章|节|条|阶段)(?:之([{HAN}]{{1,2}})(?!{_SPOKEN_OF}))?"
)
_COUNTED_STYLE: dict[str, tuple[Style, re.Pattern[str]]] = {
    "部": ("part", re.compile(r"(?!的|规定)[、：:\s]*")),
    "编": ("part", re.compile(r"(?![制写委辑者的]|规定)[、：:\s]*")),
    "篇": ("part", re.compile(r"(?![幅章的]|规定)[、：:\s]*")),
    "分": ("subpart", re.compile(rf"(?!{_SPOKEN_OF})\s*")),
    "章": ("chapter", re.compile(rf"(?!{_SPOKEN_OF})\s*")),
    "节": ("division", re.compile(rf"(?!{_SPOKEN_OF})\s*")),
    "条": ("article", re.compile(rf"(?!件|例|款|{_SPOKEN_OF})\s*")),
}
_HAN_ROW: _Row = (
    ("han", re.compile(rf"([{HAN}]{{1,3}})\s*(?:、|[.．](?![\d.]))\s*")),
    # the mark was lost: always doubtful. A title that is set apart (十 四 五) is none.
    ("han", re.compile(rf"([{HAN}]{{1,3}}) +(?![{HAN}])(?=[\u4e00-\u9fff]{{2}})")),
)
_PAREN_ROW: _Row = (
    ("han_paren", re.compile(rf"[（(]\s*([{HAN}]{{1,3}})\s*[）)][、.．]?\s*")),
    ("digit_paren", re.compile(r"[（(]\s*(\d{1,2})\s*[）)][、.．]?\s*")),
)
_DIGIT_ROW: _Row = (
    # 1.1 and 1.1.1 need a title of Chinese characters, or every quantity would be one
    ("subdecimal", re.compile(r"\d{1,2}[.．]\d{1,2}[.．](\d{1,2})[.．]?\s*(?=[\u4e00-\u9fff“《Ⅰ-Ⅻ])")),
    ("decimal", re.compile(r"\d{1,2}[.．](\d{1,2})[.．]?\s*(?=[\u4e00-\u9fff“《Ⅰ-Ⅻ])")),
    ("digit", re.compile(r"(\d{1,2})\s*[.．、]\s*")),
    ("digit", re.compile(r"(\d{1,2}) +(?=[\u4e00-\u9fff])")),  # the dot was lost: always doubtful
    ("digit_paren", re.compile(r"(\d{1,2})[）)]\s*")),
)
_CIRCLED_ROW: _Row = (("circled", re.compile(rf"([{_CIRCLED}])\s*")),)
_ROMAN_ROW: _Row = (
    ("roman", re.compile(rf"([{_ROMAN_SIGNS}])\s*[.．、]\s*")),
    ("roman", re.compile(r"(X?(?:IX|IV|V?I{1,3}|V)|X)\s*[.．、]\s*(?=[\u4e00-\u9fff])")),
)
# 24.22亿元, 1.06亿元: a quantity, whatever stands before it
_QUANTITY = re.compile(
    r"\d{1,2}[.．]\d+\s*(?:[亿万千百]|%|％|‰|个|家|项|倍|元|人|米|公里|平方|公顷|亩|吨|度|年|月|天|岁|公斤|毫|厘|立方|兆)"
)

_ROWS: dict[str, _Row] = (
    dict.fromkeys(HAN, _HAN_ROW)
    | dict.fromkeys("（(", _PAREN_ROW)
    | dict.fromkeys("0123456789０１２３４５６７８９", _DIGIT_ROW)
    | dict.fromkeys(_CIRCLED, _CIRCLED_ROW)
    | dict.fromkeys(_ROMAN_SIGNS + "IVX", _ROMAN_ROW)
)
_FIRST = frozenset(_ROWS) | {"第"}
_LONGEST = 28  # of a number with its blanks and the character behind it: what is looked at


@dataclass(frozen=True, slots=True)
class Marker:
    """A number that may stand before a heading: its kind, what it counts, how it is cited, where its text ends.

    `within`: the numbers before the last of a decimal (1.2 of 1.2.3). `sub`: the 一 of 第二十一条之一.
    """

    style: Style
    ordinal: int
    number: str
    length: int
    doubtful: bool = False  # 6.4K电视, 24.22亿元: a digit follows the dot; 二 现状: there is none
    within: tuple[int, ...] = ()
    sub: int = 0


def han_to_int(text: str) -> int:
    """The value of a Chinese numeral up to 9,999 (一千零二 → 1002) or of digits."""
    if len(text) == 1 and text in _HAN_VALUE:
        return _HAN_VALUE[text]
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for char in text:
        unit = _UNITS.get(char)
        if unit is not None:
            total += (digit or 1) * unit
            digit = 0
        else:
            digit = digit * 10 + _HAN_VALUE[char]
    return total + digit


_UNITS = {"千": 1000, "百": 100, "十": 10}


def int_to_han(value: int) -> str:
    """The Chinese numeral of a number from 1 to 99."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else "十" if tens == 1 else digits[tens] + "十"
    return head + (digits[ones] if ones else "") or digits[0]


def _canonical(style: str, ordinal: int, matched: str) -> str:
    match style:
        case "han":
            return f"{int_to_han(ordinal)}、" if ordinal < 100 else matched
        case "han_paren":
            return f"（{int_to_han(ordinal)}）" if ordinal < 100 else matched
        case "digit":
            return f"{ordinal}."
        case "digit_paren":
            return f"（{ordinal}）"
        case "decimal" | "subdecimal":
            return re.sub(r"\s", "", matched).replace("．", ".").rstrip(".")
        case "roman":
            return re.sub(r"[\s.．、]", "", matched) + "."
        case _:
            return re.sub(r"[\s、：:]", "", matched)


def read_marker(text: str) -> Marker | None:
    """The number at the start of `text`, or None. `length` includes the white space after it."""
    if not text or text[0] not in _FIRST:
        return None
    return _read(text[:_LONGEST])


@lru_cache(maxsize=1 << 15)  # every paragraph's start is asked for while its lines are mended, and again as a heading
def _read(text: str) -> Marker | None:
    if text[0] == "第":
        return _counted(text)
    for style, pattern in _ROWS[text[0]]:
        match = pattern.match(text)
        if match is None:
            continue
        marker = _marker(style, match, text)
        if marker is not None:
            return marker
    return None


def _counted(text: str) -> Marker | None:
    """第一部分, 第三章, 第二十一条之一, 第二阶段."""
    match = _COUNTED.match(text)
    if match is None:
        return None
    ordinal = han_to_int(match.group(1))
    if ordinal == 0:
        return None
    number, unit, amended = match.group(0, 2, 3)
    if " " in number:
        number = number.replace(" ", "")
    if unit == "阶段":
        return Marker("phase", ordinal, number, 0)
    style, pattern = _COUNTED_STYLE[unit[0]]
    behind = pattern.match(text, match.end())
    if behind is None:
        return None
    sub = han_to_int(amended) if amended else 0
    return Marker(style, ordinal, number, behind.end(), sub=sub)


def _marker(style: Style, match: re.Match[str], text: str) -> Marker | None:
    counted = match.group(1)
    ordinal = _CIRCLED.index(counted) + 1 if style == "circled" else _ordinal(style, counted)
    if ordinal == 0 or (style in _DOTTED and _QUANTITY.match(text)):
        return None
    matched = match.group(0)
    lost = matched[-1] == " " and matched.strip() == counted and style in {"digit", "han"}
    doubtful = lost or (style == "digit" and text[match.end() : match.end() + 1].isdigit())
    within = tuple(int(part) for part in re.findall(r"\d+", matched)[:-1]) if style in _DECIMALS else ()
    return Marker(style, ordinal, _canonical(style, ordinal, matched), match.end(), doubtful, within)


_DECIMALS = frozenset({"decimal", "subdecimal"})
_DOTTED = frozenset({"digit", "decimal"})


def _ordinal(style: str, counted: str) -> int:
    if style != "roman":
        return han_to_int(counted)
    return (_ROMAN_SIGNS.index(counted) if counted in _ROMAN_SIGNS else _ROMAN_LETTERS.index(counted)) + 1
