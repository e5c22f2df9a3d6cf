"""Marks inside marks (GB/T 15834-2011, 4.8.3.3): ‘ ’ within “ ”."""

from __future__ import annotations

import re


def quoted(text: str) -> str:
    """A text in “ ”; what is quoted in it already stands in ‘ ’."""
    inner = re.sub(r'"([^"]*)"', r"‘\1’", text).replace("“", "‘").replace("”", "’")
    return f"“{inner}”"
