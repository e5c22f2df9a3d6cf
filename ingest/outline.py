"""From paragraphs to the tree of numbered sections.

Whether a number is a heading is decided by the whole sequence, not by one line's pattern: every number that stands
where a heading could is a candidate, and a beam search chooses the readings that cost least, where a step in the
sequence (二 after 一, 1. below （一）) is free and a jump, a restart or an odd form costs. Numbering that restarts
inside a 专栏 box, a heading that lost its dot and a quantity at a line's start all fall out of that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ingest.headings import Block, Candidate, candidates_of
from ingest.numbering import RANK, Marker, read_marker
from ingest.schema import Section, SectionKind, Span

_BEAM = 24
_BOX = re.compile(r"(专栏)\s*(\d+(?:\s*[-—.－]\s*\d+)?|[一二三四五六七八九十]+)\s*[：:]?\s*")
_FIGURE = re.compile(r"(图)\s*(\d+(?:\s*[-—.－]\s*\d+)?)\s*(?=\S)")
_UNNUMBERED = re.compile(r"(?:前\s*言|引\s*言|序\s*言|导\s*言|结\s*语|后\s*记|附\s*则|总\s*则)")
_ANNEX = re.compile(r"附\s*件\s*(\d{1,2}|[一二三四五六七八九十])?\s*[：:]?")
_CLOSING = re.compile(
    r"(?:专此|特此|此复|此函|以上(?:答复|意见)|再次感谢|感谢您|感谢你|衷心感谢|[（(]?\s*联\s*系\s*人|公开(?:方式|属性)|抄\s*送)"
)
# A heading goes up to the first of these; a comma may stand inside.
_TITLE_STOP = re.compile(r"[。；：]|:(?!\d\d)|:(?=\d{4})")
_INLINE = re.compile(r"(?<=[^\s，、；：])\s+(?=[（(][一二三四五六七八九十]{1,3}[）)]\s*\S)")


@dataclass(frozen=True, slots=True)
class _Level:
    """An open heading: a number of some style, a box, a dash, an unnumbered heading."""

    style: str
    ordinal: int
    index: int  # of the section that was opened


@dataclass(frozen=True, slots=True)
class _State:
    cost: float
    stack: tuple[_Level, ...]
    forms: tuple[tuple[str, bool], ...]  # how headings of a style look (alone in their paragraph or run in)
    counted: tuple[tuple[str, int], ...]  # the last number of every style, for numbering that counts through
    taken: tuple[tuple[int, int, int | None], ...]  # (candidate, depth in the tree, candidate of the parent)


def read_outline(blocks: list[Block], text: str) -> tuple[Section, ...]:
    """The sections of a document, in document order; spans nest, and siblings cover what lies between them."""
    closing = _find_closing(blocks)
    body = [block for block in blocks if block.start < closing]
    candidates = [c for block in body for c in candidates_of(block)]
    chosen = _search(candidates)
    sections = _build(candidates, chosen, closing)
    if closing < len(text):
        end = text.find("\n", closing)
        line = Span(closing, len(text) if end < 0 else end)
        words = re.split("[，。,]", line.of(text))[0]
        sections.append(Section("closing", 1, "", words, "", Span(closing, len(text)), line))
    return tuple(sections)


def _find_closing(blocks: list[Block]) -> int:
    """Where the closing block (thanks, signature, contact, 公开方式, 抄送) begins; else the text's end."""
    end = blocks[-1].start + len(blocks[-1].text) if blocks else 0
    tail = range(max(0, len(blocks) - 16), len(blocks))
    for i in tail:
        block = blocks[i]
        if i > 2 and len(block.text) <= 160 and _CLOSING.match(block.text) and read_marker(block.text) is None:
            start = i
            # the signature may stand before the contact line where there is no 专此答复
            while (
                start > 3 and re.match(r"公开|抄|[（(]?\s*联", blocks[start].text) and _is_signature(blocks[start - 1])
            ):
                start -= 1
            return blocks[start].start
    for i in tail:  # a paper that ends in its issuer and date
        if i >= 3 and _is_signature(blocks[i]) and all(_is_signature(block) for block in blocks[i:]):
            return blocks[i].start
    return end


def _is_signature(block: Block) -> bool:
    text = block.text.strip()
    return (
        len(text) <= 40
        and bool(
            re.search(r"(?:局|委员会|政府|办公室|厅|部|院|中心|委|办)(?:\s*\d{4}年.*日)?$", text)
            or re.fullmatch(r"[\d〇○零一二三四五六七八九十]{4}\s*年.{1,8}月(.{1,6}日)?", text)
        )
        and not re.search("[，。；：]", text)
    )


def _search(candidates: list[Candidate]) -> tuple[tuple[int, int, int | None], ...]:
    beam = [_State(0.0, (), (), (), ())]
    for index, candidate in enumerate(candidates):
        following: dict[tuple[tuple[str, int], ...], _State] = {}
        for state in beam:
            for new in _steps(state, candidate, index):
                key = tuple((level.style, level.ordinal) for level in new.stack)
                if key not in following or new.cost < following[key].cost:
                    following[key] = new
        beam = sorted(following.values(), key=lambda s: s.cost)[:_BEAM]
    return min(beam, key=lambda s: s.cost).taken


def _open(state: _State, depth: int, level: _Level, cost: float, *, keep: bool = True) -> _State:
    """The state after a heading is opened below the first `depth` open ones."""
    parent = state.stack[depth - 1].index if depth else None
    stack = (*state.stack[:depth], level) if keep else state.stack[:depth]
    return _State(state.cost + cost, stack, state.forms, state.counted, (*state.taken, (level.index, depth, parent)))


def _steps(state: _State, candidate: Candidate, index: int) -> list[_State]:
    depth = len(state.stack)
    box = next((i for i, level in enumerate(state.stack) if level.style == "box"), None)
    match candidate.kind:
        case "unnumbered" | "annex":
            return [_open(state, 0, _Level(candidate.kind, 1, index), 0.0)]
        case "box":
            end = next(
                (i for i, level in enumerate(state.stack) if level.style in {"box", "dash", "unnumbered"}), depth
            )
            return [_open(state, end, _Level("box", 1, index), 0.0)]
        case "figure":
            at = depth - 1 if depth and state.stack[-1].style == "dash" else depth
            return [_open(state, at, _Level("figure", 1, index), 0.0, keep=False)]
        case "dash":
            at = next((i for i, level in enumerate(state.stack) if level.style == "dash"), depth)
            return [_open(state, at, _Level("dash", 1, index), 0.0), replace(state, cost=state.cost + candidate.weight)]
    assert candidate.marker is not None
    marker = candidate.marker
    out = [replace(state, cost=state.cost + candidate.weight)]
    level = _Level(marker.style, marker.ordinal, index)
    for at in range(depth + 1):
        inside_box = box is not None and at > box
        through = dict(state.counted).get(marker.style) == marker.ordinal - 1 and not inside_box
        cost = _sequence_cost(state.stack, at, marker, through=through)
        if cost is None:
            continue
        form = ("box " if inside_box else "") + marker.style
        known = dict(state.forms).get(form)
        if known is not None and known != candidate.alone:
            cost += 0.8
        if marker.style == "phase" and not inside_box:
            cost += 3.0
        opened = _open(state, at, level, cost)
        forms = {**dict(state.forms), form: candidate.alone}
        counted = state.counted if inside_box else (*dict(state.counted, **{marker.style: marker.ordinal}).items(),)
        out.append(replace(opened, forms=tuple(sorted(forms.items())), counted=counted))
    return out


def _sequence_cost(stack: tuple[_Level, ...], at: int, marker: Marker, *, through: bool) -> float | None:
    """What it costs to open `marker` below the first `at` open headings; None where it cannot stand.

    `through`: the number follows the last of its style, wherever that stood (一、（一）（二） 二、（三）（四）).
    """
    below = stack[at] if at < len(stack) else None  # the heading it would follow as a sibling
    above = stack[at - 1] if at else None
    if above is not None and above.style in {"dash", "unnumbered"}:
        return None
    if above is not None and above.style in RANK and RANK[above.style] >= RANK[marker.style]:
        return None if above.style == marker.style else 4.0 if marker.ordinal == 1 else None
    if below is None or below.style != marker.style:
        # the first of its kind here: it should count from one. Chapters group articles that count through.
        jump = 0.0 if marker.ordinal == 1 else 0.2 if through and above else min(2.0 * (marker.ordinal - 1), 6.0)
        # beside a heading of another kind: rare, but a box, a dash or a preface simply ends
        beside = {"box": 0.4}.get(below.style, 1.5 if below.style in RANK else 0.0) if below is not None else 0.0
        return jump + beside
    step = marker.ordinal - below.ordinal
    if step == 1:
        return 0.0
    if step > 1:
        return min(1.0 * (step - 1) + 0.5, 5.0)
    return 2.5 if marker.ordinal == 1 else 4.0


def _build(candidates: list[Candidate], chosen: tuple[tuple[int, int, int | None], ...], end: int) -> list[Section]:
    sections: list[Section] = []
    place = {index: i for i, (index, _, _) in enumerate(chosen)}
    for i, (index, depth, parent_candidate) in enumerate(chosen):
        candidate = candidates[index]
        parent = place[parent_candidate] if parent_candidate is not None else None
        stop = end
        if candidate.kind == "figure":
            stop = candidate.title_end
        else:
            for later, later_depth, _ in chosen[i + 1 :]:
                if later_depth <= depth and candidates[later].kind != "figure":
                    stop = candidates[later].start
                    break
        kind = _kind(candidate, sections[parent] if parent is not None else None)
        path = _path(candidate, kind, sections[parent] if parent is not None else None)
        number = "" if candidate.kind == "unnumbered" else candidate.label
        title = candidate.title.strip().rstrip("。：:；")
        heading = Span(candidate.start, candidate.title_end)
        sections.append(
            Section(
                kind, depth + 1, number, title, path, Span(candidate.start, max(stop, heading.end)), heading, parent
            )
        )
    return sections


def _kind(candidate: Candidate, parent: Section | None) -> SectionKind:
    match candidate.kind:
        case "box" | "figure" | "dash":
            return candidate.kind
        case "number" if parent is not None and parent.kind in {"box", "box_item"}:
            return "box_item"
        case _:
            return "heading"


def _path(candidate: Candidate, kind: SectionKind, parent: Section | None) -> str:
    above = parent.path if parent is not None else ""
    match kind:
        case "dash":
            return f"{above}——{candidate.title.strip()}"
        case "box" | "figure":
            return f"{above}·{candidate.label}" if above else candidate.label
        case "box_item" if parent is not None and parent.kind == "box":
            return f"{above}·{candidate.label}"
    if candidate.marker is not None and candidate.marker.style in {"chapter", "division", "article", "part"}:
        return f"{above} {candidate.label}".strip()
    if parent is not None and parent.kind == "heading" and candidate.kind == "number" and above[-1:] not in "、）.":
        return f"{above} {candidate.label}"
    return f"{above}{candidate.label}"
