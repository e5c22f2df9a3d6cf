"""What a source says of one and a statement of another: the amount of the neighbouring county, the number of another
year, the deputy's name at the head, the two sides of 会同.

Each of these is a place in a clause, with the words that tell its holder: 100万元 is held by 东湖县, 组长 by 张三, the
left side of 会同 by 市科技局. A statement is wrong where its words are those of another's place and none of the own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.reading.facts import facts_of, same_amount
from assistant.verifying.clauses import HAN_PAIR, clauses, numbered, sentences

_PARTICLE = re.compile("[由的为和与是在对给将了]")
# a year that a number is compared with is not its own: 比2020年净增126家, 是2018年的3倍
_YEAR = re.compile(r"(?<![比较与同是从自由\d])(?:19|20)\d{2}年")
_YEAR_BESIDE = re.compile(r"((?:19|20)\d{2}年)的?$")  # but it is here: 比2023年的20家多
_ROLES = re.compile(
    r"(?P<rank>副?(?:组长|主任|局长|会长|主席|院长|校长|总指挥|召集人|秘书长|处长|科长))"
    r"|(?P<part>牵头|主办|会办|协办|配合|承办|初审|复审|审核|审批)"
)
_OF_THE_ROLE = re.compile(r"牵头|担任|任|(?:工作)?领导小组|工作组|专班")
_SIDES = re.compile(r"会同|委托")
_SHARED = 2  # pairs of characters, or the only one, that tell another place: 东湖县 has two, 甲县 one


@dataclass(frozen=True, slots=True)
class Place:
    """What may be exchanged with others of its `kind`: `filled` is the amount, role or side, `words` tell its
    holder, `year` that of an amount, `text` is how it is written."""

    kind: str
    filled: Decimal | str
    words: frozenset[str]
    text: str
    year: str = ""


def exchanged(said: str, known: str) -> list[str]:
    """What a folded statement says of another than its sources do."""
    ground = list(_places(known))
    wrong = [place.text for place in _places(said) if _of_another(place, ground)]
    return list(dict.fromkeys([*wrong, *_beside_others(said, known)]))


def _of_another(said: Place, ground: Iterable[Place]) -> bool:
    """Whether a place's year or words are those of another place of its kind, and not of its own."""
    alike = [place for place in ground if place.kind == said.kind]
    own = [place for place in alike if place.filled == said.filled]
    others = [place for place in alike if place.filled != said.filled]
    years = {place.year for place in own}
    if said.year and "" not in years and said.year in {place.year for place in others} - years:
        return bool(own)
    return bool(own) and any(all(_tells(said.words, place.words, mine.words) for mine in own) for place in others)


def _tells(said: frozenset[str], words: frozenset[str], own: frozenset[str]) -> bool:
    """Whether what is said holds words that only another place has, and none that only the own place has."""
    theirs, mine = words - own, own - words
    return bool(mine) and not said & mine and len(said & theirs) >= min(_SHARED, max(1, len(theirs)))


def _places(text: str) -> Iterator[Place]:
    year = ""
    for sentence in sentences(text):
        if "分别" not in sentence:  # whose number is whose is told by the order there
            yield from _amounts(sentence, year)
        yield from _roles(sentence)
        yield from _sides(sentence)
        year = next(reversed(_YEAR.findall(sentence)), year)


def _amounts(sentence: str, year: str) -> Iterator[Place]:
    """The numbers of a sentence. A clause without one goes with the next; what follows 其中 is a part of what stands
    before it; the year is the last that was named."""
    pending, last, whole = "", frozenset[str](), frozenset[str]()
    for clause in clauses(sentence):
        pending += clause + ","
        found = numbered(clause)
        if not found:
            continue
        if clause.startswith("其中"):
            whole = last
        year = next(reversed(_YEAR.findall(pending)), year)
        last = _pairs(re.sub("|".join(re.escape(one.number.text) for one in found), "\n", pending)) | whole
        for one in found:
            beside = _YEAR_BESIDE.search(one.before)
            own = beside.group(1) if beside else year
            yield Place("number " + one.number.unit, one.number.value, last, one.number.text, own)
        pending = ""


def _roles(sentence: str) -> Iterator[Place]:
    """Who does what: the words of a clause that names one role; 张三、李四任副组长 is one clause."""
    pending = ""
    for clause in re.split("[,、]", sentence):
        pending += clause + ","
        roles = list(_ROLES.finditer(clause))
        if roles:
            if len(roles) == 1:
                role = roles[0].group()
                words = _OF_THE_ROLE.sub("\n", pending.replace(role, "\n"))
                yield Place(str(roles[0].lastgroup), role, _pairs(words), role)
            pending = ""


def _sides(sentence: str) -> Iterator[Place]:
    """The two sides of 会同: who stands before it (市科技局牵头，会同…: in the clause before), and who behind it."""
    for match in _SIDES.finditer(sentence):
        before = _OF_THE_ROLE.sub("\n", sentence[: match.start()].rstrip(","))
        behind = sentence[match.end() :]
        yield Place(match.group(), "left", _pairs(before.rpartition(",")[2]), match.group())
        yield Place(match.group(), "right", _pairs(behind.partition(",")[0]), match.group())


def _pairs(text: str) -> frozenset[str]:
    return frozenset(HAN_PAIR.findall(_PARTICLE.sub(" ", text)))


def _beside_others(said: str, known: str) -> list[str]:
    """Numbers whose words stand in the sources beside another number of the same unit much rather than beside their
    own (新材料3家、生物制造2家 does not carry 新材料2家)."""
    ground = [(_pairs(clause), facts_of(clause).numbers) for clause in clauses(known)]
    ground = [(words, numbers) for words, numbers in ground if numbers]
    wrong: list[str] = []
    for clause in clauses(said):
        facts = facts_of(clause).numbers
        # their units tell nothing
        words = _pairs(re.sub("|".join(re.escape(fact.text) for fact in facts) or "$", "\n", clause))
        for fact in facts:
            own = [pairs for pairs, numbers in ground if any(same_amount(fact, n) for n in numbers)]
            rest = [
                pairs
                for pairs, numbers in ground
                if pairs not in own and any(n.unit == fact.unit and n.value != fact.value for n in numbers)
            ]
            if own and rest:
                here, there = (max(len(words & pairs) for pairs in side) for side in (own, rest))
                if there > here + 2 or (not here and there > 1):
                    wrong.append(fact.text)
    return wrong
