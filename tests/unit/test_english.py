"""Every Chinese word of the pages has its English, and every English its word."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.datastructures import Headers

from assistant.ui.language import english_script, in_english, reads_english
from tests.conftest import ROOT

UI = ROOT / "assistant" / "ui"
CHINESE = re.compile("[\u4e00-\u9fff]")
WORDS: dict[str, str] = json.loads((UI / "static" / "english.json").read_text(encoding="utf-8"))
TAG = re.compile(r"<[^<>]*>")
ATTRIBUTE = re.compile(r'(?:placeholder|title|aria-label|alt)="([^"]*)"')
# Not words of the pages: what the shell prints, answers to programs, letters and questions, which are Chinese, and
# patterns that look for Chinese.
ELSEWHERE = {"app.py": {"launch", "serve", "open_house", "serve_people", "_until_stopped", "_check_port", "_taken"}}
NO_PAGES = {"gate.py", "house.py", "owners.py", "downloads.py", "handouts.py", "original_pages.py", "suggestions.py"}
SPOKEN = {  # (file, what it says), for documents, letters and file names
    ("draft_view.py", "*"),
    ("naming.py", "*"),
    ("draft_versions.py", "提案"),
    ("draft_page.py", "粘贴的提案.txt"),
    ("draft_page.py", "粘贴的文字"),
    ("draft_versions.py", "答复：{}.docx"),
    ("look.py", "政"),
    ("plain_page.py", "政"),
    ("shelf_view.py", "落款"),
    ("settings_view.py", "zhengwen restore 备份.zip --home 新文件夹"),
}


def literals(path: Path) -> Iterator[str]:
    """The strings of a module, what an f-string puts in as {}; no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    passed: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in ELSEWHERE.get(path.name, ()):
            passed.update(id(inner) for inner in ast.walk(node))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            passed.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            passed.update(id(value) for value in node.values if isinstance(value, ast.Constant))
    for node in ast.walk(tree):
        if id(node) in passed:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(value.value) if isinstance(value, ast.Constant) else "{}" for value in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def pieces(literal: str) -> Iterator[str]:
    """The pieces of text in HTML, as a browser has them, and what attributes say."""
    yield from ATTRIBUTE.findall(literal)
    for piece in TAG.sub("\0", literal).split("\0"):
        bare = re.sub(r"^[^<>]*>|<[^<>]*$", "", piece)  # a tag may go on in the next literal
        yield re.sub(r"^(?:\{\})*\s+|\s+(?:\{\})*$", "", bare.strip()).strip()


def page_words() -> list[tuple[str, str]]:
    found = []
    for path in sorted(UI.rglob("*.py")):
        if path.name in NO_PAGES or (path.name, "*") in SPOKEN:
            continue
        for literal in literals(path):
            found += [(path.name, piece) for piece in pieces(literal) if CHINESE.search(piece)]
    return [word for word in found if word not in SPOKEN]


def has_english(word: str) -> bool:
    return any(form in WORDS for form in (word, word.strip("{}"), f"{{}} {word}", word.removesuffix("{}")))


def test_every_word_of_the_pages_has_its_english() -> None:
    found = page_words()
    assert len(found) > 150
    assert [word for word in found if not has_english(word[1])] == []


def test_no_english_is_left_without_its_word() -> None:
    said = [
        literal
        for folder in ("ui", "people")
        for path in (UI.parent / folder).rglob("*.py")
        for literal in literals(path)
    ]
    said += [path.read_text(encoding="utf-8") for path in UI.rglob("*.js")]
    whole = "\n".join(said)
    gone = [word for word in WORDS if not all(part.strip() in whole for part in word.split("{}"))]
    assert gone == []


def test_english_keeps_what_is_put_in() -> None:
    assert [word for word, english in WORDS.items() if word.count("{}") != english.count("{}")] == []
    assert not [
        english
        for word, english in WORDS.items()
        if CHINESE.search(re.sub("[“”][^“”]*[“”]|主动公开|依申请公开|不予公开|内部|对话$", "", english))
    ]
    assert "</script" not in english_script()


@pytest.mark.parametrize(
    ("asked", "english"),
    [
        ("en-US,en;q=0.9", True),
        ("en", True),
        ("zh-CN,zh;q=0.9,en;q=0.8", False),
        ("fr-FR,fr;q=0.9,en;q=0.8", False),
        ("zh;q=0.5, en;q=0.7", True),
        ("", False),
        ("*", False),
        ("en;q=x", False),
    ],
)
def test_who_reads_english(asked: str, english: bool) -> None:
    assert reads_english(Headers({"accept-language": asked})) is english


def test_words_in_an_input_field_are_put_into_english_by_the_server() -> None:
    assert in_english("第2稿") == "Version 2"
    assert in_english("第2稿：重拟第一、三条") == "Version 2: part 一、三 drafted again"
    assert in_english("不在里面") == "不在里面"
