"""What is said of a chosen sentence: the clauses of it that answer, in the document's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

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
from assistant.reading.fitting import announced_within, dates_beyond, defines
from assistant.reading.folding import fold
from assistant.reading.outline.announced import without_details
from assistant.reading.passages import OF_TITLE, Passages, Scored
from assistant.reading.quantities import GIVEN, asked_quantities, gives
from assistant.reading.questions import Query, Want
from assistant.reading.segments import without_papers
from assistant.reading.so_many import lists_so_many
from assistant.reading.tables.columns import told_row
from assistant.reading.terms import Term, presence
from assistant.reading.worth import asks_several, clause_worth
from assistant.schema import Evidence, Statement
from ingest.schema import Document, Span

SHORT, LONG = 92, 150  # characters: an answer of a number or a name; one of a list, a measure, a definition
CLAUSES = 62  # of a sentence that stands beside others
BESIDE_NUMBER, BESIDE = 40, 66  # of a number that is set beside what other papers say, and of what else is
_ITEM = 30  # of an item of a long enumeration
_WHOLE = 40  # characters of a sentence that is not cut
_MEANING = 200  # and of one that says what a thing means (X，是指……)
_BOTH = 120  # and of one that answers two parts of a question
_KNOWN = 0.35  # of its weight has a word that is known already: from the headings, from the question before


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

    several = asks_several(query.question.text)
    worth = clause_worth(query, part.terms, left, of_title=scored.year == OF_TITLE)

    short = scored.unit.span.end - scored.unit.span.start <= _WHOLE
    if short and not query.wants_any("number", "list"):
        whole = scored.unit.span
        return with_announced(whole, whole, document) if query.wants_any(*_TOLD_BY_LISTS) else whole
    if (query.wants_any("manner") or not query.wants) and scored.unit.span.end - scored.unit.span.start <= budget:
        return with_announced(scored.unit.span, scored.unit.span, document)
    defined = query.wants_any("definition") and defines(query, scored.unit.folded) == 1.0
    if defined and scored.unit.span.end - scored.unit.span.start <= _MEANING:
        return scored.unit.span
    if {"date", "list"} <= query.wants and scored.unit.span.end - scored.unit.span.start <= budget:
        return scored.unit.span  # 二期什么时候、建哪些内容 is told by all of it
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


_BODY_ASKED = re.compile(
    "哪[一几两三]?[家个所](?:单位|机构|公司|企业|高校|大学|学校|院|银行|医院|部门|部委|委办局)|哪[些几](?:部门|部委)|哪家|哪所|谁"
)
_BODY = re.compile(
    "公司|集团|(?<!服务)中心(?=为)|研究院|研究所|大学|学院|医院|银行|协会|药业|"
    "[市省县区](?:[\u4e00-\u9fff]{2,5})?局|委员会|总局|总署|"
    "(?<![全内外干东西南北中总])部(?=[、和与及，,(]|[\u4e00-\u9fff]{2,6}司)|[\u4e00-\u9fff]{2}司(?=[、和与及的，,])"
)
_CALLED = 4  # characters of a body's name before the word for what it is


def _names_body(asked: str, folded: str) -> bool:
    """Whether a folded text names a body that the folded question does not say itself (与海州大学共建)."""
    return any(folded[max(0, m.start() - _CALLED) : m.end()] not in asked for m in _BODY.finditer(folded))


_TOLD_BY_LISTS: tuple[Want, ...] = ("list", "manner", "definition")
# 基金撬动的投资是多少: no amount of the 基金 itself is asked
_BRINGS_ABOUT = re.compile("([^,。;]{3,24}?)(?:累计|一共|总共|共)?(?:带动|撬动|拉动|放大)")
