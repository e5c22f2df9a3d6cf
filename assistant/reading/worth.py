"""What a clause is worth to a question: which of a sentence's clauses are told."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.reading.fitting import dates_beyond, links_of, names_beyond
from assistant.reading.focus import asks_for_ceiling, deed_asked, focus, tells_additions, tells_ceiling
from assistant.reading.folding import fold
from assistant.reading.passages import YEAR
from assistant.reading.quantities import ANYTHING, Quantity, asked_quantities, gives, without_said
from assistant.reading.questions import Query
from assistant.reading.so_many import so_many_asked
from assistant.reading.terms import Term, coverage, presence

_OTHER_YEAR = 0.8  # what it costs a clause to name only years that nobody asked for
_ITS_YEAR = 0.25  # what it is worth to name the year asked for
_FORMER = 0.2  # what it costs a clause to give the number that was, where the next gives what it became
_BESIDE = 0.15  # what the words beside the question word are worth (组长 of 组长是谁)
_EACH_NUMBER = 0.15  # what each number is worth where several things are counted
_NEWS = 0.2  # what saying something new is worth to a clause
_OF_KIND = 0.3  # what it is worth to list things of the kind asked for (甲、乙等产业 for 什么产业)
_AT = 0.35  # what it is worth to a clause to say where
_BOUND_TO = 0.35  # what it is worth that the number asked for stands right behind the word asked about
_CEILING = 0.3  # what the clause that says so is worth, where it is asked how much there is at most
_MEASURE = 0.5  # what it is worth to a clause to say all that is counted
_MEASURED = re.compile(
    r"([\u4e00-\u9fff]{2,12}?)(?:又|还|各|分别|一共|总共)*+(?:是|为|有|达到?)?(?:多少|几[家个项件人])"
)
_AMOUNTS = re.compile("多[少大高长]|几[家个项件人支套台款条种名位万成]")  # what is counted, each time it is asked
_WHERE = re.compile("在哪|哪里|哪儿|何处|什么地方|选址|地址")
_SITE = re.compile("位于|选址|选择在|坐落|地址|落户|设在|地处|[东西南北][岸侧面]|[路街道巷]\\d*号|街道|交界|交汇")
_KIND = re.compile("(?:什么|哪些|哪几个?)([\u4e00-\u9fff]{2})")


def asks_several(text: str) -> bool:
    """Whether a question asks for several numbers (建了多少家、覆盖几个镇街; 各多少)."""
    measured = [phrase for phrase in _MEASURED.findall(fold(text)) if len(phrase) > 1]
    return max(len(measured), len(_AMOUNTS.findall(text))) > 1 or re.search("各|分别", text) is not None


def clause_worth(
    query: Query, terms: tuple[Term, ...], left: tuple[Term, ...], *, of_title: bool
) -> Callable[[str], float]:
    """What some clauses are worth, the higher the better, in the light of a question. `left`: its words, less for those
    that are known already; `of_title`: the year asked for is that of the paper."""
    asked = asked_quantities(query.question.text) or asked_quantities(query.text)
    measured = [phrase for phrase in _MEASURED.findall(fold(query.question.text)) if len(phrase) > 1]
    several = asks_several(query.question.text)
    beside = focus(query.question.text, terms)
    money = any(quantity.name == "money" for quantity in asked) and "name" not in query.wants
    ceiling = asks_for_ceiling(query.question.text)
    kind = _KIND.search(fold(query.question.text))
    where = _WHERE.search(query.question.text) is not None
    deed = deed_asked(fold(query.question.text)) if "number" in query.wants else ""
    share = _SHARE_ASKED.search(fold(query.question.text)) is not None
    stock = "number" in query.wants and _RISE_ASKED.search(query.text) is None

    def worth(text: str) -> float:
        folded = fold(text)
        value = _bounded(query, folded) + coverage(left, folded) + _list_worth(query, folded)
        value += _year_worth(query, folded, of_title=of_title)
        given = (
            gives(asked, without_said(query.question.text, folded) if money else folded)
            if "number" in query.wants
            else 0.0
        )
        value += 0.5 * given
        if measured:  # 发明专利授权量 is not told by 专利授权量
            value += _MEASURE * sum(_held_at_end(phrase, folded) for phrase in measured) / len(measured)
        if ceiling and tells_ceiling(folded):
            value += _CEILING
        if several and given:
            numbers = sum(len(set(quantity.pattern.findall(folded))) for quantity in asked or (ANYTHING,))
            value += _EACH_NUMBER * min(3, numbers)
        former = _WAS.search(folded) is not None and not _BECAME.search(folded) and "原" not in query.text
        if given and former:
            value -= _FORMER
        # the number asked for is news enough
        value += _NEWS * (1.0 if given >= 0.7 else min(1.0, _news(query, folded) / 12))
        if share and _SHARE_TOLD.search(folded):
            value += _MEASURE
        if stock and given and tells_additions(folded):
            value -= _FORMER
        if "date" in query.wants:
            value += 0.4 * min(1.0, len(dates_beyond(query, folded)) / _days_asked(query.question.text))
        if query.wants_any("manner", "definition", "choice") or not query.wants:
            value += min(0.5, 0.006 * len(text))  # the fuller, the better told
        value += (2 * _BESIDE if "name" in query.wants else _BESIDE) * max(
            (presence(term, folded) for term in beside), default=0.0
        )
        if "number" in query.wants and not former and any(_is_bound_to(term, asked, folded) for term in beside):
            value += _BOUND_TO
        if kind is not None and re.search(rf"、[^，。]*{kind.group(1)}[，,。；;]?$", folded):
            value += _OF_KIND
        if deed and given and deed in folded:
            value += _BOUND_TO
        if where and _SITE.search(folded):
            value += _AT
        if "name" in query.wants:
            value += 0.25 * bool(names_beyond(query, folded))
        return value

    return worth


def _is_bound_to(term: Term, asked: Sequence[Quantity], folded: str) -> bool:
    """Whether the one number of the kind asked for stands right behind a word (贷款金额超9亿元 for 多少贷款)."""
    folded = re.sub(r"(?:19|20)\d\d年", "", folded)
    return any(
        len(quantity.pattern.findall(folded)) == 1
        and re.search(rf"{re.escape(form)}[^，,；;。、]{{0,6}}?{quantity.pattern.pattern}", folded)
        for form in (term.text, *term.variants)
        for quantity in asked
    )


def _held_at_end(phrase: str, folded: str) -> float:
    """The share of a phrase that a text has, from its end on."""
    held = next((n for n in range(len(phrase), 1, -1) if phrase[-n:] in folded), 0)
    return held / len(phrase)


_RISE_ASKED = re.compile("[增涨升新净]|多[了出]?多少|多几")  # 比去年多多少
# 占GDP比重: no growth by so many per cent
_SHARE_ASKED, _SHARE_TOLD = (
    re.compile("占[^，,。？?]{1,12}(?:比重|比例|多少|几成|百分之)"),
    re.compile("占[^，,]{0,16}\\d"),
)
_WAS = re.compile(r"原(?:估算|计划|定|有|先|来|总)")
_BECAME = re.compile(r"调整|增加到|增至|提高到|降低?到|降至|压缩到|变更")


def _days_asked(text: str) -> int:
    """How many days or years a question asks for: 哪年开工、哪年建成 asks for two."""
    return max(1, len(re.findall(r"什么时候|何时|哪一?[年天月]|几月|几号|多久", text)))


_BOUND = re.compile(r"(\d[\d.,]*(?:万|亿)?(?:元|人|家|岁|年|亩|平方米|个月|%)?)(?:及|\(含\))?(以上|以下|以内)")


def _bounded(query: Query, folded: str) -> float:
    """500万元以上 asks for the clause of 500万元以上, not for that of 500万元以下."""
    asked = _BOUND.search(fold(query.question.text))
    if asked is None:
        return 0.0
    sides = {match.group(2) for match in _BOUND.finditer(folded) if match.group(1) == asked.group(1)}
    return 0.0 if not sides else _OTHER_YEAR / 2 if asked.group(2) in sides else -_OTHER_YEAR / 2


def _year_worth(query: Query, folded: str, *, of_title: bool) -> float:
    """A clause that speaks only of other years than the one asked for does not answer, however like it sounds; but
    where the paper is of the year asked for (2025年度), it may ask for what was a year before."""
    years = set(query.years)
    own = set(YEAR.findall(folded)) if years else set()
    if own & years:
        return _ITS_YEAR
    return -_OTHER_YEAR if own and not of_title else 0.0


def _news(query: Query, folded: str) -> int:
    """How many characters a text has that the question does not say already: words of the question are no answer."""
    asked = fold(query.text)
    return sum(folded[i : i + 2] not in asked for i in range(len(folded) - 1))


def _list_worth(query: Query, folded: str) -> float:
    if "list" not in query.wants:
        return 0.0
    so_many = so_many_asked(query)
    if len(so_many) == 1 and so_many[0] in folded:  # of 2家 and 两家 the names stand in another clause
        return 0.9  # 服务、成效、管理、贡献四个方面
    items = max(len(re.findall("、", folded)) + 1, len(re.findall(r"\+", folded)) + 1, links_of(folded))
    return 0.4 if query.count == items else 0.06 * min(items, 6)
