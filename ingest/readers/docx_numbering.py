"""The numbers that Word generates: from numPr and numbering.xml to “一、”, “（一）”, “1.” before a paragraph.

Counts as Word does: a paragraph raises its level and resets those below; lists that share an abstract definition
share its counters unless one restarts. Bullets give no marker. Unknown formats count in Arabic numerals.
"""

from __future__ import annotations

import re
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "〇一二三四五六七八九"
_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "chineseLegalSimplified",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "ideographTraditional",
    }
)


class Numbering:
    """The lists of one document and how far each has counted."""

    def __init__(self, root: Any, styles: Any) -> None:
        self._abstract: dict[str, dict[int, Any]] = {}
        self._lists: dict[str, str] = {}
        self._overrides: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        self._styles = {s.get(_W + "styleId"): s for s in styles.iter(_W + "style")}
        if root is None:
            return
        for abstract in root.iter(_W + "abstractNum"):
            levels = {_number(level.get(_W + "ilvl"), 0): level for level in abstract.iter(_W + "lvl")}
            self._abstract[abstract.get(_W + "abstractNumId")] = levels
        for num in root.iter(_W + "num"):
            name = num.get(_W + "numId")
            self._lists[name] = _value(num, "abstractNumId") or ""
            for override in num.iter(_W + "lvlOverride"):
                start = _value(override, "startOverride")
                if start is not None:
                    self._overrides[name, _number(override.get(_W + "ilvl"), 0)] = _number(start, 1)

    def marker(self, paragraph: Any, *, empty: bool = False) -> str:
        """The text Word prints before this paragraph; counts on. An empty paragraph is not numbered."""
        name, depth = self._place(paragraph)
        levels = self._abstract.get(self._lists.get(name, ""), {})
        if empty or depth not in levels:
            return ""
        counts = self._count(name, depth, levels)
        if _value(levels[depth], "numFmt") in {"bullet", "none"}:
            return ""
        pattern = _value(levels[depth], "lvlText") or ""
        plain = levels[depth].find(_W + "isLgl") is not None

        def shown(match: re.Match[str]) -> str:
            level = int(match.group(1)) - 1
            kind = _value(levels[level], "numFmt") if level in levels else None
            return numeral(counts.get(level, 1), "decimal" if plain or kind is None else kind)

        text = re.sub(r"%([1-9])", shown, pattern)
        return text + " " if text[-1:].isalnum() and text[-1:].isascii() else text

    def _count(self, name: str, depth: int, levels: dict[int, Any]) -> dict[int, int]:
        counts = self._counts.setdefault(self._lists[name], {})
        override = self._overrides.get((name, depth))
        if override is not None and (name, depth) not in self._started:
            counts[depth] = override
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = _start(levels[depth])
        self._started.add((name, depth))
        for above in range(depth):
            if above in levels:
                counts.setdefault(above, _start(levels[above]))
        for below in [level for level in counts if level > depth]:
            del counts[below]
        return counts

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """The list and level of a paragraph, its own or its style's; ("0", 0) where there is none."""
        properties = paragraph.find(_W + "pPr")
        style = _value(properties, "pStyle") if properties is not None else None
        name, depth = _num_pr(properties)
        seen: set[str] = set()
        while (name is None or depth is None) and style is not None and style in self._styles and style not in seen:
            seen.add(style)
            of_style, its_depth = _num_pr(self._styles[style].find(_W + "pPr"))
            if name is None and of_style is not None:
                name = of_style
                depth = (
                    depth if depth is not None else its_depth if its_depth is not None else self._linked(name, style)
                )
            style = _value(self._styles[style], "basedOn")
        return name or "0", depth or 0

    def _linked(self, name: str, style: str) -> int | None:
        """The level that names this style as its own: heading styles often give only the list."""
        levels = self._abstract.get(self._lists.get(name, ""), {})
        return next((depth for depth, level in levels.items() if _value(level, "pStyle") == style), None)


def _num_pr(properties: Any) -> tuple[str | None, int | None]:
    found = properties.find(_W + "numPr") if properties is not None else None
    if found is None:
        return None, None
    depth = _value(found, "ilvl")
    return _value(found, "numId"), None if depth is None else _number(depth, 0)


def _value(element: Any, child: str) -> str | None:
    found = element.find(_W + child)
    return None if found is None else found.get(_W + "val")


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() and len(text) < 6 else default


def _start(level: Any) -> int:
    return _number(_value(level, "start"), 1)


def numeral(value: int, kind: str) -> str:
    """A number in one of Word's formats."""
    if kind in _CHINESE:
        return _chinese(value)
    if kind == "ideographDigital":
        return "".join(_DIGITS[int(d)] for d in str(value))
    if kind == "decimalFullWidth":
        return str(value).translate({ord("0") + i: 0xFF10 + i for i in range(10)})
    if kind in {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"} and 1 <= value <= 20:
        return chr(0x2460 + value - 1)
    if kind == "decimalZero":
        return f"{value:02d}"
    if kind in {"lowerLetter", "upperLetter"} and 1 <= value <= 26:
        return chr(ord("a" if kind == "lowerLetter" else "A") + value - 1)
    if kind in {"lowerRoman", "upperRoman"} and 1 <= value < 40:
        ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[value % 10]
        roman = "X" * (value // 10) + ones
        return roman.lower() if kind == "lowerRoman" else roman
    return str(value)


def _chinese(value: int) -> str:
    """1–999 as counted in headings: 十, 十一, 二十, 一百零五."""
    if not 0 < value < 1000:
        return str(value)
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    text = _DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")
