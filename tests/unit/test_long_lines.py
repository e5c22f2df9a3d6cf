"""Long lines are worked through once: nothing takes the square of their length.

test_patterns_are_fast.py finds the patterns that take more than the square; these lines, from files that were made to be
slow, took the square, which is minutes for a line of a megabyte.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.batches.question_lists import read_questions
from assistant.drafting.proposals import asks_of
from ingest.enumerations import add_enumerations
from ingest.metadata import _SESSION
from ingest.normalize import normalise
from ingest.readers.markdown import read as read_markdown
from ingest.readers.markdown import strip_inline
from ingest.schema import RawDocument, RawLine, RawPage
from tests.support.quickly import within
from vectorstore.tokenize import _NUMBER_WITH_UNIT

LIMIT = 1.0  # seconds

_LONG = 100_000
_MARKS = ("[", "[^", "[a](", "![", "![a](b(", "[a][", "`", "<!--", "<br ", "**a", "_a ", "~~a ", " ", "# ", "\\", "&#9")


@pytest.mark.parametrize(
    "line",
    [
        *(f"字{mark * (_LONG // len(mark))}字" for mark in _MARKS),
        "`" * _LONG + " `",
        "# 字" + " " * _LONG + "字",
        "".join(" " + "`" * n for n in range(400, 0, -1)),
    ],
)
def test_long_lines_of_markdown(line: str) -> None:
    with within(LIMIT):
        read_markdown(f"正文。\n{line}\n".encode(), "a.md")


def test_many_lists_in_one_paragraph() -> None:
    text = "。".join("一是甲。二是乙" for _ in range(5_000))
    with within(4 * LIMIT):
        assert len(add_enumerations((), text)) == 10_000


def test_long_numbers() -> None:
    with within(LIMIT):
        assert _SESSION.search("一二三四五六七八九十" * (_LONG // 10)) is None
        assert _NUMBER_WITH_UNIT.findall("1" * _LONG + " " * _LONG + "12 号") == ["12"]


def test_long_clauses_of_a_proposal() -> None:
    with within(LIMIT):
        asks_of("建议完善机制，" * 2_000)


def test_long_headings_of_a_question_list(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"问题,{'（' * _LONG}\n补助多少？,甲\n", encoding="utf-8")
    with within(LIMIT):
        assert [asked.question for asked in read_questions(path)] == ["补助多少？"]


def test_a_long_paragraph_of_what_ends_titles() -> None:
    lines = [RawLine("甲", "line"), *(RawLine("复函（" * 9 + "甲", "line") for _ in range(400))]
    with within(2 * LIMIT):
        normalise(RawDocument("txt", (RawPage(1, tuple(lines)),)))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("见[指南](a(b)c.html)和![图](d.png)", "见指南和图"),
        ("见[指南][1]和[^2]", "见指南和"),
        ("`a` ``b`c`` ```d", "a b`c ```d"),
        ("甲&#" + "9" * 5_000 + ";乙", "甲\N{REPLACEMENT CHARACTER}乙"),  # a number that Python does not read
    ],
)
def test_marks_are_removed_as_before(source: str, words: str) -> None:
    assert strip_inline(source) == words


def test_only_what_begins_a_line_is_a_bullet() -> None:
    source = "# 目标 ##\n\n- 甲项\n- 乙项\n\n2025 - 2027年<!-- 注 -->  \n补助。<!-- 没有完\n"
    lines = read_markdown(source.encode(), "a.md").pages[0].lines
    assert [line.text for line in lines] == ["目标", "甲项", "乙项", "2025 - 2027年", "补助。<!-- 没有完"]
