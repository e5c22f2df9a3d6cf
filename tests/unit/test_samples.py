"""The sample library reads, and its questions can be answered from it."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import pytest

from ingest.readers import read_file
from ingest.schema import RawDocument

SAMPLES = Path(__file__).parents[2] / "samples"
FILES = sorted((SAMPLES / "library").iterdir())
LIST = SAMPLES.parent / "eval" / "data" / "samples" / "questions.jsonl"
QUESTIONS = [json.loads(line) for line in LIST.read_text(encoding="utf-8").splitlines()]
ANSWERED = [q for q in QUESTIONS if q["type"] not in {"unanswerable", "structure"}]


def flat(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def words(document: RawDocument) -> str:
    return flat("".join(line.text for page in document.pages for line in page.lines))


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {path.name: words(read_file(path)) for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_sample_reads_without_a_warning(path: Path) -> None:
    document = read_file(path)
    assert document.warnings == ()
    assert document.format == path.suffix[1:]
    assert len(words(document)) > 400


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q["id"])
def test_every_citation_names_a_sample(question: dict[str, list[list[str]]]) -> None:
    names = {path.name for path in FILES}
    assert all(cite.split("|")[0] in names for group in question["cite"] for cite in group)


@pytest.mark.parametrize("question", ANSWERED, ids=lambda q: q["id"])
def test_the_expected_words_stand_in_the_cited_files(
    question: dict[str, list[list[str]]], texts: dict[str, str]
) -> None:
    assert question["must_contain"]
    cited = "".join(texts[cite.split("|")[0]] for group in question["cite"] for cite in group)
    for choices in question["must_contain"]:
        assert any(flat(choice) in cited for choice in choices), choices


def test_the_letter_keeps_its_lines_and_its_table() -> None:
    letter = read_file(SAMPLES / "library" / "云科函〔2025〕63号.pdf")
    lines = [line for page in letter.pages for line in page.lines]
    rows = [line.text.split("\t") for line in lines if line.kind == "row"]
    assert letter.paged
    assert [len(row) for row in rows] == [5] * 8
    assert rows[3] == ["3", "溪岭电池材料中试平台", "溪岭储能科技有限公司", "新材料", "2025年4月"]
    at = next(n for n, line in enumerate(lines) if line.text.startswith("（二）再建平台"))
    assert lines[at - 1].text == ""  # an indented line starts a paragraph
    assert lines[at + 1].text


def test_word_numbers_are_materialised() -> None:
    reply = read_file(SAMPLES / "library" / "云科函〔2025〕71号.docx")
    texts = [line.text for line in reply.pages[0].lines]
    assert [t[:2] for t in texts if t[1:2] == "、"] == ["一、", "二、", "三、", "四、"]
    assert [t[:3] for t in texts if t.startswith("（") and t[2] == "）"] == [f"（{n}）" for n in "一二三四一二三四"]
    assert "3.茶渣高值化利用。" in texts
