"""Our style sheets, scripts and the English of our words, beside this file."""

from __future__ import annotations

from pathlib import Path


def static(name: str) -> str:
    """The text of one of the files."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
