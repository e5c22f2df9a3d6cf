"""What is said of a chosen sentence: the clauses of it that answer, in the document's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.reading.announced import without_details
from assistant.reading.carried import (
    with_all_it_counts,
    with_announced,
    with_its_change,
    with_its_day,
    with_its_effect,
    with_its_limit,
    with_its_number,
    with_its_row,
    with_its_subject,
    with_the_rest,
    with_what_it_names,
)
from assistant.reading.clauses import bare, best_window, clause_spans
from assistant.reading.columns import told_row
from assistant.reading.fitting import announced_within, dates_beyond, defines, links_of, names_beyond
from assistant.reading.focus import asks_for_ceiling, deed_asked, focus, tells_additions, tells_ceiling
from assistant.reading.folding import fold
from assistant.reading.passages import OF_TITLE, YEAR, Passages, Scored
from assistant.reading.quantities import ANYTHING, GIVEN, Quantity, asked_quantities, gives, without_said
from assistant.reading.questions import Query, Want
from assistant.reading.segments import without_papers
from assistant.reading.so_many import lists_so_many, so_many_asked
from assistant.reading.terms import Term, coverage, presence
from assistant.schema import Evidence, Statement
from ingest.schema import Document, Span

SHORT, LONG = 92, 150  # characters: an answer of a number or a name; one of a list, a measure, a definition
CLAUSES = 62  # of a sentence that stands beside others
BESIDE_NUMBER, BESIDE = 40, 66  # of a number that is set beside what other papers say, and of what else is
_ITEM = 30  # of an item of a long enumeration
_OTHER_YEAR = 0.8  # what it costs a clause to name only years that nobody asked for
_ITS_YEAR = 0.25  # what it is worth to name the year asked for
_FORMER = 0.2  # what it costs a clause to give the number that was, where the next gives what it became
_BESIDE = 0.15  # what the words beside the question word are worth (组长 of 组长是谁)
_WHOLE = 40  # characters of a sentence that is not cut
_MEANING = 200  # and of one that says what a thing means (X，是指……)
_BOTH = 120  # and of one that answers two parts of a question
_EACH_NUMBER = 0.15  # what each number is worth where several things are counted
_KNOWN = 0.35  # of its weight has a word that is known already: from the headings, from the question before
_NEWS = 0.2  # what saying something new is worth to a clause


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence chosen for a question or for a part of one: the words and wants of that part decide its clauses."""

    scored: Scored
    query: Query
    terms: tuple[Term, ...]
    item: bool = False  # of an enumeration: what it begins with is what it is


def state(parts: Sequence[Part], passages: Passages, most: int | None = None) -> Statement:
    """One statement from the chosen sentences, in the document's order; clauses of one sentence are joined. `most`:
    characters, where fewer are wanted than the kind of question allows."""
    query = parts[0].query
    most = most or beside_others(query) if query.brief else most
    fuller = query.wants_any("list", "manner", "definition", "choice") or not query.wants
    limit = most or (LONG if fuller else SHORT)
    budget = limit if len(parts) == 1 else max(CLAUSES, limit * 2 // 3) if len(parts) == 2 else CLAUSES
    item = max(_ITEM, min(CLAUSES, LONG // len(parts)))  # four items are told as shortly as two are told fully
    windows: dict[tuple[str, Span], list[Span]] = {}
    for n, part in enumerate(parts):
        unit = part.scored.unit
        document = passages.documents[unit.doc_id]
        longest = max(budget, 2 * CLAUSES if fuller else SHORT) if n == 0 and most is None else budget
        alone = len(parts) == 1
        window = _opening(unit.span, document, item) if part.item else _window(part, document, longest, alone=alone)
        known = windows.get((unit.doc_id, unit.span))
        # two parts of the question may be told by one sentence
        both = _of_both(known, window, unit.span if most is None else window) if known else [window]
        windows[(unit.doc_id, unit.span)] = both
    counts = "number" in query.wants
    said: list[str] = []
    evidence: list[Evidence] = []
    pieces = [(doc_id, window) for (doc_id, _), both in windows.items() for window in both]
    for doc_id, window in sorted(pieces, key=lambda piece: piece[1].start):
        text = passages.documents[doc_id].text
        end = window.end
        while end > window.start and text[end - 1] in "，；、：,;: \n":
            end -= 1
        told = told_row(passages.documents[doc_id], Span(window.start, end), numbers=counts) or bare(window.of(text))
        said.append(without_details(told) if "list" in query.wants and len(told) > SHORT else told)
        evidence.append(Evidence(doc_id, Span(window.start, end)))
    return Statement("；".join(said), tuple(evidence))


def beside_others(query: Query) -> int | None:
    """How many characters are told of what is set beside what other papers say; None for a list, which is told."""
    return BESIDE_NUMBER if query.wants_any("number", "date") else None if query.wants_any("list") else BESIDE


def _of_both(known: Sequence[Span], window: Span, sentence: Span) -> list[Span]:
    """What is said of a sentence that answers several parts of a question: all of it where it is short, since each part
    was cut by itself (每年遴选50个，每个资助5万元); of a long one what each part is told by, apart where much stands
    between."""
    if sentence.end - sentence.start <= _BOTH:
        return [sentence]
    whole = Span(min(window.start, *(one.start for one in known)), max(window.end, *(one.end for one in known)))
    apart = all(window.end <= one.start or one.end <= window.start for one in known)
    return [*known, window] if apart and whole.end - whole.start > _BOTH else [whole]


def _opening(sentence: Span, document: Document, budget: int) -> Span:
    """The first clauses of an enumeration's item, without the words that announce the enumeration."""
    sentence = _without_announcement(sentence, document)
    clauses = clause_spans(sentence, document.text)
    end = clauses[0].end
    for clause in clauses[1:]:
        if clause.end - sentence.start > budget:
            break
        end = clause.end
    return Span(sentence.start, end)


def _without_announcement(window: Span, document: Document) -> Span:
    """An enumeration's first item without the words that announce it (存在以下问题：一是……, 分为以下三类：……；)."""
    text = window.of(document.text)
    announced = re.search("[：:](?=一是)", text)
    end = announced.end() if announced else announced_within(text)
    return Span(window.start + end, window.end) if end else window


def _window(part: Part, document: Document, budget: int, *, alone: bool) -> Span:
    """The clauses of a sentence that answer, `alone` or beside others: what its headings say already need not be said
    again."""
    query, scored = part.query, part.scored
    asked = asked_quantities(query.question.text) or asked_quantities(query.text)
    # in a follow-up, what the question before it said finds the sentence, and is no news in it
    own = fold(query.question.text) if alone and query.question.history else ""
    means = _BRINGS_ABOUT.match(fold(query.question.text)) if "number" in query.wants else None
    left = tuple(
        replace(t, weight=_KNOWN * t.weight)
        if presence(t, scored.unit.headings) >= 0.8
        or (own and t.text not in own)
        or (means is not None and t.text in means.group(1))
        else t
        for t in part.terms
    )

    measured = [phrase for phrase in _MEASURED.findall(fold(query.question.text)) if len(phrase) > 1]
    several = (
        max(len(measured), len(_AMOUNTS.findall(query.question.text))) > 1
        or re.search("各|分别", query.question.text) is not None
    )
    beside = focus(query.question.text, part.terms)
    money = any(quantity.name == "money" for quantity in asked) and "name" not in query.wants
    ceiling = asks_for_ceiling(query.question.text)
    kind = _KIND.search(fold(query.question.text))
    where = _WHERE.search(query.question.text) is not None
    deed = deed_asked(fold(query.question.text)) if "number" in query.wants else ""
    share = _SHARE_ASKED.search(fold(query.question.text)) is not None
    stock = "number" in query.wants and _RISE_ASKED.search(query.text) is None

    def worth(text: str) -> float:
        folded = fold(text)
        value = (
            _bounded(query, folded) + coverage(left, folded) + _list_worth(query, folded) + _year_worth(part, folded)
        )
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

    short = scored.unit.span.end - scored.unit.span.start <= _WHOLE
    if short and not query.wants_any("number", "list"):
        whole = scored.unit.span
        return with_announced(whole, whole, document) if query.wants_any(*_TOLD_BY_LISTS) else whole
    if (query.wants_any("manner") or not query.wants) and scored.unit.span.end - scored.unit.span.start <= budget:
        return with_announced(scored.unit.span, scored.unit.span, document)
    defined = query.wants_any("definition") and defines(query, scored.unit.folded) == 1.0
    if defined and scored.unit.span.end - scored.unit.span.start <= _MEANING:
        return scored.unit.span
    both = re.search("各|分别|和|与", without_papers(query.question.text)) is not None
    joined = both or query.wants_any("definition")
    window = best_window(scored.unit.span, document.text, budget, worth, whole_counts=joined)
    window = with_its_effect(window, scored.unit.span, document)
    if query.wants_any(*_TOLD_BY_LISTS):
        window = with_what_it_names(window, scored.unit.span, document, LONG)
        if lists_so_many(query, scored.unit.folded):
            window = with_its_row(window, scored.unit.span, document, LONG)
    if "name" in query.wants and _BODY_ASKED.search(query.question.text):
        window = with_its_subject(
            window, scored.unit.span, document, lambda text: _names_body(fold(query.text), fold(text)), _BOTH
        )
    if "number" in query.wants and asked:
        window = with_its_number(window, scored.unit.span, document, lambda text: gives(asked, fold(text)) >= GIVEN)
    if several and query.wants_any("list") and asked:
        window = with_the_rest(window, scored.unit.span, document, lambda text: gives(asked, fold(text)) >= GIVEN, LONG)
    if "date" in query.wants:
        window = with_its_number(window, scored.unit.span, document, lambda text: bool(dates_beyond(query, fold(text))))
    window = with_all_it_counts(window, scored.unit.span, document, LONG)
    if "number" in query.wants:
        window = with_its_limit(with_its_day(window, scored.unit.span, document), scored.unit.span, document)
        window = with_its_change(window, scored.unit.span, document)
    return with_announced(window, scored.unit.span, document) if query.wants_any(*_TOLD_BY_LISTS) else window


_MEASURED = re.compile(
    r"([\u4e00-\u9fff]{2,12}?)(?:又|还|各|分别|一共|总共)*+(?:是|为|有|达到?)?(?:多少|几[家个项件人])"
)
_AMOUNTS = re.compile("多[少大高长]|几[家个项件人支套台款条种名位万成]")  # what is counted, each time it is asked
_BODY_ASKED = re.compile("哪[一几两三]?[家个所](?:单位|机构|公司|企业|高校|大学|学校|院|银行|医院)|哪家|哪所|谁")
_BODY = re.compile(
    "公司|集团|(?<!服务)中心(?=为)|研究院|研究所|大学|学院|医院|银行|协会|药业|"
    "[市省县区](?:[\u4e00-\u9fff]{2,5})?局|委员会"
)
_CALLED = 4  # characters of a body's name before the word for what it is


def _names_body(asked: str, folded: str) -> bool:
    """Whether a folded text names a body that the folded question does not say itself (与海州大学共建)."""
    return any(folded[max(0, m.start() - _CALLED) : m.end()] not in asked for m in _BODY.finditer(folded))


_WHERE = re.compile("在哪|哪里|哪儿|何处|什么地方|选址|地址")
_SITE = re.compile("位于|选址|选择在|坐落|地址|落户|设在|地处|[东西南北][岸侧面]|[路街道巷]\\d*号|街道|交界|交汇")
_KIND = re.compile("(?:什么|哪些|哪几个?)([\u4e00-\u9fff]{2})")
_OF_KIND = 0.3  # what it is worth to list things of the kind asked for (甲、乙等产业 for 什么产业)
_AT = 0.35  # what it is worth to a clause to say where
_BOUND_TO = 0.35  # what it is worth that the number asked for stands right behind the word asked about
_CEILING = 0.3  # what the clause that says so is worth, where it is asked how much there is at most
_MEASURE = 0.5  # what it is worth to a clause to say all that is counted


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


_TOLD_BY_LISTS: tuple[Want, ...] = ("list", "manner", "definition")
# 基金撬动的投资是多少: no amount of the 基金 itself is asked
_BRINGS_ABOUT = re.compile("([^,。;]{3,24}?)(?:累计|一共|总共|共)?(?:带动|撬动|拉动|放大)")
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


def _year_worth(part: Part, folded: str) -> float:
    """A clause that speaks only of other years than the one asked for does not answer, however like it sounds; but
    where the paper is of the year asked for (2025年度), it may ask for what was a year before."""
    years = set(part.query.years)
    own = set(YEAR.findall(folded)) if years else set()
    if own & years:
        return _ITS_YEAR
    return -_OTHER_YEAR if own and part.scored.year != OF_TITLE else 0.0


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
