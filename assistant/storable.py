"""What no file can hold is taken out of a text where it comes in."""

from __future__ import annotations

import re

# what neither a Word file nor a workbook can hold, for the brackets of a pattern
NOT_IN_XML = r"\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_SURROGATE = re.compile("[\ud800-\udfff]")


def storable(text: str) -> str:
    """A text that a file can hold: for every half of a character, as a broken byte or a cut text leaves it, a sign."""
    return _SURROGATE.sub("�", text)


def storable_key(text: str) -> str:
    """As `storable`, but two texts that differ stay different: each half of a character is spelt out (\\udcff)."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
