"""Errors that a program plants in letters are found, and whole letters are left in peace.

Each letter is altered in every way by itself: a digit, a year, a part left out (with and without the others renumbered),
its 文号, a number of its outline, its signature.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assistant.drafting.checking import check_letter
from assistant.library import Library
from assistant.reading.units import sentence_spans
from ingest.pipeline import parse
from ingest.schema import Document, Section, Span
from tests.conftest import SAMPLES

HAN = "一二三四五六七八九十"
_COUNTED = re.compile(r"\d+(?:\.\d+)?(?=\s*(?:%|亿|万|家|个|项|人|名|笔|场|件|期|台))")
_DATED = re.compile(r"(20\d\d)(?=\s*年\s*\d{1,2}\s*月)")


def tops(letter: Document) -> list[Section]:
    """The parts that answer a suggestion each."""
    found = [s for s in letter.sections if s.kind == "heading" and re.match(f"[{HAN}]、", s.number)]
    return [s for s in found if "下一步" not in s.title]


def planted(letter: Document, chance: random.Random) -> Iterator[tuple[str, str]]:
    """(kind, text) of a letter with one error in it."""
    text = letter.text
    start = letter.sections[0].span.start
    end = next(s.span.start for s in letter.sections if s.kind == "closing")
    numbers = list(_COUNTED.finditer(text, start, end))
    for match in chance.sample(numbers, min(12, len(numbers))):
        at = chance.choice([i for i in range(match.start(), match.end()) if text[i].isdigit()])
        other = chance.choice([c for c in "123456789" if c != text[at]])
        yield "figure", text[:at] + other + text[at + 1 :]
    dates = list(_DATED.finditer(text, start, end))
    for match in chance.sample(dates, min(5, len(dates))):
        other = str(int(match[1]) + chance.choice([-1, 1]))
        yield "date", text[: match.start(1)] + other + text[match.end(1) :]
    for part in tops(letter):
        yield "left out", text[: part.span.start] + text[part.span.end :]
        rest = text[part.span.end :]
        for n in range(HAN.index(part.number[0]) + 1, 9):
            rest = re.sub(rf"(?m)^{HAN[n]}、", f"{HAN[n - 1]}、", rest, count=1)
        yield "left out, renumbered", text[: part.span.start] + rest
    yield "文号", re.sub(r"(〔\d{4}〕\s*)(\d+)", lambda m: m[1] + str(int(m[2]) + 1), text, count=1)
    inner = [s for s in letter.sections if s.kind == "heading" and re.match(f"（[{HAN}]）", s.number)]
    for section in chance.sample(inner, min(5, len(inner))) + tops(letter)[1:]:
        mark = section.number.strip("（）、")
        after = text[section.span.start :].replace(mark, HAN[(HAN.index(mark) + 1) % 10], 1)
        yield "numbering", text[: section.span.start] + after
    signature = re.search(r"\n[^\n，。；]{4,20}(?:局|委|办)\n(?=[^\n]*\d{4}\s*年)", text[end:])
    if signature:
        yield "signature", text[: end + signature.start()] + "\n" + text[end + signature.end() :]


class Remembered:
    """A library that searches for a sentence once: altered letters differ in one of theirs."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.search = cache(library.search)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)


def measure(letters: list[Path], searched: Library, folder: Path) -> tuple[Counter[str], Counter[str], int, int]:
    """(planted, found) by kind; alarms on whole letters, and how many sentences they have."""
    chance, library = random.Random(7), Remembered(searched)
    total, found = Counter[str](), Counter[str]()
    alarms = sentences = 0

    def read(text: str) -> Document:
        path = folder / f"{chance.random()}.txt"
        path.write_text(text, encoding="utf-8")
        return parse(path)

    for path in letters:
        letter = parse(path)
        whole = {(fault.kind, fault.message) for fault in check_letter(read(letter.text), library)}
        alarms += len(whole)
        sentences += len(sentence_spans(Span(0, len(letter.text)), letter.text))
        for kind, text in planted(letter, chance):
            total[kind] += 1
            faults = check_letter(read(text), library)
            found[kind] += any((fault.kind, fault.message) not in whole for fault in faults)
    return total, found, alarms, sentences


def judge(total: Counter[str], found: Counter[str], alarms: int, sentences: int) -> None:
    print(f"planted {dict(total)} found {dict(found)}; {alarms} alarms on {sentences} whole sentences")
    assert found.total() >= 0.95 * total.total(), (total, found)
    assert alarms <= 0.05 * sentences


def test_planted_errors_in_our_own_letters(sample_library: Library, tmp_path: Path) -> None:
    total, found, alarms, sentences = measure(sorted(SAMPLES.glob("云科函*")), sample_library, tmp_path)
    assert total.total() >= 50
    assert set(total) == {"figure", "date", "left out", "left out, renumbered", "文号", "numbering", "signature"}
    judge(total, found, alarms, sentences)


def test_planted_errors_in_real_letters(shared: Path, shared_library: Library, tmp_path: Path) -> None:
    letters = sorted((shared / "corpus").glob("00[012]*"))
    judge(*measure(letters, shared_library, tmp_path))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("《云溪市中试平台建设与管理办法》", "《云溪市中试平台建设和管理办法》", "名称不一致"),
        ("市科创投资集团发起设立云溪科创种子基金", "市城建投资集团发起设立云溪科创种子基金", "城建"),
    ],
)
def test_wrong_names(sample_library: Library, tmp_path: Path, before: str, after: str, words: str) -> None:
    letter = parse(next(SAMPLES.glob("*63号.pdf")))
    assert before in letter.text
    path = tmp_path / "改.txt"
    path.write_text(letter.text.replace(before, after), encoding="utf-8")
    assert any(words in fault.message for fault in check_letter(parse(path), sample_library))


def test_a_letter_that_contradicts_itself(sample_library: Library, tmp_path: Path) -> None:
    path = tmp_path / "函.txt"
    path.write_text(
        "云溪市科学技术局\n关于第9号提案答复的函\n秦望舒委员：\n《关于灯的提案》（第9号）收悉，现答复如下：\n一、装灯\n"
        "全市河堤步道已经装上路灯120盏。\n二、修路\n全市河堤步道已经装上路灯210盏，路已修好。\n专此答复。\n",
        encoding="utf-8",
    )
    messages = [fault.message for fault in check_letter(parse(path), sample_library)]
    assert any("前后数字不一致" in message and "120" in message and "210" in message for message in messages)
    assert any("没有落款单位" in message for message in messages)
