"""No pattern stops the server: while `re` searches, no other thread runs.

Every pattern at the top of a module, and every one written out where it is used, is tried on strings made to be nearly
what it looks for. A pattern whose time grows
with the square of the length passes; one that grows with the cube, or doubles with each sign, does not.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from tests.support.quickly import TooSlowError, within

PACKAGES = ("ingest", "vectorstore", "assistant", "eval")
LENGTH = 2_000
LIMIT = 1.0  # seconds of work for one string
# Tried at a sixteenth of the length first: what takes less than this there cannot reach the limit with the cube.
SHORT, SUSPICIOUS = LENGTH // 16, LIMIT / 16**3
_UNITS = (
    " ", "\t", " \t", "\u3000", "\n", "-", "- ", "->", "—", "=", "*", "_", "`", "#", "~", ".", "·", "…", "/", "|", "| ",
    "1", "1 ", "1.", "1、", "2025", "2025年", "10:", "一", "一、", "十", "第", "第1", "字", "字 ", "字、", "各", "各字", "的", "、", "，", "：", "; ",
    "（", "）", "(", "[", "](", "【", "《", "《字》", "〔", "〈", "“", "<", "< ", "a", "a ", "A1", "a-", "a.", "- a: b\n", "  a\n", "> a  ",
)  # fmt: skip
_STARTS = ("2025", "011", "---\n", "# ", "第1", "（")
_MOST_WORDS = 40
_WORST = 3


def runs_for(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Starts and the units that are repeated behind them: nothing, a usual start or a word of the pattern's own before
    blanks, dashes and the like; and its words."""
    words = list(dict.fromkeys(re.findall(r"[\u4e00-\u9fff]+|[A-Za-z]{3,}", pattern.pattern)))[:_MOST_WORDS]
    yield from (("", unit) for unit in (*_UNITS, *words, *(f"{word} " for word in words)))
    yield from product((*_STARTS, *words), (" ", "-", "1", "字", "> a  ", "- a: b\n"))


def patterns() -> dict[str, re.Pattern[str]]:
    """Those at the top of the modules, alone or in tuples, lists and tables, and those of calls; each once, under the
    first of its names."""
    found: dict[re.Pattern[str], str] = {}
    for name in PACKAGES:
        package = importlib.import_module(name)
        modules = [name, *(module.name for module in pkgutil.walk_packages(package.__path__, f"{name}."))]
        for module in modules:
            loaded = importlib.import_module(module)
            for place, value in vars(loaded).items():
                for at, pattern in _inside(value, f"{module}.{place}"):
                    found.setdefault(pattern, at)
            for at, pattern in written_out(Path(str(loaded.__file__)).read_text("utf-8"), module):
                found.setdefault(pattern, at)
    return {at: pattern for pattern, at in found.items()}


def _inside(value: object, at: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield at, value
    elif isinstance(value, (tuple, list, dict)) and not at.endswith("__"):
        for key, held in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _inside(held, f"{at}[{key}]")


def written_out(source: str, at: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns that calls of `re` are given as they stand, and their flags."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(ast.Attribute(ast.Name("re")), [ast.Constant(str(pattern)), *_]):
                rest = [ast.unparse(arg) for arg in (*node.args[1:], *(keyword.value for keyword in node.keywords))]
                flags = [re.RegexFlag[name] for arg in rest for name in re.findall(r"\bre\.([A-Z]+)\b", arg)]
                yield f"{at}:{node.lineno}", re.compile(pattern, sum(flags))


def work(pattern: re.Pattern[str], start: str, unit: str, length: int) -> float:
    """Seconds for a string that ends in what the pattern does not look for."""
    text = (start + unit * (length // len(unit) + 1))[:length] + "。"
    begun = time.process_time()
    pattern.search(text)
    pattern.fullmatch(text)
    return time.process_time() - begun


def slow_run(pattern: re.Pattern[str]) -> tuple[str, str] | None:
    """A run that takes the pattern too long: of all at the short length, of the worst at the full one."""
    taken: dict[tuple[str, str], float] = {}
    run = ("", "")
    try:
        for run in runs_for(pattern):
            with within(LIMIT):
                taken[run] = work(pattern, *run, SHORT)
        for run in sorted(taken, key=taken.__getitem__, reverse=True)[:_WORST]:
            with within(LIMIT):
                if taken[run] > SUSPICIOUS:
                    work(pattern, *run, LENGTH)
    except TooSlowError:
        return run
    return None


def test_patterns_of_calls_are_found() -> None:
    source = "def f(t):\n    return re.sub('甲' r'.', '', t) or re.findall('^乙', t, re.M | re.S) or re.split(t, '丙')"
    assert list(written_out(source, "m")) == [("m:2", re.compile("甲.")), ("m:2", re.compile("^乙", re.M | re.S))]


def test_every_pattern_is_fast() -> None:
    found = patterns()
    assert len(found) > 400
    assert any(":" in at for at in found)
    slow = {at: run for at, pattern in found.items() if (run := slow_run(pattern))}
    assert not slow, "\n".join(f"{at} with {run}" for at, run in slow.items())


@pytest.mark.parametrize(
    "pattern", [r"(?:a|a)+b", r"(?:字+)+$", r"[ \t]*x?[ \t]*y?[ \t]*z?[ \t]*!", r"第\s*\s*\s*\s*号"]
)
def test_a_slow_one_is_found(pattern: str) -> None:
    assert slow_run(re.compile(pattern)) is not None
