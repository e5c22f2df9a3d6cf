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
from assistant.drafting.overtaken import is_overtaken
from assistant.drafting.schema import Suggestion
from assistant.drafting.supporting import is_supported
from assistant.drafting.wording import points_back

LETTER = 3500  # characters of a letter's parts together: it has 1,500 to 4,000 with its frame
_MOST, _FEWEST = 1300, 420  # of one part
# What a sentence must come to that is about a suggestion: its score, and how far it agrees in words and meaning beside
# the one that agrees best. Set on 1,395 sentences that readers judged (docs/benchmarks.md).
_AGREES, _FITS = 0.8, 1.13
# What a section's best sentence must come to in a part of so many sentences, or the share of the suggestion's heading
# that its own headings speak of.
_ENOUGH, _SURELY, _HEADED = 8, 1.25, 0.1
_NEAR = 0.5  # of the best sentence's score: what may stand right behind a sentence that fits
_NEW_WISH = 0.3  # what the first sentence on a wish is worth more than another on the same
ANSWERED = 0.25  # of a wish's words in one sentence: with fewer nobody has spoken to it
_BEHIND = 3  # characters between two sentences of which one follows the other
_SAME = 0.6  # of the pairs of characters in common: says the same again
_FURTHER = 0.5  # of an older sentence's pairs that a newer one has which leaves little of it to tell
_WORTH = 0.4  # in words and meaning together: what a sentence must have to be worth a look where none is said
_SHOWN = 3  # of the sentences that come nearest


@dataclass(frozen=True, slots=True)
class Selection:
    """The sentences for one suggestion, best first. `same_as`: the number of the suggestion that has all of them,
    where the library speaks of the matter and none are left. `nearest`: those to be shown where none is sure."""

    chosen: tuple[Support, ...]
    same_as: int = 0
    nearest: tuple[Support, ...] = ()


def select(
    suggestions: Sequence[Suggestion],
    found: Sequence[Sequence[Support]],
    asked: Sequence[Asked],
    taken: Collection[Place] = frozenset(),
) -> list[Selection]:
    """The sentences for each suggestion. `found` and `asked` (its words) go with `suggestions`; `taken` are the places
    of sentences that the drafter took of those shown."""
    everything = [support for supports in found for support in supports]
    found = [[s for s in supports if not is_overtaken(s, everything)] for supports in found]
    supported = [is_supported(supports, words) for supports, words in zip(found, asked, strict=True)]
    parts = max(1, sum(supported))  # a suggestion left open takes no room
    room = max(_FEWEST, min(_MOST, LETTER // parts))
    owner = _owners(found, supported)
    selections: list[Selection] = []
    for n, suggestion in enumerate(suggestions):
        if not supported[n]:
            selections.append(Selection(()))
            continue
        own = [s for s in found[n] if owner[s.place] == n]
        giving = [s for s in own if asked[n].is_met_by(s)] if asked[n].in_particular else own
        chosen = _fill(giving, found[n], room, len(suggestion.asks)) or (giving[:1] if asked[n].in_particular else [])
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


def _elsewhere(supports: Sequence[Support], selections: Sequence[Selection], room: int, wishes: int) -> Selection:
    """All sentences were assigned to other suggestions. If one of those already uses this suggestion's best sentence,
    refer to it (`same_as`); otherwise use the sentences left unused."""
    said = {support.place: n for n, selection in enumerate(selections) for support in selection.chosen}
    best = supports[0]
    for n, selection in enumerate(selections):
        if any(s.place == best.place or _repeats(best, s) for s in selection.chosen):
            return Selection((), same_as=n + 1)
    free = [support for support in supports if support.place not in said]
    return Selection(tuple(_fill(free, supports, room, wishes)))


def _owners(found: Sequence[Sequence[Support]], asked: Sequence[bool]) -> dict[Place, int]:
    """Assigns each sentence to the suggestion for which it scores highest (its index), among those that are `asked`."""
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


def unanswered(suggestion: Suggestion, asked: Asked, said: Sequence[Support]) -> tuple[str, ...]:
    """The wishes that none of the sentences said speaks to, or gives what they ask for in particular."""
    best = [max((s.wishes[i] for s in said), default=0.0) for i in range(len(suggestion.asks))]
    lacking = [demand is not None and not any(s.meets(demand) for s in said) for demand in asked.demands]
    judged = zip(suggestion.asks, best, lacking or [False] * len(best), strict=True)
    return tuple(ask for ask, answered, lacks in judged if answered < ANSWERED or lacks)


def _fill(supports: Sequence[Support], found: Sequence[Support], room: int, wishes: int) -> list[Support]:
    """The best sentences, together at most `room` characters long. A sentence on a wish that none of those chosen
    answers goes before another one on an answered wish. `found`: all sentences found for the suggestion; how well one
    fits is measured against the best of them."""
    most = max(_WORTH, *(s.spoken + s.cosine for s in found))
    fitting = [s for s in supports if _fit(s, most) >= _FITS]
    rest = list(fitting)
    left = room
    chosen: list[Support] = []
    answered = [0.0] * wishes
    while rest:
        best = max(
            rest, key=lambda s: s.score + _NEW_WISH * max(w - a for w, a in zip(s.wishes, answered, strict=True))
        )
        best = _newest(best, rest)  # an older one has its turn later, if it goes further
        rest.remove(best)
        if len(best.unit.text) > left or any(_repeats(best, other) for other in chosen):
            continue
        left -= len(best.unit.text)
        chosen.append(best)
        answered = [max(pair) for pair in zip(answered, best.wishes, strict=True)]
    near = [s for s in supports if s.score >= _NEAR * found[0].score]
    for support in near:  # what it came to stands a sentence further, in other words (累计270余人参加)
        beside = any(_follows(other, support) for other in chosen)
        fresh = support not in chosen and not any(_repeats(support, other) for other in chosen)
        if beside and fresh and re.search(r"\d", support.unit.text) and len(support.unit.text) <= left:
            left -= len(support.unit.text)
            chosen.append(support)
    return _to_the_point(chosen, most)


def _fit(support: Support, most: float) -> float:
    """How well a sentence fits a suggestion; `most` is the highest word and meaning agreement of any sentence found."""
    return support.score + _AGREES * (support.spoken + support.cosine) / most


def _to_the_point(chosen: list[Support], most: float) -> list[Support]:
    """Drops weak sections from a part that has enough sentences without them: sections of which no sentence scores high
    enough to be surely about the suggestion, and whose headings are about another matter."""
    if len(chosen) < _ENOUGH:
        return chosen
    best: dict[tuple[str, int | None], float] = {}
    for support in chosen:
        section = support.unit.doc_id, support.section
        best[section] = max(best.get(section, 0.0), _fit(support, most))
    return [s for s in chosen if best[s.unit.doc_id, s.section] >= _SURELY or s.headed >= _HEADED]


def _follows(one: Support, other: Support) -> bool:
    """Whether a sentence stands close behind another one in its section."""
    unit, next_unit = one.unit, other.unit
    same = unit.doc_id == next_unit.doc_id and unit.section == next_unit.section
    return same and 0 <= next_unit.span.start - unit.span.end <= _BEHIND


def _newest(support: Support, others: Sequence[Support]) -> Support:
    """The newest of the sentences that say the same as this one with other figures (孵化器38家, 孵化器41家)."""
    alike = (other for other in others if _alike(support, other) and _figures(support) != _figures(other))
    return max([support, *alike], key=lambda s: s.issued)


def _repeats(support: Support, said: Support) -> bool:
    """Whether a sentence adds nothing to one already said, of the same or a newer paper."""
    if not _alike(support, said):
        return False
    # an older one that goes further (带动社会资本4.1亿元) is told beside it, with its year
    return said.issued <= support.issued or _held(support.unit.folded, said.unit.folded) >= _FURTHER


def _alike(one: Support, other: Support) -> bool:
    short, long = sorted((one.unit.folded, other.unit.folded), key=len)
    return _held(short, long) >= _SAME


def _held(text: str, by: str) -> float:
    """The share of a text's pairs of characters that another has."""
    pairs = [text[i : i + 2] for i in range(len(text) - 1)]
    return sum(pair in by for pair in pairs) / max(1, len(pairs))


def _figures(support: Support) -> set[str]:
    return set(re.findall(r"\d[\d.]*", support.unit.folded))
