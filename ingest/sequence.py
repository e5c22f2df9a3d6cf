"""Which of the numbers at a paragraph's start are headings: the cheapest reading of the whole sequence.

A step in the sequence (二 after 一, 1. below （一）) is free; a jump, a restart or an odd form costs, as does taking
a number for text. A beam search finds the cheapest reading. Where every number fits exactly one place for nothing
there is nothing to search, so the beam only opens a little before something does not fit, and closes again once it
has settled: a statute of a thousand articles is read in one pass.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ingest.headings import Candidate
from ingest.numbering import RANK, Marker

_BEAM = 24
_MARGIN = 6.5  # readings that cost so much more than the best never win
_LOOK_BACK = 8  # candidates before trouble that are read anew
_SETTLED = 8  # candidates without a cost after which the best reading is kept alone

_Level = tuple[str, int, int, tuple[int, ...]]  # an open heading: style, ordinal, sub, within
_SPACES = frozenset({"box", "annex"})  # what counts anew behind them counts inside them
_GROUPS = frozenset({"part", "subpart", "chapter", "division"})
# A quoted plan or a told list may use the numbers of what it stands in: 一、 inside 一、 or inside （一）.
_NESTED = frozenset({"han", "han_paren", "digit", "digit_paren"})
# Dearer than a restart, so that a second paper stands behind the first, and than one number taken for text; cheaper
# than a restart from which the outer numbers go on as if nothing had been. A restart and this stay in one beam.
_NEST = 3.2
_NOT_LEFT = 1.5  # what a numbering costs behind which the one around it never goes on
_FAMILY = {"decimal": ("digit", "chapter", "han"), "subdecimal": ("decimal",)}


class Taken(NamedTuple):
    """A candidate that is a heading: its index, how many headings are open above it, the index of its parent."""

    candidate: int
    depth: int
    parent: int | None


_Taken = tuple["_Taken", int, int, int | None] | None  # a linked list, the last first: what is before it, a `Taken`


@dataclass(slots=True)
class _State:
    """A reading of the candidates so far. Never changed once made: states share their parts."""

    cost: float
    levels: tuple[_Level, ...]  # the open headings, outermost first
    owners: tuple[int, ...]  # their candidates
    forms: dict[str, bool | None]  # how headings of a style look (alone in their paragraph or run in; None: both)
    counted: dict[str, int]  # the last number of every style, for numbering that counts through
    taken: _Taken


def choose(candidates: list[Candidate]) -> list[Taken]:
    """The candidates that are headings, in order."""
    beam = [_State(0.0, (), (), {}, {}, None)]
    trail = list(beam)  # the states of the single reading, since the beam was closed
    costs: list[float] = []  # of the best reading, since the beam was opened
    known = 0  # candidates before this one were in the beam already
    i = 0
    while i < len(candidates):
        if len(beam) == 1 and i >= known:
            new = _obvious(beam[0], candidates[i], i)
            if new is not None:
                trail.append(new)
                beam = [new]
                i += 1
                continue
            back = min(_LOOK_BACK, len(trail) - 1)
            known = i + 1
            beam, i, costs = [trail[-1 - back]], i - back, []
        beam = _advance(beam, candidates[i], i)
        i += 1
        costs.append(beam[0].cost)
        settled = len(costs) > _SETTLED and costs[-1] - costs[-1 - _SETTLED] < 0.01
        if i >= known and settled and (len(beam) == 1 or beam[1].cost - beam[0].cost >= 1.0):
            beam = beam[:1]
            trail = list(beam)
        elif len(beam) == 1 and i >= known:
            known, trail = i, list(beam)
    return _unlinked(min(beam, key=lambda state: state.cost + _left_open(state.levels)))


def _unlinked(state: _State) -> list[Taken]:
    out: list[Taken] = []
    node = state.taken
    while node is not None:
        node, candidate, depth, parent = node
        out.append(Taken(candidate, depth, parent))
    out.reverse()
    return out


def _advance(beam: list[_State], candidate: Candidate, index: int) -> list[_State]:
    """The best readings one candidate further, the best first; `beam` is in that order, too."""
    marker = candidate.marker
    following: dict[tuple[_Level, ...], _State] = {}
    limit = float("inf")
    for state in beam:
        if marker is None or candidate.kind == "dash":
            taken = _special(state, candidate, index)
            if taken.levels not in following or following[taken.levels].cost > taken.cost:
                following[taken.levels] = taken
            limit = min(limit, taken.cost + _MARGIN)
            if candidate.kind != "dash":
                continue
        cost = state.cost + candidate.weight
        there = following.get(state.levels)
        if cost < limit and (there is None or cost < there.cost):
            following[state.levels] = _State(cost, state.levels, state.owners, state.forms, state.counted, state.taken)
            limit = min(limit, cost + _MARGIN)
        if marker is None:
            continue
        level: _Level = (marker.style, marker.ordinal, marker.sub, marker.within)
        box = _box(state.levels)
        for at, sequence_cost in _places(state, marker, box):
            apart = _apart(state.levels, at, marker.style, box)
            cost = state.cost + sequence_cost + _form_cost(state, candidate, marker, apart)
            if marker.style == "phase" and not -1 < box < at:
                cost += 3.0
            if cost >= limit:
                continue
            levels = (*state.levels[:at], level)
            there = following.get(levels)
            if there is None or cost < there.cost:
                following[levels] = _numbered(state, at, candidate, marker, index, cost - state.cost, apart)
                limit = min(limit, cost + _MARGIN)
    kept = sorted(following.values(), key=lambda state: state.cost)[:_BEAM]
    return [state for state in kept if state.cost < limit]


def _obvious(state: _State, candidate: Candidate, index: int) -> _State | None:
    """The state after a candidate that fits one place for nothing; None where there is anything to weigh."""
    marker = candidate.marker
    if marker is None:
        return _special(state, candidate, index)
    if marker.doubtful or marker.style == "phase" or candidate.weight < 0.7:
        return None
    box = _box(state.levels)
    found = -1
    for at, cost in _places(state, marker, box):
        if cost == 0.0:
            if found >= 0:
                return None
            found = at
    if found < 0:
        return None
    apart = _apart(state.levels, found, marker.style, box)
    if _form_cost(state, candidate, marker, apart) >= candidate.weight:
        return None
    return _numbered(state, found, candidate, marker, index, 0.0, apart)


def _box(levels: tuple[_Level, ...]) -> int:
    for i, level in enumerate(levels):
        if level[0] == "box":
            return i
    return -1


def _apart(levels: tuple[_Level, ...], at: int, style: str, box: int) -> str:
    """What a number below the first `at` levels counts and looks for itself by: a box, a nest, or "" for nothing."""
    if -1 < box < at:
        return "box "
    return "nest " if _is_nested(levels, at, style) else ""


def _is_nested(levels: tuple[_Level, ...], at: int, style: str) -> bool:
    """Whether a number below the first `at` levels, or one of those, stands in one of its own rank or an inner one."""
    innermost = -1
    for level in levels[:at]:
        rank = RANK.get(level[0], -1)
        if -1 < rank <= innermost:
            return True
        innermost = max(innermost, rank)
    return RANK[style] <= innermost


def _left_open(levels: tuple[_Level, ...]) -> float:
    """What it costs that nothing behind a nested numbering says it was nested."""
    nested = bool(levels) and levels[-1][0] in RANK and _is_nested(levels, len(levels) - 1, levels[-1][0])
    return _NOT_LEFT if nested else 0.0


def _form_cost(state: _State, candidate: Candidate, marker: Marker, apart: str) -> float:
    """Headings of a style look alike. The items of a list do so less: their length is not their form."""
    known = state.forms.get(apart + marker.style)
    if known is None or known == candidate.alone:
        return 0.0
    return 0.8 if marker.doubtful else min(0.8, candidate.weight / 2)


def _open(state: _State, depth: int, level: _Level, index: int, cost: float = 0.0, *, leaf: bool = False) -> _State:
    """The state after a heading is opened below the first `depth` open ones."""
    parent = state.owners[depth - 1] if depth else None
    levels, owners = state.levels[:depth], state.owners[:depth]
    if not leaf:
        levels, owners = (*levels, level), (*owners, index)
    taken = (state.taken, index, depth, parent)
    return _State(state.cost + cost, levels, owners, state.forms, state.counted, taken)


def _special(state: _State, candidate: Candidate, index: int) -> _State:
    """The state after a heading without a number of its own kind: there is one place for it."""
    depth = len(state.levels)
    styles = [level[0] for level in state.levels]
    level: _Level = (candidate.kind, 1, 0, ())
    match candidate.kind:
        case "box":
            at = next((i for i, style in enumerate(styles) if style in {"box", "dash", "unnumbered"}), depth)
            return _open(state, at, level, index)
        case "figure" | "table":
            at = depth - 1 if depth and styles[-1] == "dash" else depth
            return _open(state, at, level, index, leaf=True)
        case "closing":  # what was counted before it does not go on behind it
            opened = _open(state, 0, level, index, _left_open(state.levels), leaf=True)
            opened.counted = {}
            return opened
        case "dash":
            return _open(state, next((i for i, style in enumerate(styles) if style == "dash"), depth), level, index)
        case _:
            return _open(state, 0, level, index, _left_open(state.levels))


def _numbered(
    state: _State, at: int, candidate: Candidate, marker: Marker, index: int, cost: float, apart: str
) -> _State:
    style = marker.style
    opened = _open(state, at, (style, marker.ordinal, marker.sub, marker.within), index, cost)
    form = apart + style
    if state.forms.get(form) != candidate.alone:
        opened.forms = {**state.forms, form: None if form in state.forms else candidate.alone}
    if not apart:
        again = style in _NESTED and marker.ordinal == 1 and at < len(state.levels) and state.levels[at][0] == style
        # where 一、 comes again, what was counted inside the last numbering does not go on
        before = {name: last for name, last in state.counted.items() if name not in _NESTED} if again else state.counted
        opened.counted = {**before, style: marker.ordinal}
    return opened


def _places(state: _State, marker: Marker, box: int) -> list[tuple[int, float]]:
    """Where the number can stand (below how many of the open headings) and what that costs."""
    levels = state.levels
    gap = marker.ordinal - state.counted.get(marker.style, marker.ordinal)
    out: list[tuple[int, float]] = []
    rank, innermost, apart = RANK[marker.style], -1, False
    for at in range(len(levels) + 1):
        if at:  # as `_apart` has it, one level further
            over = RANK.get(levels[at - 1][0], -1)
            apart = apart or -1 < over <= innermost or box == at - 1
            innermost = max(innermost, over)
        through = 0 if apart or rank <= innermost else gap
        cost = _sequence_cost(levels[at - 1] if at else None, levels[at] if at < len(levels) else None, marker, through)
        if cost is not None:
            out.append((at, cost))
    return out


def _sequence_cost(above: _Level | None, below: _Level | None, marker: Marker, through: int) -> float | None:
    """What it costs to open `marker` inside `above` and behind `below`; None where it cannot stand.

    `through`: how far the number is from the last of its style, wherever that stood (一、（一） 二、（二）).
    """
    style = marker.style
    kin = 0.0
    if above is not None:
        over = above[0]
        if over in {"dash", "unnumbered"}:
            return None
        if over in RANK and RANK[over] >= RANK[style]:
            if below is not None and below[0] == style:
                return _step_cost(marker.ordinal - below[1], 0, 0, first=marker.ordinal == 1)
            if marker.ordinal != 1:
                return None
            return _NEST if style in _NESTED else None if over == style else 4.0
        if style in _FAMILY:
            kin = 0.0 if over in _FAMILY[style] and marker.within[-1:] == (above[1],) else 1.0
    if below is None or below[0] != style:
        # the first of its kind here: it should count from one. Chapters group articles that count through.
        if marker.ordinal == 1:
            jump = 0.0
        elif through == 1 and above is not None:
            jump = 0.0 if style == "article" else 0.2
        elif style == "article" and through > 1 and above is not None:  # one was repealed, or left out
            jump = min(through - 0.5, 5.0)
        else:
            # a line 第八章 附则 is hardly anything else, even where the seven before it were lost
            jump = min(2.0 * (marker.ordinal - 1), 3.0 if style in _GROUPS else 6.0)
        # beside a heading of another kind: rare, but a box, a dash or a preface simply ends
        beside = 0.0
        if below is not None:
            beside = 0.4 if below[0] in _SPACES else 1.5 if below[0] in RANK else 0.0
        return jump + beside + kin
    if marker.within != below[3]:
        return 1.0 if marker.ordinal == 1 else 4.0
    return _step_cost(marker.ordinal - below[1], marker.sub, below[2], first=marker.ordinal == 1) + kin


def _step_cost(step: int, sub: int, sub_before: int, *, first: bool) -> float:
    if step == 0 and sub:  # 第二十一条, 第二十一条之一, 第二十一条之二
        return 0.0 if sub == sub_before + 1 else 1.0 if sub > sub_before else 4.0
    if step == 1:
        return 0.0
    if step > 1:
        return min(1.0 * (step - 1) + 0.5, 5.0)
    return 2.5 if first else 4.0
