"""一是……二是……, 一要……二要……, 首先……其次……, 第一，……: lists inside a paragraph, one level below their heading."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

from ingest.numbering import han_to_int
from ingest.schema import Section, Span

_MARK = re.compile(
    r"(?:(?<=[。；;：:，,！？\n（(])|^)\s*(?:"
    r"(?P<being>[一二三四五六七八九十]{1,2})是(?!否|不是|非)"
    r"|(?P<having>[一二三四五六七八九十]{1,2})要(?![求素点件害领员义闻])"
    r"|(?P<order>首先|其次|再次|最后)[，,：:]?"
    r"|其(?P<one>[一二三四五六七八九])[，,：:是]"
    r"|第(?P<ordinal>[一二三四五六七八九十]{1,2})[，,：:])"
)
_ORDER = {"首先": 1, "其次": 2, "再次": 3}
_LAST = 0  # 最后: whatever comes after what stands before it
_TITLE_STOP = re.compile(r"[。；，,：:]")


def add_enumerations(sections: tuple[Section, ...], text: str) -> tuple[Section, ...]:
    """The sections with an entry for every such item, in document order and with their parents' indices moved."""
    if _MARK.search(text) is None:
        return sections
    found: list[tuple[Section, Section | None]] = []
    for owner, space in own_spaces(sections, text):
        found += [(item, owner) for item in _items(owner, space, text)]
    return merge_sections(sections, found)


def own_spaces(sections: tuple[Section, ...], text: str) -> list[tuple[Section | None, Span]]:
    """What stands before the first section, and in each before the first below it: what is its own."""
    spaces: list[tuple[Section | None, Span]] = []
    children: dict[int | None, list[Span]] = {}
    for section in sections:
        children.setdefault(section.parent, []).append(section.span)
    first = sections[0].span.start if sections else len(text)
    spaces.append((None, Span(0, first)))
    for i, section in enumerate(sections):
        if section.kind in {"figure", "table", "closing"}:
            continue
        inner = children.get(i, [])
        spaces.append((section, Span(section.span.start, inner[0].start if inner else section.span.end)))
    return spaces


def _items(owner: Section | None, space: Span, text: str) -> list[Section]:
    runs: list[list[re.Match[str]]] = []
    latest: dict[str, list[re.Match[str]]] = {}  # the run of every kind that could go on
    for match in _MARK.finditer(text, space.start, space.end):
        kind = str(match.lastgroup)
        value = _value(match)
        run = latest.get(kind)
        if run is not None and value in {len(run) + 1, _LAST}:
            run.append(match)
            if value == _LAST:
                del latest[kind]
        elif value == 1:
            latest[kind] = [match]
            runs.append(latest[kind])
    out: list[Section] = []
    above = owner.path if owner else ""
    runs = [run for run in runs if len(run) > 1]
    begins = [*(_start(run[0]) for run in runs), space.end]  # in the order of the text, as the runs are
    for run in runs:
        starts = [_start(match) for match in run]
        limit = begins[bisect_right(begins, starts[-1])]
        newline = text.find("\n", starts[-1], limit)
        ends = [*starts, newline if newline >= 0 else limit]  # the last item ends with its paragraph
        heads = [_TITLE_STOP.search(text, match.end(), limit) for match in run[:-1]]
        titled = sum(stop is not None and stop.group() == "。" for stop in heads) * 2 > len(heads)
        for match, (start, end) in zip(run, pairwise(ends), strict=True):
            stop = _TITLE_STOP.search(text, match.end(), end)
            title_end = stop.start() if stop else end
            label = re.sub(r"[\s，,：:]", "", match.group())
            title = text[match.end() : title_end].strip()
            out.append(
                Section(
                    "run_in" if titled else "enumeration",
                    (owner.level if owner else 0) + 1,
                    label,
                    title,
                    above + label,
                    Span(start, end),
                    Span(start, title_end),
                )
            )
    return out


def _value(match: re.Match[str]) -> int:
    word = match.group(str(match.lastgroup))
    return _ORDER.get(word, _LAST) if match.lastgroup == "order" else han_to_int(word)


def _start(match: re.Match[str]) -> int:
    """Where the mark begins, behind the white space before it."""
    return match.end() - len(match.group().lstrip())


def merge_sections(sections: tuple[Section, ...], found: list[tuple[Section, Section | None]]) -> tuple[Section, ...]:
    """The sections with others that stand in them, each given with its parent, in document order."""
    everything: list[tuple[Section, int | None, Section | None]] = [(s, i, None) for i, s in enumerate(sections)]
    everything += [(item, None, owner) for item, owner in found]
    everything.sort(key=lambda entry: (entry[0].span.start, -entry[0].span.end, entry[1] is None))
    moved = {old: new for new, (_, old, _) in enumerate(everything) if old is not None}
    identity = {id(section): i for i, section in enumerate(sections)}
    out: list[Section] = []
    for section, old, owner in everything:
        if old is not None:
            parent = moved[section.parent] if section.parent is not None else None
        else:
            parent = moved[identity[id(owner)]] if owner is not None else None
        out.append(
            Section(
                section.kind,
                section.level,
                section.number,
                section.title,
                section.path,
                section.span,
                section.heading,
                parent,
            )
        )
    return tuple(out)
