"""一是……二是……: lists that stand inside a paragraph, one level below the heading they belong to."""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.numbering import han_to_int
from ingest.schema import Section, Span

_MARK = re.compile(r"(?:(?<=[。；;：:，,！？\n（(])|^)\s*([一二三四五六七八九十]{1,2})是(?!否|不是|非)")
_TITLE_STOP = re.compile(r"[。；，,：:]")


def add_enumerations(sections: tuple[Section, ...], text: str) -> tuple[Section, ...]:
    """The sections with an entry for every 一是… item, in document order and with their parents' indices moved."""
    if not text:
        return sections
    spaces: list[tuple[Section | None, Span]] = []
    children: dict[int | None, list[Span]] = {}
    for section in sections:
        children.setdefault(section.parent, []).append(section.span)
    first = sections[0].span.start if sections else len(text)
    spaces.append((None, Span(0, first)))
    for i, section in enumerate(sections):
        if section.kind in {"figure", "closing"}:
            continue
        inner = children.get(i, [])
        spaces.append((section, Span(section.span.start, inner[0].start if inner else section.span.end)))
    found: list[tuple[Section, Section | None]] = []
    for owner, space in spaces:
        found += [(item, owner) for item in _items(owner, space, text)]
    return _merge(sections, found)


def _items(owner: Section | None, space: Span, text: str) -> list[Section]:
    runs: list[list[re.Match[str]]] = []
    for match in _MARK.finditer(text, space.start, space.end):
        value = han_to_int(match.group(1))
        if runs and value == len(runs[-1]) + 1:
            runs[-1].append(match)
        elif value == 1:
            runs.append([match])
    out: list[Section] = []
    above = owner.path if owner else ""
    for n, run in enumerate(runs):
        if len(run) < 2:
            continue
        limit = min([r[0].start(1) for r in runs[n + 1 :] if len(r) > 1] + [space.end])
        starts = [match.start(1) for match in run]
        newline = text.find("\n", starts[-1], limit)
        ends = [*starts, newline if newline >= 0 else limit]  # the last item ends with its paragraph
        heads = [_TITLE_STOP.search(text, match.end(), limit) for match in run[:-1]]
        titled = sum(stop is not None and stop.group() == "。" for stop in heads) * 2 > len(heads)
        for match, (start, end) in zip(run, pairwise(ends), strict=True):
            stop = _TITLE_STOP.search(text, match.end(), end)
            title_end = stop.start() if stop else end
            label = match.group(1) + "是"
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


def _merge(sections: tuple[Section, ...], found: list[tuple[Section, Section | None]]) -> tuple[Section, ...]:
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
