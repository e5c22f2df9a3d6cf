"""From judged sentences to a finding: the best one, a second for what it leaves out, others that differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import inf

from assistant.reading.confidence import DOUBT, SURE, confidence, of_another_place, speaks_of_another
from assistant.reading.conflicts import read_conflict
from assistant.reading.fitting import ANNOUNCES, announced_within
from assistant.reading.focus import kind_asked, role_asked, where_asked
from assistant.reading.folding import fold
from assistant.reading.passages import Passages, Scored
from assistant.reading.quantities import asked_quantities, gives
from assistant.reading.questions import Query
from assistant.reading.stating import CLAUSES, Part, state
from assistant.reading.terms import coverage, presence
from assistant.schema import Finding
from assistant.zh import nothing_for_year

_SAME = 0.25
_LISTED = 0.94
_NAMED_EACH = 1.3  # as many things of the name asked for as are asked for: surer than headings as many
_APART = 0.75  # and one put together from several papers: a table or a comparison that has all of it goes first
_HALF = 0.7  # how sure an answer may be that leaves out a year it was asked for
_LEFT = 0.2  # of a question's weight: what a second sentence is looked for
_LEADS = 0.5  # of the best one's words: what a sentence before it must say to be told with it
_ALONE = 0.6  # of the best one's words: where no other item says so many, only one speaks of the matter
_WHOLE = 1.5  # of a score: how far ahead of the rest of its section a sentence is that needs none of it
_BEHIND = 0.6  # of a score: how far a sentence may stand behind the best one that is not sure
_ENOUGH = 0.8  # a sentence that covers so much of a question needs no second
_SPOKEN, _OWN = 0.6, 0.6  # the year stands in the sentence or beside it, and most of the words in it
# of a score, and of the question's words in the sentence itself: what is shown beside a refusal; about half of such
# sentences are what was meant
_NEAREST, _NEAR_WORDS = 1.0, 0.25
_FIRST, _LOOKED_AT = 5, 10  # sentences that may be the best one; where a year is asked for
_CLAUSE = 6  # characters of a clause that is no chance when a sentence repeats it
_TRUST = 0.4  # how much being sure of a sentence counts beside its score
_LESS = 0.25  # of a part's words that the best sentence may say less than another, if it shall answer that part too
_ASKS = re.compile(
    r"有没有|是否|多少|几[家个项条名位种类次天月号座所支处套间台辆件批届场期门户亩万千百亿]|哪|什么|谁|何时|怎|如何"
)
# what a sentence must be that is meant in quite other words: set on questions that are not in the repository
_GIVES, _ALONE_COVERED, _AHEAD = 0.7, 0.33, 0.5
_NTH = re.compile(r"(?:^|[：:，,])([一二三四五六七八九十])是")
_RIGHT_BEHIND = 2  # characters between a sentence and the next
_MOST_ITEMS = 6  # of an enumeration that one answer can take in
_ACCOUNT, _REACH = 180, 420  # characters: of an account of how something is done, and how far it reaches


def read_passages(query: Query, passages: Passages) -> Finding | None:
    """The answer from running text; a refused finding where no sentence is sure enough."""
    if not passages.scored:
        return None
    best, sure = best_sentence(query, passages)
    parts = _for_each_part(query, passages, best)
    if parts and sure < SURE:  # 岸电桩多少个，冰厂几座: each sentence answers its part, and none the whole
        sure = max(sure, min(confidence(part.query, part.terms, part.scored) for part in parts))
    if sure < SURE:
        lead = nothing_for_year(query.years[0]) if query.years and best.year <= 0 and best.own >= 0.6 else ""
        near = (state(_alike(query, passages, [best]), passages),) if _is_near(best) else ()
        return Finding(near, sure, "passages", refused=True, lead=lead)
    listed = _enumerated(query, passages, best) if query.wants_any("list", "manner") else []
    told = not query.wants or (query.wants_any("manner") and not query.wants_any("number", "date", "name"))
    chosen = (
        [Part(scored, query, passages.terms, item=True) for scored in listed]
        or _alike(query, passages, _account(passages, best))
        if told or listed
        else _alike(query, passages, _contact(query, passages, best))
        or parts
        or _alike(query, passages, [best, *_complement(query, passages, best)])
    )
    stated = state(chosen, passages)
    if len({part.scored.unit.doc_id for part in chosen}) > 1:
        sure = min(sure, _APART)
    if len(query.years) > 1 and not all(year in fold(stated.text) + best.unit.before for year in query.years):
        sure = min(sure, _HALF)
    differing = None if told else read_conflict(query, passages, best, sure)
    if differing is None:
        # a list that headings make is surer than one that happens to stand in a sentence
        plain = "list" in query.wants and query.count is None
        if query.count and query.counted and stated.text.count(query.counted) >= query.count:
            return Finding((stated,), _NAMED_EACH, "passages")  # 加工制造中心、研发设计中心… for 哪五大中心
        return Finding((stated,), min(sure, _LISTED) if plain else sure, "passages")
    return differing


def _is_near(best: Scored) -> bool:
    """Whether a sentence that is no answer may show what the library does say of the matter."""
    return best.score >= _NEAREST and best.own >= _NEAR_WORDS


def best_sentence(query: Query, passages: Passages) -> tuple[Scored, float]:
    """The sentence that answers best, and how sure the rules are that it does."""
    looked_at = passages.scored[:_LOOKED_AT]
    # papers of the place asked for go before those of others
    here = [s for s in looked_at if not of_another_place(query, passages.documents[s.unit.doc_id])]
    first = [(s, confidence(query, passages.terms, s)) for s in here or looked_at]
    # a sentence of the year asked for goes before one of another year, however well that one is put
    own = _OWN * max(pair[0].own for pair in first)
    bound = [(s, sure) for s, sure in first if s.year >= _SPOKEN and s.own >= own and sure >= SURE]
    best, _ = max((query.years and bound) or first[:_FIRST], key=lambda pair: pair[0].score + _TRUST * pair[1])
    sure = confidence(query, passages.terms, best)
    if sure < SURE and not query.years:  # one that is a little less alike, and sure
        # whose name is asked for, only a sentence with a name can tell
        least = -inf if role_asked(query.text) else best.score - _BEHIND
        surer = [(s, value) for s, value in first[:_FIRST] if value >= SURE and s.score >= least]
        best, sure = max(surer, key=lambda pair: pair[0].score, default=(best, sure))
    if sure >= SURE and not query.years:
        best, sure = _more_to_the_point(query, passages, first, best, sure)
    site = where_asked(query.question.text, passages.terms)
    if site is not None and presence(site, best.unit.folded) < 1.0:  # 选址 is told where that word stands
        sited = [pair for pair in first if presence(site, pair[0].unit.folded) == 1.0 and pair[1] >= SURE]
        best, sure = sited[0] if sited else (best, sure)
    if of_another_place(query, passages.documents[best.unit.doc_id]):
        return best, min(sure, DOUBT)
    if sure < SURE and _stands_alone(query, passages, best):
        sure = SURE
    return best, sure


def _more_to_the_point(
    query: Query, passages: Passages, first: list[tuple[Scored, float]], best: Scored, sure: float
) -> tuple[Scored, float]:
    """A sentence nearly as good as the best that has what that one lacks: a clause of the question to the letter, or
    the kind of thing of which a list is asked for."""
    near = [pair for pair in first[:_FIRST] if pair[1] >= SURE and pair[0].score >= best.score - _BEHIND]
    clauses = [fold(c) for c in re.split(r"[，,；;。？?]", query.question.text) if not _ASKS.search(c)]
    said = [pair for pair in near if any(len(c) >= _CLAUSE and c in pair[0].unit.folded for c in clauses)]
    if said and all(pair[0] is not best for pair in said):
        return said[0]
    kind = kind_asked(query.question.text, passages.terms)
    if kind is not None and presence(kind, best.unit.folded) < 0.4:
        listing = [pair for pair in near if presence(kind, pair[0].unit.folded) == 1.0]
        return listing[0] if listing else (best, sure)
    return best, sure


def _stands_alone(query: Query, passages: Passages, best: Scored) -> bool:
    """Whether a question in other words than the papers' means a sentence all the same: it gives the number or the day
    asked for, nothing in it tells of another matter, and no other part of any paper comes near."""
    if not query.wants_any("number", "date", "choice") or best.fit < _GIVES or best.covered < _ALONE_COVERED:
        return False
    rest = (s.score for s in passages.scored if _place(s) != _place(best))
    ahead = best.score - max(rest, default=best.score - _AHEAD)
    least = _AHEAD if query.wants_any("number", "date") else 2 * _AHEAD
    return ahead >= least and not speaks_of_another(query, passages.terms, best, talk=True)


def _place(scored: Scored) -> tuple[str, int | None]:
    return scored.unit.doc_id, scored.unit.section


def _alike(query: Query, passages: Passages, chosen: list[Scored]) -> list[Part]:
    """Sentences that were all chosen for the whole question."""
    return [Part(scored, query, passages.terms) for scored in chosen]


def _complement(query: Query, passages: Passages, best: Scored) -> list[Scored]:
    """A second sentence near the first that says what the first leaves out of the question."""
    left = [t for t in passages.terms if presence(t, best.unit.folded) < 0.5 and presence(t, best.unit.headings) < 0.5]
    weight = sum(t.weight for t in passages.terms) or 1.0
    asked = asked_quantities(query.question.text)
    lacking = len(asked) > 1 and gives(asked, best.unit.folded) < 1.0
    enough = best.covered >= _ENOUGH and re.search("分别|各", query.question.text) is None
    if (enough or sum(t.weight for t in left) / weight < _LEFT) and not lacking:
        return []
    best_gain: tuple[float, Scored] | None = None
    for other in passages.scored[1:8]:
        if other.unit.doc_id != best.unit.doc_id or abs(other.unit.span.start - best.unit.span.end) > 260:
            continue
        if ANNOUNCES.search(other.unit.text):
            continue  # 采取了以下举措 says nothing by itself
        gain = sum(t.weight for t in left if presence(t, other.unit.folded) >= 0.8) / weight
        gives_more = lacking and gives(asked, other.unit.folded + best.unit.folded) > gives(asked, best.unit.folded)
        if gives_more and other.covered > 0.5:
            gain += 0.2
        if gain and 0 <= other.unit.span.start - best.unit.span.end <= 2:
            gain += 0.1  # the sentence that goes on
        if gain >= 0.2 and (best_gain is None or gain > best_gain[0]):
            best_gain = (gain, other)
    return [best_gain[1]] if best_gain else []


_ASKS_CONTACT = re.compile("联系人|联系电话|联系方式|咨询电话|电话|对接(?:部门|单位)|找谁|联系谁")
_CONTACT = re.compile(r"[（(][^（）()]*(?:联系人|电话)[^（）()]*[）)]")


def _contact(query: Query, passages: Passages, best: Scored) -> list[Scored]:
    """The sentence that one asks about with whom to call, in brackets behind it; none where nobody is told."""
    if not _ASKS_CONTACT.search(query.text):
        return []
    behind = (s for s in passages.scored if 0 <= s.unit.span.start - best.unit.span.end <= _RIGHT_BEHIND)
    told = [s for s in behind if s.unit.doc_id == best.unit.doc_id and _CONTACT.fullmatch(s.unit.text)]
    return [best, told[0]] if told else []


def _for_each_part(query: Query, passages: Passages, best: Scored) -> list[Part]:
    """For a question of several parts (建了多少家，覆盖几个镇街), the sentence near the best one that answers
    each part; none for a question of one part."""
    pieces = _pieces(query.question.text)
    asking = [piece for piece in pieces if _ASKS.search(piece)]
    if len(asking) < 2:
        return []
    # two things that are asked of alike may stand in two papers, and so may what shall be and what is
    apart = len({year for piece in asking for year in query.years if year in piece}) > 1
    near = [
        s.unit
        for s in passages.scored
        if _EACH.search(query.question.text)
        or (apart and s.unit.doc_id != best.unit.doc_id)
        or (s.unit.doc_id == best.unit.doc_id and abs(s.unit.span.start - best.unit.span.start) <= _REACH)
    ]
    common = fold("".join(piece for piece in pieces if piece not in asking))
    enough = _answers_all(asking, best)
    taken: set[int] = set()
    chosen: list[Part] = []
    for piece in asking:
        words = fold(piece) + common
        terms = tuple(t for t in passages.terms if t.text in words) or passages.terms
        years = tuple(year for year in query.years if year in piece)
        dated = any(year in other for year in query.years for other in asking)
        narrowed = replace(query, question=replace(query.question, text=piece), years=years if dated else query.years)
        judged = passages.judge_again(narrowed, terms, near)
        # one sentence that answers several parts is better than several that answer one each
        fitting = [s.own for s in judged if s.fit >= best.fit]
        speaks = coverage(terms, best.unit.folded) >= max(fitting, default=0.0) - _LESS
        whole = (2 * _SAME if best.own >= 0.7 else _SAME) if speaks and enough else 0.0
        left = judged if enough else [s for s in judged if id(s.unit) not in taken] or judged
        scored = max(left, key=lambda s: s.score + (whole if s.unit is best.unit else 0.0))
        taken.add(id(scored.unit))
        if scored.own > 0:
            chosen.append(Part(scored, narrowed, terms))
    return chosen if len(chosen) > 1 else []


def _answers_all(asking: list[str], best: Scored) -> bool:
    """Whether a sentence gives as many numbers of a kind as the parts of a question ask for: 228个 alone does not
    answer 有多少个，又新增多少个."""
    kinds = Counter(quantity.name for piece in asking for quantity in asked_quantities(piece))
    return not any(
        n > 1 and len(set(quantity.pattern.findall(best.unit.folded))) < n
        for name, n in kinds.items()
        for piece in asking
        for quantity in asked_quantities(piece)
        if quantity.name == name
    )


_PARTS = r"[，,；;？?]|以及|、(?=[^、，,；;？?]*(?:多少|几[个家项条名位种类次月号]|什么|何时|谁))"
_EACH = re.compile(
    r"^(?:截至[^，]*，)?([^，和与、]{2,20})(?:和|与|、)([^，的和与、]{2,20})的([^，]{2,12}?)(?:分别|各)(.{0,12})$|"
    r"^([^，和与、]{2,20})(?:和|与)([^，和与、]{2,20})，([^，和与、]{2,12}?)(?:分别|各)(.{0,14})$|"
    r"^(?:[^，]*[中里]的)?([^，的和与、]{2,14})(?:和|与|、)([^，的和与、]{2,14})分别()((?:是指?|指)(?:什么|哪些|谁)[^，]{0,6})$"
)


def _pieces(text: str) -> list[str]:
    """The parts of a question of several parts; A和B的规模分别是多少 asks for A's and for B's."""
    each = _EACH.search(text)
    if each is not None:
        first, second, of, asks = (group for group in each.groups() if group is not None)
        return [f"{name}的{of}{asks}" if of else f"{name}{asks}" for name in (first, second)]
    return [piece for piece in re.split(_PARTS, text) if piece.strip()]


def _enumerated(query: Query, passages: Passages, best: Scored) -> list[Scored]:
    """The sentences of the enumeration (一是……；二是……；) that the best one announces, begins or is in; none for
    another, and none where only one item speaks of the things asked for."""
    own = sorted((s for s in passages.scored if s.unit.doc_id == best.unit.doc_id), key=lambda s: s.unit.span.start)
    at = own.index(best)
    announces = ANNOUNCES.search(best.unit.text) is not None
    if announces and at + 1 < len(own) and own[at + 1].unit.span.start - best.unit.span.end <= _RIGHT_BEHIND:
        at += 1  # 采取了以下举措。一是……
        best = own[at]
    nth = _NTH.search(best.unit.text)
    if nth is None:
        return _inline(own[at:]) if announced_within(best.unit.text) and best.unit.text.endswith("；") else []
    first = "一二三四五六七八九十".index(nth.group(1))
    run = [best]
    for step, count in ((-1, range(first - 1, -1, -1)), (1, range(first + 1, 10))):
        i = at
        for n in count:
            i += step
            found = _NTH.search(own[i].unit.text) if 0 <= i < len(own) else None
            if found is None or found.group(1) != "一二三四五六七八九十"[n]:
                break
            run.append(own[i])
    rest = max((s.own for s in run[1:]), default=1.0)
    announces = announces or nth.start() > 0  # 存在三个困难：一是……
    about_one = not announces and "manner" not in query.wants and best.own >= _OWN and rest < _ALONE * best.own
    return run if 1 < len(run) <= _MOST_ITEMS and not about_one else []


def _inline(following: Sequence[Scored]) -> list[Scored]:
    """The items that the first of some sentences announces and begins (分为以下三类：……；……；……。), up to the full
    stop; none where they are too many."""
    run: list[Scored] = []
    for scored in following[: _MOST_ITEMS + 1]:
        if run and scored.unit.span.start - run[-1].unit.span.end > _RIGHT_BEHIND:
            break
        run.append(scored)
        if not scored.unit.text.endswith("；"):
            return run if 1 < len(run) <= _MOST_ITEMS else []
    return []


def _account(passages: Passages, best: Scored) -> list[Scored]:
    """The sentences of the best one's section that say most about how something is done, as many as one can take in."""
    section = [s for s in passages.scored if s.unit.doc_id == best.unit.doc_id and s.unit.section == best.unit.section]
    others = [s.score for s in section if s is not best]
    if best.own >= _ENOUGH and best.score - max(others, default=best.score) >= _WHOLE:
        return [best]  # it says by itself all that is asked
    chosen: list[Scored] = []
    length = 0
    for scored in section:
        near = abs(scored.unit.span.start - best.unit.span.start) <= _REACH
        size = min(len(scored.unit.text), CLAUSES if chosen else 2 * CLAUSES)
        leads = scored.unit.span.start < best.unit.span.start and scored.own < _LEADS * best.own
        low, high = sorted((scored.unit.span, best.unit.span), key=lambda span: span.start)
        if best.unit.section is None and "\n" in passages.documents[best.unit.doc_id].text[low.end : high.start]:
            continue  # where no heading holds paragraphs together, each stands by itself
        if near and not leads and scored.covered >= 0.5 * best.covered and length + size <= _ACCOUNT:
            chosen.append(scored)
            length += size
    return chosen or [best]
