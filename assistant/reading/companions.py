"""What is told with the best sentence: a second one for what it leaves out, whom to call, the rest of its list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.reading.fitting import ANNOUNCES, announced_within
from assistant.reading.focus import kind_asked
from assistant.reading.folding import fold
from assistant.reading.naming import lacks_name
from assistant.reading.outline.parts import below_each, children_of
from assistant.reading.passages import Passages, Scored
from assistant.reading.quantities import GIVEN, asked_quantities, gives
from assistant.reading.questions import Query
from assistant.reading.stating import CLAUSES
from assistant.reading.terms import coverage, presence
from ingest.chunking import INNER
from ingest.numbering import han_to_int
from ingest.schema import Document

_LEFT = 0.2  # of a question's weight: what a second sentence is looked for
_LEADS = 0.5  # of the best one's words: what a sentence before it must say to be told with it
_ALONE = 0.6  # of the best one's words: where no other item says so many, only one speaks of the matter
_ALONE_OF_STEPS = 0.5  # and where it is asked how something is done
_AHEAD = 0.6  # of a score: how far an item that lists things itself stands ahead of the others
_LISTS = re.compile("(?:包括|包含|涵盖|涵括|含有?|分别[为是]|主要有|即)[^，。；]{2,20}、")
_NEAR = 260  # characters between two sentences that are told together
_WHOLE = 1.5  # of a score: how far ahead of the rest of its section a sentence is that needs none of it
_ENOUGH = 0.8  # a sentence that covers so much of a question needs no second
_HEADED = 0.5  # of the question's words, that a heading says
_OWN = 0.6  # of the question's words: an item that says so many itself
_NTH = re.compile(r"(?:^|[：:，,])([一二三四五六七八九十])是")
_FIRST = re.compile("一是")
_RIGHT_BEHIND = 2  # characters between a sentence and the next
_MOST_ITEMS = 6  # of an enumeration that one answer can take in
_FULL, _LIKE = 150, 0.8  # characters, of sentences that say so much of what the best one says
_ACCOUNT, _REACH = 130, 420  # characters: of an account of how something is done, and how far it reaches


# words that a number of the kind tells: 奖多少钱 by 3260万元, 年龄上限 by 不超过40周岁
_TOLD_BY_NUMBER = {
    "money": frozenset("钱 块钱 资金 经费 金额 费用".split()),
    "age": frozenset("年龄 岁数 上限".split()),
    "area": frozenset("面积 占地".split()),
    "people": frozenset("人数 多少人".split()),
}
_SPOKEN = 0.5  # from which on a sentence speaks of a word
_TWO_KINDS = re.compile("哪些([\u4e00-\u9fff]{2})[和与及、]([\u4e00-\u9fff]{2})")  # 哪些制度和档案


def complement(query: Query, passages: Passages, best: Scored) -> list[Scored]:
    """A second sentence near the first that says what the first leaves out of the question."""
    if listed := _listed_next(query, passages, best):
        return listed
    asked = asked_quantities(query.question.text)
    given = asked[0].name if len(asked) == 1 and gives(asked, best.unit.folded) >= GIVEN else ""
    left = [t for t in passages.terms if presence(t, best.unit.folded) < 0.5 and presence(t, best.unit.headings) < 0.5]
    matter = [t for t in passages.terms if t.text not in _TOLD_BY_NUMBER.get(given, ())]
    weight = sum(t.weight for t in passages.terms) or 1.0
    lacking = len(asked) > 1 and gives(asked, best.unit.folded) < 1.0
    enough = best.covered >= _ENOUGH and re.search("分别|各", query.question.text) is None
    kinds = [kind for pair in _TWO_KINDS.findall(query.question.text) for kind in pair]
    untold = [kind for kind in kinds if kind not in best.unit.folded]
    if (enough or sum(t.weight for t in left) / weight < _LEFT) and not lacking and not untold:
        return []
    title = re.search("《[^《》]{4,}》", query.question.text)
    best_gain: tuple[float, Scored] | None = None
    for other in passages.scored[0 if untold or lacking else 1 : 8]:
        if other is best or other.unit.doc_id != best.unit.doc_id:
            continue
        if abs(other.unit.span.start - best.unit.span.end) > _NEAR or _asks(other):
            continue
        if title is not None and fold(title.group()) not in other.unit.folded and "《" in other.unit.text:
            continue  # it tells of another paper
        if lacks_name(query.text, passages.terms, best, other):
            continue  # and it of another house
        if given and not any(presence(t, other.unit.folded) >= 0.8 for t in matter):
            continue  # it has the kind of number alone in common with the question
        if ANNOUNCES.search(other.unit.text):
            continue  # 采取了以下举措 says nothing by itself
        gain = sum(t.weight for t in left if presence(t, other.unit.folded) >= 0.8) / weight
        gives_more = lacking and gives(asked, other.unit.folded + best.unit.folded) > gives(asked, best.unit.folded)
        if gives_more and other.covered > 0.5:
            gain += 0.2
        if any(kind in other.unit.folded for kind in untold) and other.place == best.place:
            gain += 0.2
        if gain and 0 <= other.unit.span.start - best.unit.span.end <= 2:
            gain += 0.1  # the sentence that goes on
        if gain >= 0.2 and (best_gain is None or gain > best_gain[0]):
            best_gain = (gain, other)
    return [best_gain[1]] if best_gain else []


def _listed_next(query: Query, passages: Passages, best: Scored) -> list[Scored]:
    """The sentence right behind that lists the kind of thing asked for (更获得了甲、乙等投资机构的投资 for 哪些机构),
    where the best one does not speak of that kind."""
    kind = kind_asked(query.question.text, passages.terms) if "list" in query.wants else None
    if kind is None or presence(kind, best.unit.folded) >= _SPOKEN:
        return []
    lists = re.compile(rf"、[^，,。；;]*{re.escape(kind.text)}")
    return [s for s in passages.scored if is_right_behind(s, best) and lists.search(s.unit.folded)][:1]


def answer_behind(passages: Passages, best: Scored) -> Scored:
    """The sentence that answers, where the best one is itself a question (问：……？答：……); else the best one."""
    if not _asks(best):
        return best
    return next((s for s in passages.scored if is_right_behind(s, best)), best)


def _asks(scored: Scored) -> bool:
    return scored.unit.text.rstrip('”"').endswith(("？", "?"))


def is_right_behind(other: Scored, best: Scored) -> bool:
    """Whether a sentence is the next one of the same paper."""
    return other.unit.doc_id == best.unit.doc_id and 0 <= other.unit.span.start - best.unit.span.end <= _RIGHT_BEHIND


_EACH = re.compile("([^，,。；;？?]+?)(?:各|分别)")
_NAMES = 3  # things asked for side by side; of two each has its sentence found


def told_in_a_row(query: Query, passages: Passages, best: Scored) -> list[Scored]:
    """The sentences that tell of three things and more, one each, where one stands behind the other (甲……，占30%；
    乙……，占25%；其余45%……); none where there are not as many as the question names."""
    asked, each = asked_quantities(query.question.text), _EACH.search(query.question.text)
    count = len(re.split("[、和与及]", each.group(1))) if each is not None else 0
    if count < _NAMES or not asked:
        return []
    own = _in_order(passages, best)
    last = own.index(best)
    first = _begins(own, last)
    while last + 1 < len(own) and own[last].unit.text.endswith("；") and _touch(own[last], own[last + 1]):
        last += 1
    run = own[first : last + 1]
    return run if len(run) == count and all(gives(asked, s.unit.folded) >= GIVEN for s in run) else []


# what a paper writes in brackets behind a sentence: whom to call, and who is to do it
_BEHIND = (
    (
        re.compile("联系人|联系电话|联系方式|咨询电话|电话|对接(?:部门|单位)|找谁|联系谁"),
        re.compile(r"[（(][^（）()]*(?:联系人|电话)[^（）()]*[）)]"),
    ),
    (
        re.compile("[谁哪][^，。？?]{0,6}(?:牵头|负责|承担|配合)|(?:牵头|责任|配合)(?:单位|部门)"),
        re.compile(r"[（(][^（）()]*(?:牵头|责任|负责|配合)(?:单位|部门)?[：:][^（）()]*[）)]"),
    ),
)


def told_behind(query: Query, passages: Passages, best: Scored) -> list[Scored]:
    """The sentence with what is asked of it in brackets behind it (whom to call, who is to do it); none where nothing
    is told there."""
    for asks, tells in _BEHIND:
        if not asks.search(query.text):
            continue
        told = [s for s in passages.scored if is_right_behind(s, best) and tells.fullmatch(s.unit.text)]
        if told:
            return [best, told[0]]
    return []


def enumerated(query: Query, passages: Passages, best: Scored) -> list[Scored]:
    """The sentences of the enumeration (一是……；二是……；) that the best one announces, begins or is in; none for
    another, and none where only one item speaks of the things asked for."""
    own = _in_order(passages, best)
    at = own.index(best)
    announces = ANNOUNCES.search(best.unit.text) is not None
    behind = own[at + 1] if at + 1 < len(own) and _touch(best, own[at + 1]) else None
    leads_in = best.fit < 1.0 and _NTH.search(best.unit.text) is None  # and lists nothing itself
    begins = behind is not None and leads_in and _FIRST.match(behind.unit.text) is not None
    if behind is not None and (announces or begins):
        at += 1  # 采取了以下举措。一是……
        best = behind
    nth = _NTH.search(best.unit.text)
    if nth is None:
        return _inline(own[_begins(own, at) :]) or _counted_run(query, own[at:])
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
    alone = _ALONE_OF_STEPS if "manner" in query.wants else _ALONE
    about_one = not announces and best.own >= _OWN and rest < alone * best.own
    if query.count and query.count != len(run) and not announces:
        return []  # 哪两个行当 is not asked of 六个挑战
    if begins and not announces and query.count != len(run):
        return []  # it may go on with anything
    ahead = best.score - max((s.score for s in run[1:]), default=best.score)
    if not announces and query.count is None and ahead >= _AHEAD and _LISTS.search(best.unit.text):
        return []  # 课程涵盖甲、乙、丙等领域 lists by itself what is asked for
    return run if 1 < len(run) <= _MOST_ITEMS and not about_one else []


def counted_behind(query: Query, passages: Passages, best: Scored) -> tuple[Document, list[int]] | None:
    """The paper and the items of an enumeration right behind a sentence that speaks of what is asked for (仍然面临挑战
    。一是……), as many as are asked for; what a search found may have broken off after the first."""
    document, index = passages.documents[best.unit.doc_id], best.unit.section
    kind = kind_asked(query.question.text, passages.terms) if query.count is None else None
    named = kind.text if kind is not None else query.counted if query.count else ""
    if index is None or not named or named not in best.unit.folded:
        return None
    items = [i for i in children_of(document, index, below_each(document)) if document.sections[i].kind in INNER]
    if len(items) < 2 or query.count not in (None, len(items)):
        return None
    gap = document.sections[items[0]].span.start - best.unit.span.end
    return (document, items) if 0 <= gap <= _RIGHT_BEHIND else None


def _in_order(passages: Passages, best: Scored) -> list[Scored]:
    """The sentences of the best one's paper, as they stand in it."""
    return sorted((s for s in passages.scored if s.unit.doc_id == best.unit.doc_id), key=lambda s: s.unit.span.start)


def _begins(own: Sequence[Scored], at: int) -> int:
    """Where the items begin, ended by ；, of which one stands at `at`."""
    start = at
    while start and own[start - 1].unit.text.endswith("；") and _touch(own[start - 1], own[start]):
        start -= 1
    return start if announced_within(own[start].unit.text) else at


def _touch(one: Scored, other: Scored) -> bool:
    return other.unit.span.start - one.unit.span.end <= _RIGHT_BEHIND


def _inline(following: Sequence[Scored]) -> list[Scored]:
    """The items that the first of some sentences announces and begins (分为以下三类：……；……；……。), up to the full
    stop; none where they are too many."""
    if not announced_within(following[0].unit.text) or not following[0].unit.text.endswith("；"):
        return []
    run: list[Scored] = []
    for scored in following[: _MOST_ITEMS + 1]:
        if run and not _touch(run[-1], scored):
            break
        run.append(scored)
        if not scored.unit.text.endswith("；"):
            return run if 1 < len(run) <= _MOST_ITEMS else []
    return []


_SO_MANY = re.compile(r"(\d{1,2}|[二两三四五六七八九十])[个项家类种名位条批处][^，。；：:]{0,6}[：:](?=[^，。；：:])")


def _counted_run(query: Query, following: Sequence[Scored]) -> list[Scored]:
    """As many items as the first of some sentences says there are and begins to tell (组织2项：甲……；乙……。), where as
    many are asked for."""
    counted = _SO_MANY.search(following[0].unit.text)
    if counted is None or query.count is None or han_to_int(counted.group(1).replace("两", "二")) != query.count:
        return []
    run = list(following[: query.count])
    whole = all(_touch(one, other) and one.unit.text.endswith("；") for one, other in pairwise(run))
    return run if whole and len(run) == query.count and not run[-1].unit.text.endswith("；") else []


def account(passages: Passages, best: Scored) -> list[Scored]:
    """The sentences of the best one's section that say most about how something is done, as many as one can take in."""
    section = [s for s in passages.scored if s.unit.doc_id == best.unit.doc_id and s.unit.section == best.unit.section]
    others = [s.score for s in section if s is not best]
    index = best.unit.section
    title = passages.documents[best.unit.doc_id].sections[index].title if index is not None else ""
    short = sum(len(s.unit.text) for s in section) <= _ACCOUNT
    if short and title and coverage(passages.terms, fold(title)) >= _HEADED:
        return section  # all of it is about what is asked
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
        most = _FULL if scored.covered >= _LIKE * best.covered else _ACCOUNT
        if near and not leads and scored.covered >= 0.5 * best.covered and length + size <= most:
            chosen.append(scored)
            length += size
    return chosen or [best]
