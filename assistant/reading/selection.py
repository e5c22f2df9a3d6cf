"""From judged sentences to a finding: the best one, a second for what it leaves out, others that differ."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.questions import Query
from assistant.reading.clauses import bare, best_window
from assistant.reading.passages import Passages, Scored, dates_beyond, names_beyond
from assistant.reading.quantities import Quantity, asked_quantities, gives
from assistant.reading.terms import Term, coverage, fold, named_entities, presence, speaks_of
from assistant.reading.units import deepest_section, sentence_spans
from assistant.schema import Evidence, Finding, Statement
from assistant.zh import label
from ingest.schema import Document, Span

_SHORT, _LONG = 92, 150  # characters: an answer of a number or a name; one of a list, a measure, a definition
_SAME = 0.25
_NEWS = 0.2  # what saying something new is worth to a clause
_ENOUGH = 0.8  # a sentence that covers so much of a question needs no second
_TRUST = 0.4  # how much being sure of a sentence counts beside its score
_ASKS = re.compile(r"多少|几[个家项条名位种类次天]|哪|什么|谁|何时|怎|如何")
_ACCOUNT, _CLAUSES, _REACH = 180, 62, 420  # of an account: its length, of each sentence, how far it reaches
_SURE = 0.52  # the confidence below which the library is said not to hold the answer (docs/benchmarks.md)


def read_passages(query: Query, passages: Passages) -> Finding | None:
    """The answer from running text; a refused finding where no sentence is sure enough."""
    if not passages.scored:
        return None
    best = max(passages.scored[:5], key=lambda s: s.score + _TRUST * confidence(query, passages.terms, s))
    sure = confidence(query, passages.terms, best)
    if sure < _SURE:
        return Finding((), sure, "passages", refused=True)
    told = not query.wants or (query.wants_any("manner") and not query.wants_any("number", "date", "name"))
    parts = _for_each_part(query, passages, best)
    chosen = _account(passages, best) if told else parts or [best, *_complement(query, passages, best)]
    rivals = [] if told else _rivals(query, passages, best)
    statements = [
        state(query, passages, group) for group in ([chosen] if not rivals else [[best], *[[r] for r in rivals]])
    ]
    if rivals:
        statements = [
            Statement(f"{_named(passages.documents[s.evidence[0].doc_id])}：{s.text}", s.evidence) for s in statements
        ]
        return Finding(tuple(statements), sure, "passages", lead="说法不一致")
    return Finding(tuple(statements), sure, "passages")


def confidence(query: Query, terms: tuple[Term, ...], best: Scored) -> float:
    """How sure the sentence answers, from 0 to 1: what it covers, whether it holds what is asked, its year."""
    value = 0.62 * best.covered + 0.2 * best.own + 0.18 * best.fit
    if query.years and best.year <= 0:
        value = min(value - 0.2, 0.45)  # nothing here speaks of the year asked for
    if "number" in query.wants and best.fit < 0.5 and asked_quantities(query.question.text):
        value = min(value - 0.2, 0.5)  # the quantity asked for is not given
    missing = max((t.weight for t in terms if _absent(t, best)), default=0.0)
    total = sum(t.weight for t in terms) or 1.0
    value -= 0.35 * missing / total
    if any(t.exact and not t.known and _absent(t, best) for t in terms):
        value = min(value, 0.45)  # a name that the library does not know: another name near it is no answer
    unit = best.unit
    around = "\n".join((unit.folded, unit.before, unit.headings, unit.context, unit.title))
    if not all(speaks_of(entity, around) for entity in named_entities(query.text)):
        value = min(value, 0.45)
    return max(0.0, min(1.0, value))


def _absent(term: Term, scored: Scored) -> bool:
    unit = scored.unit
    return max(presence(term, part) for part in (unit.folded, unit.headings, unit.context, unit.title)) < 0.4


def _complement(query: Query, passages: Passages, best: Scored) -> list[Scored]:
    """A second sentence near the first that says what the first leaves out of the question."""
    left = [t for t in passages.terms if presence(t, best.unit.folded) < 0.5 and presence(t, best.unit.headings) < 0.5]
    weight = sum(t.weight for t in passages.terms) or 1.0
    asked = asked_quantities(query.question.text)
    lacking = len(asked) > 1 and gives(asked, best.unit.folded) < 1.0
    if (sum(t.weight for t in left) / weight < 0.25 or best.covered >= _ENOUGH) and not lacking:
        return []
    best_gain: tuple[float, Scored] | None = None
    for other in passages.scored[1:8]:
        if other.unit.doc_id != best.unit.doc_id or abs(other.unit.span.start - best.unit.span.end) > 260:
            continue
        gain = sum(t.weight for t in left if presence(t, other.unit.folded) >= 0.8) / weight
        gives_more = lacking and gives(asked, other.unit.folded + best.unit.folded) > gives(asked, best.unit.folded)
        if gives_more and other.covered > 0.5:
            gain += 0.2
        if gain and 0 <= other.unit.span.start - best.unit.span.end <= 2:
            gain += 0.1  # the sentence that goes on
        if gain >= 0.2 and (best_gain is None or gain > best_gain[0]):
            best_gain = (gain, other)
    return [best_gain[1]] if best_gain else []


def _for_each_part(query: Query, passages: Passages, best: Scored) -> list[Scored]:
    """For a question of several parts (建了多少家，覆盖几个镇街), the sentence near the best one that answers
    each part; none for a question of one part."""
    pieces = [piece for piece in re.split(r"[，,；;？?]|以及", query.question.text) if piece.strip()]
    asking = [piece for piece in pieces if _ASKS.search(piece)]
    if len(asking) < 2:
        return []
    near = [
        s.unit
        for s in passages.scored
        if s.unit.doc_id == best.unit.doc_id and abs(s.unit.span.start - best.unit.span.start) <= _REACH
    ]
    common = fold("".join(piece for piece in pieces if piece not in asking))
    chosen: dict[Span, Scored] = {}
    for piece in asking:
        words = fold(piece) + common
        terms = tuple(t for t in passages.terms if t.text in words) or passages.terms
        narrowed = replace(query, question=replace(query.question, text=piece))
        judged = passages.judge_again(narrowed, terms, near)
        # one sentence that answers several parts is better than several that answer one each
        scored = max(judged, key=lambda s: s.score + (_SAME if s.unit is best.unit else 0.0))
        if scored.own > 0:
            chosen[scored.unit.span] = scored
    return list(chosen.values()) if best.unit.span in chosen or len(chosen) > 1 else []


def _account(passages: Passages, best: Scored) -> list[Scored]:
    """The sentences of the best one's section that say most about how something is done, as many as one can take in."""
    section = [s for s in passages.scored if s.unit.doc_id == best.unit.doc_id and s.unit.section == best.unit.section]
    chosen: list[Scored] = []
    length = 0
    for scored in section:
        near = abs(scored.unit.span.start - best.unit.span.start) <= _REACH
        size = min(len(scored.unit.text), _CLAUSES if chosen else 2 * _CLAUSES)
        if near and scored.covered >= 0.5 * best.covered and length + size <= _ACCOUNT:
            chosen.append(scored)
            length += size
    return chosen or [best]


def _rivals(query: Query, passages: Passages, best: Scored) -> list[Scored]:
    """Sentences of other documents that give the same indicator a value, as surely as the best one does.

    Every word that tells much must stand in them, and where a year is asked for they must speak of it.
    """
    if "number" not in query.wants or query.scope or best.fit < 0.7:
        return []
    heaviest = max((t.weight for t in passages.terms), default=0.0)
    telling = tuple(t for t in passages.terms if t.weight >= 0.55 * heaviest)
    asked = asked_quantities(query.question.text)
    out: list[Scored] = []
    seen = {best.unit.doc_id}
    for other in passages.scored[1:14]:
        unit = other.unit
        if unit.doc_id in seen or other.fit < best.fit or (query.years and other.year < min(best.year, 0.0)):
            continue
        if other.covered < best.covered - 0.2 or other.own < 0.6:
            continue
        if all(presence(t, unit.folded) >= 0.7 for t in telling) and _counts(asked, telling, other):
            out.append(other)
            seen.add(unit.doc_id)
    return out[:2]


def _counts(asked: tuple[Quantity, ...], telling: tuple[Term, ...], scored: Scored) -> bool:
    """Whether what the sentence counts is what the question's words name: they stand in one clause."""
    clauses = re.split(r"[，,；;。]", scored.unit.text)
    return any(
        gives(asked, fold(clause)) >= 0.7 and coverage(telling, fold(clause)) >= 0.5 for clause in clauses if clause
    )


def state(query: Query, passages: Passages, group: list[Scored]) -> Statement:
    """A statement from one sentence or a few: of each, the clauses that answer."""
    limit = _LONG if query.wants_any("list", "manner", "definition", "choice") or not query.wants else _SHORT
    budget = limit if len(group) == 1 else max(_CLAUSES, limit * 2 // 3) if len(group) == 2 else _CLAUSES
    first = group[0]
    parts: list[str] = []
    evidence: list[Evidence] = []
    for scored in sorted(group, key=lambda s: s.unit.span.start):
        document = passages.documents[scored.unit.doc_id]
        room = max(budget, 2 * _CLAUSES) if scored is first else budget
        window = _window(query, passages.terms, scored, document, room)
        parts.append(bare(window.of(document.text)))
        evidence.append(Evidence(scored.unit.doc_id, window))
    return Statement("；".join(parts), tuple(evidence))


def _window(query: Query, terms: tuple[Term, ...], scored: Scored, document: Document, budget: int) -> Span:
    """The clauses of a sentence that answer: what its headings say already need not be said again."""
    asked = asked_quantities(query.question.text) or asked_quantities(query.text)
    left = tuple(replace(t, weight=0.35 * t.weight) if presence(t, scored.unit.headings) >= 0.8 else t for t in terms)

    def worth(text: str) -> float:
        folded = fold(text)
        value = coverage(left, folded) + _list_worth(query, folded) + _NEWS * min(1.0, _news(query, folded) / 12)
        if "number" in query.wants:
            value += 0.5 * gives(asked, folded)
        if "date" in query.wants:
            value += 0.4 * bool(dates_beyond(query, folded))
        if query.wants_any("manner", "definition", "choice") or not query.wants:
            value += min(0.5, 0.006 * len(text))  # the fuller, the better told
        if "name" in query.wants:
            value += 0.25 * bool(names_beyond(query, folded))
        return value

    if (query.wants_any("manner") or not query.wants) and scored.unit.span.end - scored.unit.span.start <= budget:
        return _with_announced(scored.unit.span, scored.unit.span, document)
    several = re.search("各|分别|和|与", query.question.text) is not None
    window = best_window(scored.unit.span, document.text, budget, worth, whole_counts=several)
    return _with_announced(window, scored.unit.span, document) if query.wants_any("list", "manner") else window


def _news(query: Query, folded: str) -> int:
    """How many characters a text has that the question does not say already: words of the question are no answer."""
    asked = fold(query.text)
    return sum(folded[i : i + 2] not in asked for i in range(len(folded) - 1))


def _with_announced(window: Span, sentence: Span, document: Document) -> Span:
    """A sentence that only announces (重点支持以下方向：) with the lines that it announces."""
    text = document.text
    if not re.search(r"(?:[：:]|(?:以下|如下)[^，。；]{0,8}[：:。]?)$", sentence.of(text)):
        return window
    index = deepest_section(document, sentence.start)
    limit = document.sections[index].span.end if index is not None else len(text)
    end = sentence.end
    for span in sentence_spans(Span(sentence.end, limit), text):
        if span.end - sentence.start > _ACCOUNT:
            break
        end = span.end
    return Span(window.start, end)


def _list_worth(query: Query, folded: str) -> float:
    if "list" not in query.wants:
        return 0.0
    items = max(len(re.findall("、", folded)), len(re.findall(r"\+", folded))) + 1
    return 0.4 if query.count == items else 0.06 * min(items, 6)


def _named(document: Document) -> str:
    name = label(document.metadata, document.source)
    year = (document.metadata.issued_on or "")[:4]
    return name if "〔" in name or not year else f"{name}（{year}年）"
