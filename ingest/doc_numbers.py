"""文号: the letters of an office, a year in brackets, a serial number: 云溪科函〔2026〕12号.

GB/T 9704-2012 (7.2.5) asks for 〔〕; people and older papers write every kind of bracket, 第, and blanks between.
"""

from __future__ import annotations

import re

OPENING, CLOSING = r"[〔\[［（(【﹝〈<]", r"[〕\]］）)】﹞〉>]"
# blanks are taken whole (\s*+): shared out between neighbours in every way, a line of them would take minutes
_BRACKETED = rf"{OPENING}\s*+%s\s*+年?\s*+{CLOSING}"
_FORM = rf"{_BRACKETED}\s*+(?:第\s*+)?%s\s*+号"
# without groups, to build patterns of
YEAR_IN_BRACKETS = _BRACKETED % r"\d{4}"
YEAR_AND_SERIAL = _FORM % (r"\d{4}", r"\d{1,5}")
LETTER_NUMBER = re.compile(_FORM % (r"(\d{4})", r"(\d{1,5})"))  # year, serial
DOC_NUMBER = re.compile(rf"([\u4e00-\u9fffA-Za-z]{{2,16}}?)\s*+{LETTER_NUMBER.pattern}")  # office, year, serial


def canonical_number(text: str) -> str | None:
    """The first 文号 in `text` in its official form: 云溪科函〔2026〕12号, whatever brackets it was written with."""
    match = DOC_NUMBER.search(text)
    # int: digits may be full-width
    return f"{match.group(1)}〔{int(match.group(2))}〕{int(match.group(3))}号" if match else None
