"""The checkable facts of a text: 文号, 《titles》, dates, and numbers with their scale and unit.

Facts are compared by what they mean: 1.06亿元, 10600万元 and 一亿零六百万元 are one amount, 2025年9月 and 2025-09 one
month, 百分之三十四 and 34% one share, 〔2025〕63号 and [2025]63号 one paper; 3200万 and 3200亿 are two.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from assistant.reading.times.periods import PLAN
from ingest.doc_numbers import LETTER_NUMBER

_HAN = "零〇一二两三四五六七八九十百千万亿"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_SCALES = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8,
    "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 10**3, "百": 10**2,
}  # fmt: skip
# the unit of a number: what it is written with, and the class in which it is compared
_UNITS = {
    "%": "%", "‰": "‰", "个百分点": "百分点", "百分点": "百分点",
    "万元": "元", "美元": "美元", "港元": "港元", "欧元": "欧元", "元": "元",
    "平方公里": "平方公里", "平方千米": "平方公里", "平方米": "平方米", "m2": "平方米", "公顷": "公顷", "亩": "亩",
    "公里": "公里", "千米": "公里", "米": "米", "千瓦时": "千瓦时", "千瓦": "千瓦", "兆瓦": "兆瓦",
    "吨": "吨", "公斤": "公斤", "千克": "公斤",
    "人次": "人次", "人": "人", "名": "人", "位": "人",
    "个工作日": "工作日", "工作日": "工作日", "个月": "个月", "小时": "小时", "分钟": "分钟", "周岁": "岁", "岁": "岁",
    "年": "年", "天": "日", "日": "日", "月": "月", "号": "号", "届": "届", "期": "期", "批": "批",
    "倍": "倍", "成": "成",
    **dict.fromkeys("家个项条种类支件笔份台套座所场次门块部只辆处户章节点款轮", "个"),
}  # fmt: skip
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_SCALE = "万亿|千亿|百亿|十亿|千万|百万|十万|亿|万|千(?![瓦克米])|百(?!分)"
# Han numerals also stand in words (统一, 一批, 一些): they count with a unit behind them, 一 only with a strict one
_HAN_NUMBER = (
    rf"(?:[{_HAN}]{{2,}}|[二两三四五六七八九十]|一(?=[家名位期届倍成元年月日号]))(?:点[零一二三四五六七八九]+)?"
)
_NUMBER = re.compile(
    rf"(?P<nth>第)?(?:百分之(?P<share>{_DIGITS}|[{_HAN}]+(?:点[零一二三四五六七八九]+)?)"
    rf"|(?P<digits>{_DIGITS})[余多]?(?P<scale>{_SCALE})?[余多]?(?P<unit>{_UNIT})?"
    rf"|(?P<han>{_HAN_NUMBER})[余多]?(?P<hanunit>{_UNIT}|(?=[-—–~至到][{_HAN}]+(?:{_UNIT}))))"
)
_LETTER = re.compile(rf"([\u4e00-\u9fffA-Za-z]{{0,8}}){LETTER_NUMBER.pattern}")
_TITLE = re.compile(r"《(?:[^《》]|《[^《》]*》)+》")
_SMALL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_DATE = re.compile(
    rf"(?:(?P<y1>(?<!\d)\d{{4}}|[〇零一二三四五六七八九]{{4}})年)?(?P<m1>(?<![\d个十])(?<!\d\.){_SMALL})月(?!度)"
    rf"(?:(?P<d1>{_SMALL})[日号])?"
    r"|(?P<y2>(?<!\d)\d{4}|[〇零一二三四五六七八九]{4})年"
    r"|(?<![\d.])(?P<y3>(?:19|20)\d{2})(?P<sep>[-./])(?P<m3>1[0-2]|0?[1-9])(?:(?P=sep)(?P<d3>3[01]|[12]\d|0?[1-9]))?(?![\d万亿%元])"
    r"|(?<!\d)(?P<y4>(?:19|20)\d{2})(?=[-—–~至到]+(?:19|20)\d{2})"
)
_PLAN = re.compile(rf"{PLAN}(?!年)")
_BLANK = re.compile(r"(?<=[\u4e00-\u9fff]) +| +(?=[\u4e00-\u9fff%])")  # 2020 年
_RANGE = re.compile(r"\s*[-—–~至到]+\s*")


@dataclass(frozen=True, slots=True)
class Number:
    """`value` has its scale in it; `unit` is the class of the unit, empty where none is written; `tail` is scale and
    unit as written; 第 makes an ordinal."""

    text: str
    value: Decimal
    unit: str
    plain: Decimal
    tail: str
    ordinal: bool = False


@dataclass(frozen=True, slots=True)
class Date:
    text: str
    year: int | None
    month: int | None
    day: int | None


@dataclass(frozen=True, slots=True)
class Letter:
    text: str
    office: str
    year: str
    serial: int


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a text; `plans` are 十四五 and its like, `ranges` the numbers that stand as 3-5家."""

    letters: tuple[Letter, ...]
    titles: tuple[str, ...]
    dates: tuple[Date, ...]
    numbers: tuple[Number, ...]
    plans: tuple[str, ...]
    ranges: tuple[tuple[Number, Number], ...]

    def years(self) -> set[int]:
        return {date.year for date in self.dates if date.year is not None}


def facts_of(text: str) -> Facts:
    """The facts of a text, each in the order in which it stands."""
    rest = _BLANK.sub("", unicodedata.normalize("NFKC", text))
    titles = tuple(match.group() for match in _TITLE.finditer(rest))
    letters = tuple(
        Letter(m.group(), m.group(1), m.group(2), int(m.group(3))) for m in _LETTER.finditer(rest)
    )  # numbers in a title belong to the title's check, those of a 文号 to its own
    rest = _LETTER.sub("\n", _TITLE.sub("\n", rest))
    dates = tuple(_date(match) for match in _DATE.finditer(rest))
    rest = _DATE.sub("\n", rest)
    plans = tuple(match.group() for match in _PLAN.finditer(rest))
    numbers, ranges = _numbers(_PLAN.sub("\n", rest))
    return Facts(letters, titles, dates, numbers, plans, ranges)


def _date(match: re.Match[str]) -> Date:
    year = match["y1"] or match["y2"] or match["y3"] or match["y4"]
    month, day = match["m1"] or match["m3"], match["d1"] or match["d3"]
    return Date(match.group(), *(int(han_value(part)) if part else None for part in (year, month, day)))


def _numbers(text: str) -> tuple[tuple[Number, ...], tuple[tuple[Number, Number], ...]]:
    found: list[tuple[Number, int, int]] = []
    ranges: list[tuple[Number, Number]] = []
    for match in _NUMBER.finditer(text):
        number = _number(match)
        if found:
            before, start, end = found[-1]
            between = text[end : match.start()]
            if _RANGE.fullmatch(between):
                if not before.tail and number.plain:  # 5-10万元: the unit of both
                    value = before.plain * (number.value / number.plain)
                    before = Number(before.text, value, number.unit, before.plain, number.tail)
                    found[-1] = (before, start, end)
                ranges.append((before, number))
            elif not between and before.tail.endswith("亿") and "万" in number.tail:  # 1亿600万元
                both = before.value + number.value
                number = Number(before.text + number.text, both, number.unit, both, number.unit)
                found[-1] = (number, start, match.end())
                continue
        found.append((number, match.start(), match.end()))
    return tuple(number for number, _, _ in found), tuple(ranges)


def _number(match: re.Match[str]) -> Number:
    ordinal = match["nth"] is not None
    if match["share"]:
        value = han_value(match["share"])
        return Number(match.group(), value, "%", value, "%", ordinal)
    if match["han"]:
        value = han_value(match["han"])
        unit = match["hanunit"]
        return Number(match.group(), value, _UNITS.get(unit, ""), value, unit, ordinal)
    plain = Decimal(match["digits"].replace(",", ""))
    scale, unit = match["scale"] or "", match["unit"] or ""
    value = plain * _SCALES.get(scale, 1)
    return Number(match.group(), value, _UNITS.get(unit, ""), plain, scale + unit, ordinal)


def han_value(text: str) -> Decimal:
    """The value of Han or Arabic numerals: 三百二十 → 320, 一亿零六百万 → 106000000, 二〇二五 → 2025, 三点五 → 3.5."""
    if text[0].isdigit() and text.isascii():
        return Decimal(text.replace(",", ""))
    whole, _, part = text.partition("点")
    value = Decimal(_han_whole(whole))
    return value + Decimal("0." + "".join(str(_HAN_DIGIT[char]) for char in part)) if part else value


_HAN_DIGIT = {char: i for i, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_STEP = {"十": 10, "百": 100, "千": 1000}


def _han_whole(text: str) -> int:
    if all(char in _HAN_DIGIT for char in text):
        return int("".join(str(_HAN_DIGIT[char]) for char in text))
    total = section = digit = 0
    for char in text:
        if char in _HAN_DIGIT:
            digit = _HAN_DIGIT[char]
        elif char in _HAN_STEP:
            section += (digit or 1) * _HAN_STEP[char]
            digit = 0
        elif char == "万":
            total += ((section + digit) or 1) * 10**4
            section = digit = 0
        else:  # 亿: everything before it counts
            total = (total + section + digit or 1) * 10**8
            section = digit = 0
    return total + section + digit


def same_amount(fact: Number, ground: Number) -> bool:
    """Whether two numbers are the same value of the same unit; a unit that a statement leaves out is forgiven, one
    that it adds only where a scale stands in its place (1.5亿)."""
    if fact.value != ground.value:
        return False
    if not ground.unit:
        return not fact.unit or bool(ground.tail)
    return fact.unit in {ground.unit, ""} or {fact.unit, ground.unit} == {"个", "人"}


def same_date(fact: Date, ground: Date) -> bool:
    """Whether a date says no more than another one, and nothing else; a year left out there is judged apart."""
    if fact.month is None:
        return fact.year == ground.year
    if fact.month != ground.month or (fact.day is not None and fact.day != ground.day):
        return False
    return fact.year is None or ground.year in (fact.year, None)


def same_letter(fact: Letter, ground: Letter) -> bool:
    """Whether two 文号 are one; words before the office (根据云科函〔2025〕63号) do not make another paper."""
    if (fact.year, fact.serial) != (ground.year, ground.serial):
        return False
    shared = 0
    for a, b in zip(reversed(fact.office), reversed(ground.office), strict=False):
        if a != b:
            break
        shared += 1
    return shared >= min(3, len(fact.office), len(ground.office))
