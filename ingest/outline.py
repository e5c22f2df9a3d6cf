"""From paragraphs to the tree of numbered sections.

Whether a number is a heading is decided by the whole sequence, not by one line's pattern: every number that stands
where a heading could is a candidate (`headings`), and `sequence` chooses the cheapest reading of all of them.
Numbering that restarts inside a 专栏 box, a heading that lost its dot and a quantity at a line's start all fall out of
that. Here the chosen ones become sections with their places, and the closing block (`closing`) the last of them.
"""

from __future__ import annotations

import re

from ingest.closing import annex_list, find_closing, inner_closings
from ingest.headings import Block, Candidate, candidates_of
from ingest.numbering import STATUTE
from ingest.schema import Section, SectionKind, Span
from ingest.sequence import Taken, choose


def read_outline(blocks: list[Block], text: str) -> tuple[Section, ...]:
    """The sections of a document, in document order; spans nest, and siblings cover what lies between them."""
    closing = find_closing(blocks)
    candidates = _candidates(blocks, closing)
    chosen = choose(candidates)
    sections = _build(candidates, chosen, closing, text)
    if closing < len(text):
        end = text.find("\n", closing)
        line = Span(closing, len(text) if end < 0 else end)
        words = re.split("[，。,]", line.of(text))[0]
        sections.append(Section("closing", 1, "", words, "", Span(closing, len(text)), line))
    return tuple(sections)


def _candidates(blocks: list[Block], closing: int) -> list[Candidate]:
    listed = annex_list(blocks)
    quoted = _quoted(blocks)
    inner = dict(inner_closings(blocks, closing))
    out: list[Candidate] = []
    skipped = -1  # paragraphs of an inner closing block
    for i, block in enumerate(blocks):
        if block.start >= closing:
            break
        if i in inner:
            skipped = inner[i]
            end = blocks[skipped].start + len(blocks[skipped].text)
            out.append(Candidate("closing", block.start, end, block.text, None, "", True, 9.0))
        elif i > skipped and i not in listed:
            found = candidates_of(block)
            if found and found[0].kind == "annex" and not found[0].title and i + 1 < len(blocks):
                found = [_titled_below(found[0], blocks[i + 1 : i + 3])]
            if i in quoted:
                found = [candidate._replace(weight=min(candidate.weight, _QUOTED)) for candidate in found]
            out += found
    return out


def _quoted(blocks: list[Block]) -> set[int]:
    """The paragraphs behind the first of a quotation that was opened in one and is closed in another.

    Their numbers are those of what is quoted, unless the sequence says otherwise: marks are lost, or never closed.
    """
    out: set[int] = set()
    opened = -1
    for i, block in enumerate(blocks):
        marks = block.text.count("“") - block.text.count("”")
        if opened >= 0 and i - opened <= _LONGEST_QUOTATION:
            if marks < 0:
                out.update(range(opened + 1, i + 1))
            elif marks == 0:
                continue
        # a paragraph that opens another before the first was closed begins anew, as printers do it
        opened = i if marks > 0 else -1
    return out


_QUOTED = 0.4  # what it costs to take a number for text where it stands inside a quotation
_LONGEST_QUOTATION = 30  # paragraphs


def _titled_below(annex: Candidate, below: list[Block]) -> Candidate:
    """An annex whose title is the line below its number, or the two lines: 关于……的 / 调查报告."""
    taken: list[Block] = []
    for block in below:
        title = block.text
        if block.is_row or not 4 <= len(title) <= 50 or title[-1] in "。；，：:" or candidates_of(block):
            break
        if taken and (_PAPER.search(taken[0].text) or not _PAPER.search(title)):
            break
        taken.append(block)
    if not taken:
        return annex
    end = taken[-1].start + len(taken[-1].text)
    title = "".join(block.text for block in taken)
    return annex._replace(title=title, title_end=end)


_PAPER = re.compile("(?:报告|方案|办法|规定|细则|意见|指南|名单|清单|目录|一览表|分工|.表|标准|预案|说明|通知|承诺书)$")


def _build(candidates: list[Candidate], chosen: list[Taken], end: int, text: str) -> list[Section]:
    stops = _stops(candidates, chosen, end)
    _end_dashes(candidates, chosen, stops, text)
    sections: list[Section] = []
    place: dict[int, int] = {}
    for i, (taken, stop) in enumerate(zip(chosen, stops, strict=True)):
        candidate = candidates[taken.candidate]
        place[taken.candidate] = i
        parent = place[taken.parent] if taken.parent is not None else None
        above = sections[parent] if parent is not None else None
        kind = _kind(candidate, above)
        title_end = candidate.start + len(candidate.title) if kind == "closing" else candidate.title_end
        heading = Span(candidate.start, title_end)
        sections.append(
            Section(
                kind=kind,
                level=taken.depth + 1,
                number="" if candidate.kind == "unnumbered" else candidate.label,
                title=_title(candidate.title),
                path=_path(candidate, kind, above, sections),
                span=Span(candidate.start, max(stop, heading.end)),
                heading=heading,
                parent=parent,
            )
        )
    return sections


def _stops(candidates: list[Candidate], chosen: list[Taken], end: int) -> list[int]:
    """Where each of the chosen ends: where the next at its depth or above begins. A caption is its own line."""
    stops = [end] * len(chosen)
    still_open: list[int] = []  # of `chosen`, outermost first
    for i, taken in enumerate(chosen):
        candidate = candidates[taken.candidate]
        if candidate.kind in _LINES:
            stops[i] = candidate.title_end
        if candidate.kind in _CAPTIONS:
            continue
        while still_open and chosen[still_open[-1]].depth >= taken.depth:
            stops[still_open.pop()] = candidate.start
        if candidate.kind not in _LINES:
            still_open.append(i)
    return stops


def _end_dashes(candidates: list[Candidate], chosen: list[Taken], stops: list[int], text: str) -> None:
    """Ends the last of several —— at its paragraph where those before it are paragraphs, too.

    Nothing else says where a run of them ends: what comes behind it belongs to the heading above.
    """
    single: dict[tuple[int, int | None], bool] = {}  # whether the one before, in the same place, was a paragraph
    for i, taken in enumerate(chosen):
        candidate = candidates[taken.candidate]
        if candidate.kind != "dash":
            continue
        place = (taken.depth, taken.parent)
        line_end = text.find("\n", candidate.start)
        if line_end < 0 or candidate.alone:
            single[place] = False
        elif stops[i] <= line_end + 1:
            single[place] = single.get(place, True)
        elif single.get(place, False):
            stops[i] = line_end


_CAPTIONS = frozenset({"figure", "table"})  # stand inside whatever is open
_LINES = _CAPTIONS | {"closing"}  # have nothing below them


def _title(text: str) -> str:
    """The title as it is cited; single characters set apart (总　　则) are one word."""
    title = text.strip().rstrip("。：:；")
    return title.replace(" ", "") if " " in title and _SPREAD.fullmatch(title) else title


_SPREAD = re.compile(r"[\u4e00-\u9fff](?: [\u4e00-\u9fff])+")


def _kind(candidate: Candidate, parent: Section | None) -> SectionKind:
    match candidate.kind:
        case "box" | "figure" | "table" | "dash" | "closing":
            return candidate.kind
        case "number" if parent is not None and parent.kind in {"box", "box_item"}:
            return "box_item"
        case _:
            return "heading"


def _path(candidate: Candidate, kind: SectionKind, parent: Section | None, sections: list[Section]) -> str:
    marker = candidate.marker
    if marker is not None and marker.within:  # 1.2.3 says its parents itself
        while parent is not None and re.fullmatch(r"[\d.]+", parent.number):
            parent = sections[parent.parent] if parent.parent is not None else None
    above = parent.path if parent is not None else ""
    match kind:
        case "closing":
            return ""
        case "dash":
            return f"{above}——{candidate.title.strip()}"
        case "box" | "figure" | "table":
            return f"{above}·{candidate.label}" if above else candidate.label
        case "box_item" if parent is not None and parent.kind == "box":
            return f"{above}·{candidate.label}"
    if marker is not None and marker.style in STATUTE:
        return f"{above} {candidate.label}".strip()
    if parent is not None and parent.kind == "heading" and candidate.kind == "number" and above[-1:] not in "、）.":
        return f"{above} {candidate.label}"
    return f"{above}{candidate.label}"
