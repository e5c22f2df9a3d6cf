"""The numbers that stand before headings in Chinese official papers: what they look like and what they count.

The order 一、（一）1.（1）① is that of GB/T 9704-2012, 7.3.3; 编章节条 that of statutes (《立法法》第六十五条).
This file only says what a number could be; whether it is a heading is decided by the sequence, in `outline`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Style = Literal[
    "part", "chapter", "division", "article", "han", "han_paren", "digit", "digit_paren", "circled", "phase"
]

# From the outermost to the innermost.
RANK: dict[str, int] = {
    "part": 0,
    "chapter": 1,
    "division": 2,
    "article": 3,
    "han": 4,
    "han_paren": 5,
    "digit": 6,
    "digit_paren": 7,
    "circled": 8,
    "phase": 9,
}

HAN = "零〇一二三四五六七八九十百"
_HAN_VALUE = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

_PATTERNS: tuple[tuple[Style, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第([{HAN}]+|\d+)\s*(?:部分|编|篇)[、：:\s]*")),
    ("chapter", re.compile(rf"第([{HAN}]+|\d+)\s*章\s*")),
    ("division", re.compile(rf"第([{HAN}]+|\d+)\s*节\s*")),
    ("article", re.compile(rf"第([{HAN}]+|\d+)\s*条(?!件|例|款|第)\s*")),
    ("phase", re.compile(rf"(?=第([{HAN}]+|\d+)\s*阶段)")),
    ("han", re.compile(rf"([{HAN}]{{1,3}})\s*(?:、|[.．](?![\d.]))\s*")),
    ("han_paren", re.compile(rf"[（(]\s*([{HAN}]{{1,3}})\s*[）)][、.．]?\s*")),
    ("digit", re.compile(r"(\d{1,2})\s*[.．、]\s*")),
    ("digit", re.compile(r"(\d{1,2}) +(?=[\u4e00-\u9fff])")),  # the dot was lost: always doubtful
    ("digit_paren", re.compile(r"[（(]\s*(\d{1,2})\s*[）)][、.．]?\s*")),
    ("digit_paren", re.compile(r"(\d{1,2})[）)]\s*")),
    ("circled", re.compile(rf"([{_CIRCLED}])\s*")),
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A number that may stand before a heading: its kind, what it counts, how it is cited, where its text ends."""

    style: Style
    ordinal: int
    number: str
    length: int
    doubtful: bool = False  # 6.4K电视, 24.22亿元: a digit follows the dot


def han_to_int(text: str) -> int:
    """The value of a Chinese numeral up to 999 (一百零二 → 102) or of digits."""
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char == "百":
            total += (digit or 1) * 100
            digit = 0
        elif char == "十":
            total += (digit or 1) * 10
            digit = 0
        else:
            digit = digit * 10 + _HAN_VALUE[char]
    return total + digit


def int_to_han(value: int) -> str:
    """The Chinese numeral of a number from 1 to 99."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else "十" if tens == 1 else digits[tens] + "十"
    return head + (digits[ones] if ones else "") or digits[0]


def _canonical(style: Style, ordinal: int, matched: str) -> str:
    match style:
        case "han":
            return f"{int_to_han(ordinal)}、" if ordinal < 100 else matched
        case "han_paren":
            return f"（{int_to_han(ordinal)}）" if ordinal < 100 else matched
        case "digit":
            return f"{ordinal}."
        case "digit_paren":
            return f"（{ordinal}）"
        case _:
            return re.sub(r"[\s、：:]", "", matched)


def read_marker(text: str) -> Marker | None:
    """The number at the start of `text`, or None. `length` includes the white space after it."""
    for style, pattern in _PATTERNS:
        match = pattern.match(text)
        if match is None:
            continue
        ordinal = _CIRCLED.index(match.group(1)) + 1 if style == "circled" else han_to_int(match.group(1))
        if ordinal == 0:
            continue
        matched = match.group(0)
        if style == "phase":
            phase = re.match(rf"第(?:[{HAN}]+|\d+)\s*阶段", text)
            matched = phase.group(0) if phase else ""
            return Marker(style, ordinal, re.sub(r"\s", "", matched), 0)
        rest = text[match.end() :]
        doubtful = style == "digit" and (rest[:1].isdigit() or (matched[-1] == " " and matched.strip().isdigit()))
        if style == "digit" and re.match(r"\d{1,2}[.．]\d+\s*(?:[亿万千百]|%|％|个|家|项|倍|元|人|米|公里|平方)", text):
            continue  # 24.22亿元, 1.06亿元: a quantity, whatever stands before it
        return Marker(style, ordinal, _canonical(style, ordinal, matched), match.end(), doubtful)
    return None
