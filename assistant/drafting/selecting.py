"""Which of the sentences found go into the letter: the best for each suggestion, as many as a letter of ordinary length
takes, each once.

A member may ask in quite other words than the papers': then no rule can tell what speaks of the matter from what only
comes near it. Such sentences are not said but shown, and the drafter decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from assistant.drafting.finding import Asked, Place, Support
from assistant.drafting.schema import Suggestion
from assistant.drafting.supporting import is_supported
from assistant.drafting.wording import points_back

LETTER = 3500  # characters of a letter's parts together: it has 1,500 to 4,000 with its frame
_MOST, _FEWEST = 1300, 420  # of one part
_LEAST = 1500  # of the parts together
# of the best sentence's score: a weaker one is not about this suggestion; a stronger one is, if it has anything of the
# heading's words
_NEAR, _SURELY, _OWN = 0.5, 0.55, 0.05
_NEXT = 0.3  # the same for what a part that would be too short goes on with
_NEW_WISH = 0.3  # what the first sentence on a wish is worth more than another on the same
_ANSWERED = 0.25  # of a wish's words in one sentence: with fewer nobody has spoken to it
_BEHIND = 3  # characters between two sentences of which one follows the other
_SAME = 0.6  # of the pairs of characters in common: says the same again
# in words and meaning together: what a sentence between must have to be said, and to be worth a look where none is said
_SAID, _WORTH = 0.6, 0.4
_SHOWN = 3  # of the sentences that come nearest


@dataclass(frozen=True, slots=True)
class Selection:
    """The sentences for one suggestion, best first. `same_as`: the number of the suggestion that has all of them,
    where the library speaks of the matter and none are left. `nearest`: those to be shown where none is sure."""

    chosen: tuple[Support, ...]
    same_as: int = 0
    nearest: tuple[Support, ...] = ()


@dataclass(frozen=True, slots=True)
class _Room:
    """The characters of a part: at most so many, and with fewer than `least` it goes on with the next best."""

    most: int
    least: int


def select(
    suggestions: Sequence[Suggestion],
    found: Sequence[Sequence[Support]],
    asked: Sequence[Asked],
    taken: Collection[Place] = frozenset(),
) -> list[Selection]:
    """The sentences for each suggestion. `found` and `asked` (its words) go with `suggestions`; `taken` are the places
    of sentences that the drafter took of those shown."""
    supported = [is_supported(supports, words) for supports, words in zip(found, asked, strict=True)]
    parts = max(1, sum(supported))  # a suggestion left open takes no room
    room = _Room(max(_FEWEST, min(_MOST, LETTER // parts)), min(_FEWEST, _LEAST // parts))
    owner = _owners(found, supported)
    selections: list[Selection] = []
    for n, suggestion in enumerate(suggestions):
        if not supported[n]:
            selections.append(Selection(()))
            continue
        own = [s for s in found[n] if owner[s.place] == n]
        chosen = _fill(own, found[n][0].score, room, len(suggestion.asks))
        selections.append(Selection(tuple(chosen)))
    for n, supports in enumerate(found):
        if supported[n] and not selections[n].chosen:
            selections[n] = _elsewhere(supports, selections, room, len(suggestions[n].asks))
    said = {support.place for selection in selections for support in selection.chosen}
    owner = _owners(found, [not known for known in supported])
    for n, supports in enumerate(found):
        if not supported[n]:
            near = [s for s in supports if owner[s.place] == n and s.place not in said]
            chosen = [s for s in near if s.place in taken]
            selections[n] = Selection(tuple(chosen), nearest=tuple(_nearest(near, chosen)))
    return selections


def _elsewhere(supports: Sequence[Support], selections: Sequence[Selection], room: _Room, wishes: int) -> Selection:
    """For a suggestion whose sentences all fit another one better: that one, if it says the best of them; else those
    that nobody says."""
    said = {support.place: n for n, selection in enumerate(selections) for support in selection.chosen}
    if supports[0].place in said:
        return Selection((), same_as=said[supports[0].place] + 1)
    free = [support for support in supports if support.place not in said]
    return Selection(tuple(_fill(free, supports[0].score, room, wishes)))


def _owners(found: Sequence[Sequence[Support]], asked: Sequence[bool]) -> dict[Place, int]:
    """Which of some suggestions each sentence fits best."""
    best: dict[Place, tuple[float, int]] = {}
    for n, supports in enumerate(found):
        for support in supports if asked[n] else ():
            best[support.place] = max(best.get(support.place, (0.0, -n)), (support.score, -n))
    return {place: -number for place, (_, number) in best.items()}


def _nearest(supports: Sequence[Support], chosen: Sequence[Support]) -> Iterator[Support]:
    """The best sentences that can stand alone, none twice."""
    shown = list(chosen)
    for support in supports:
        if len(shown) - len(chosen) == _SHOWN:
            return
        near = support.spoken + support.cosine >= _WORTH and not points_back(support.unit.text)
        if near and not any(_alike(support, other) for other in shown):
            shown.append(support)
            yield support


def unanswered(suggestion: Suggestion, said: Sequence[Support]) -> tuple[str, ...]:
    """The wishes that none of the sentences said speaks to."""
    best = [max((s.wishes[i] for s in said), default=0.0) for i in range(len(suggestion.asks))]
    return tuple(ask for ask, answered in zip(suggestion.asks, best, strict=True) if answered < _ANSWERED)


def _fill(supports: Sequence[Support], best_score: float, room: _Room, wishes: int) -> list[Support]:
    """The best sentences that fit, one on a wish not yet spoken to before another on the same."""
    near = [s for s in supports if s.score >= _NEAR * best_score]
    surely = _SURELY * best_score
    rest = [s for s in near if (s.score >= surely and s.own > _OWN) or s.spoken + s.cosine >= _SAID]
    left = room.most
    chosen: list[Support] = []
    answered = [0.0] * wishes
    while rest:
        best = max(
            rest, key=lambda s: s.score + _NEW_WISH * max(w - a for w, a in zip(s.wishes, answered, strict=True))
        )
        rest.remove(best)
        if len(best.unit.text) > left or any(_alike(best, other) for other in chosen):
            continue
        left -= len(best.unit.text)
        chosen.append(best)
        answered = [max(pair) for pair in zip(answered, best.wishes, strict=True)]
    for support in near:  # what it came to stands a sentence further, in other words (累计270余人参加)
        beside = any(_follows(other, support) for other in chosen)
        fresh = support not in chosen and not any(_alike(support, other) for other in chosen)
        if beside and fresh and re.search(r"\d", support.unit.text) and len(support.unit.text) <= left:
            left -= len(support.unit.text)
            chosen.append(support)
    return [*chosen, *_further(supports, best_score, chosen, room)] if chosen else []


def _further(
    supports: Sequence[Support], best_score: float, chosen: Sequence[Support], room: _Room
) -> Iterator[Support]:
    """What a part goes on with that is still too short: what comes next in score, words and meaning."""
    said = list(chosen)
    length = sum(len(s.unit.text) for s in said)
    near = (s for s in supports if s.score >= _NEXT * best_score and s not in said)
    rest = [s for s in near if s.spoken + s.cosine >= _WORTH]
    for support in sorted(rest, key=lambda s: -(s.score + s.spoken + s.cosine)):
        if length >= room.least:
            return
        longer = length + len(support.unit.text)
        if longer <= room.most and not any(_alike(support, other) for other in said):
            length = longer
            said.append(support)
            yield support


def _follows(one: Support, other: Support) -> bool:
    """Whether a sentence stands close behind another one in its section."""
    unit, next_unit = one.unit, other.unit
    same = unit.doc_id == next_unit.doc_id and unit.section == next_unit.section
    return same and 0 <= next_unit.span.start - unit.span.end <= _BEHIND


def _alike(one: Support, other: Support) -> bool:
    short, long = sorted((one.unit.folded, other.unit.folded), key=len)
    pairs = [short[i : i + 2] for i in range(len(short) - 1)]
    return sum(pair in long for pair in pairs) >= _SAME * len(pairs)
