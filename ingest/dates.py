"""Dates as official papers write them: 2024年6月3日, 二〇二四年六月三日, 2024-06-03, 2021年12月."""

from __future__ import annotations

import re
from datetime import date

from ingest.numbering import han_to_int

_HAN_YEAR = "[二一〇○Ｏ零三四五六七八九]{4}"
_HAN_DAY = "[一二三四五六七八九十]{1,3}"
DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?")
HAN_DATE = re.compile(rf"({_HAN_YEAR})\s*年\s*([一二三四五六七八九十]{{1,2}})\s*月(?:\s*({_HAN_DAY})\s*日)?")
_ISO_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
# 汝江日报 2025年3月28日 星期五 责编：……, at the head of a newspaper's page
NEWSPAPER = "[\u4e00-\u9fff]{2,6}(?:日报|晚报|早报|晨报|时报|商报|周报)"
MASTHEAD = re.compile(rf"{NEWSPAPER}[ \u3000]+{DATE.pattern}")
_ALONE = re.compile(rf"[（(]?(?:{DATE.pattern}|{HAN_DATE.pattern})[）)]?")


def iso_date(text: str) -> str | None:
    """The first date in `text` in ISO form, as exact as it is written: "2021-12" for 2021年12月; None for none."""
    match = DATE.search(text) or _ISO_DATE.search(text)
    if match:
        year, month, day = match.group(1), int(match.group(2)), match.group(3)
    else:
        han = HAN_DATE.search(text)
        if han is None:
            return None
        year = "".join(str(han_to_int(c.replace("○", "〇").replace("Ｏ", "〇"))) for c in han.group(1))
        month, day = han_to_int(han.group(2)), str(han_to_int(han.group(3))) if han.group(3) else None
    try:
        date(int(year), month, int(day or 1))
    except ValueError:
        return None
    return f"{int(year):04d}-{month:02d}" + (f"-{int(day):02d}" if day else "")


def is_date(text: str) -> bool:
    """Whether a line is a date and nothing else."""
    return len(text) <= 24 and _ALONE.fullmatch(text.strip()) is not None
