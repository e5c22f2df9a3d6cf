"""Numbers that skip, repeat or begin late: of headings, and of 一是… and 第一，… in a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.drafting.checks.fault import Fault, fault_at
from ingest.numbering import int_to_han, read_marker
from ingest.schema import Document, Span

_LEVELS = ("han", "han_paren", "digit", "digit_paren")  # 一、（一）1.（1）: GB/T 9704-2012, 7.3.3
_HAN = "一二三四五六七八九十"
_RUNS = (
    re.compile(rf"(?:(?<=[。；;：:，,！\s”）])|^)(?P<n>[{_HAN}])是(?=[^否不])", re.M),
    re.compile(rf"(?:(?<=[。；;：:，,！\s”）])|^)第(?P<n>[{_HAN}])[，,]", re.M),
)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A number where it stands; `shown` is what the outline calls it."""

    span: Span
    ordinal: int
    shown: str


def numbering_faults(letter: Document, end: int) -> Iterator[Fault]:
    """The faults in the numbers before the offset `end`, where the closing begins."""
    breaks: list[int] = []
    for style, run in _headings(letter, end, breaks):
        yield from _sequence(letter, run, style.startswith("han"))
    for pattern in _RUNS:
        for run in _runs(letter, end, pattern, breaks):
            yield from _sequence(letter, run, True)


def _sequence(letter: Document, run: Sequence[_Mark], han: bool) -> Iterator[Fault]:
    """One fault for one slip: where the next number goes on as if it were right, only this one is wrong."""
    expected = 1
    for i, mark in enumerate(run):
        if mark.ordinal != expected:
            wanted = mark.shown.replace(*_numerals(mark, expected, han), 1)
            message = f"编号不连续：这里是“{mark.shown}”，按顺序应是“{wanted}”。"
            yield fault_at(letter, "numbering", message, mark.span)
            goes_on = i + 1 < len(run) and run[i + 1].ordinal == expected + 1
            expected = expected if goes_on else mark.ordinal
        expected += 1


def _numerals(mark: _Mark, expected: int, han: bool) -> tuple[str, str]:
    return (int_to_han(mark.ordinal), int_to_han(expected)) if han else (str(mark.ordinal), str(expected))


def _headings(letter: Document, end: int, breaks: list[int]) -> list[tuple[str, list[_Mark]]]:
    """The runs of numbers of each kind, a new run below each heading of a higher kind; `breaks` gets the places of
    the upper two levels, where a run within paragraphs ends."""
    open_runs: dict[str, list[_Mark]] = {}
    done: list[tuple[str, list[_Mark]]] = []
    for start, style, ordinal, shown in _markers(letter, end):
        for inner in _LEVELS[_LEVELS.index(style) + 1 :]:
            open_runs.pop(inner, None)
        if style not in open_runs:
            open_runs[style] = []
            done.append((style, open_runs[style]))
        open_runs[style].append(_Mark(Span(start, start + len(shown)), ordinal, shown))
        if style in _LEVELS[:2]:
            breaks.append(start)
    return done


def _markers(letter: Document, end: int) -> Iterator[tuple[int, str, int, str]]:
    """(place, style, ordinal, as written) of the numbers that stand before headings, and of those of the upper levels
    that stand at the start of a line and were not taken for headings: what breaks a sequence is looked for."""
    found: dict[int, tuple[str, int, str]] = {}
    for section in letter.sections:
        marker = read_marker(section.number) if section.kind == "heading" else None
        if marker is not None and marker.style in _LEVELS:
            found[section.span.start] = (marker.style, marker.ordinal, section.number)
    position = 0
    for line in letter.text[:end].split("\n"):
        marker = read_marker(line)
        if marker is not None and (marker.style in _LEVELS[:2] or marker.style == "digit_paren"):
            found.setdefault(position, (marker.style, marker.ordinal, marker.number))
        position += len(line) + 1
    for start in sorted(found):
        yield start, *found[start]


def _runs(letter: Document, end: int, pattern: re.Pattern[str], breaks: Sequence[int]) -> Iterator[list[_Mark]]:
    """一是…二是…: each run of them; 一是 and a heading begin a new one."""
    run: list[_Mark] = []
    for match in pattern.finditer(letter.text, 0, end):
        ordinal = _HAN.index(match["n"]) + 1
        mark = _Mark(Span(match.start(), match.end()), ordinal, match.group().rstrip("，,"))
        if run and (ordinal == 1 or any(run[-1].span.start < at <= mark.span.start for at in breaks)):
            yield run
            run = []
        run.append(mark)
    if run:
        yield run
