"""Of which years a table tells: by its headings, or by the line above it (2024年各县区情况表)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.folding import fold
from assistant.reading.passages import YEAR
from assistant.reading.questions import Query
from assistant.reading.tables.columns import Columns
from ingest.schema import Document

_NUMBERED = re.compile(r"^\s*(?:附?表|专栏)\s*[\d一二三四五六七八九十]*(?:[-—–]\d+)?\s*")


def line_above(document: Document, reading: Columns) -> str:
    """The line before a table: its caption, or the sentence that announces it."""
    start = document.text.rfind("\n", 0, max(0, reading.table.span.start - 1)) + 1
    return document.text[start : reading.table.span.start].strip()


def of_other_years(query: Query, reading: Columns, document: Document, columns: Sequence[int]) -> bool:
    """Whether columns, or the line above their table (2024年各县区情况表), are of other years than those asked for."""
    headed = {year for i in columns for year in YEAR.findall(reading.table.header[i])}
    if query.years and headed and not headed & set(query.years):
        return True  # 高新技术企业（2024年末）
    if any(year in reading.table.header[i] for i in columns for year in query.years):
        return False
    said = YEAR.findall(fold(_NUMBERED.sub("", line_above(document, reading))))  # 表1 2024年末, not 表12024年末
    return bool(query.years and said) and not set(said) & set(query.years)


def years_headed(reading: Columns) -> set[str]:
    """The years that the headings of a table name."""
    return {year for header in reading.table.header for year in re.findall(r"(?:19|20)\d\d(?=\s*年)", header)}
