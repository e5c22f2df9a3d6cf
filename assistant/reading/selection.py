"""From judged sentences to a finding: the best one, a second for what it leaves out, others that differ."""

from __future__ import annotations

import re

from assistant.questions import Query
from assistant.reading.clauses import bare, best_window
from assistant.reading.passages import Passages, Scored
from assistant.reading.quantities import asked_quantities, gives
from assistant.reading.terms import Term, coverage, fold, presence
from assistant.schema import Evidence, Finding, Statement
from assistant.zh import label
from ingest.schema import Document

_SHORT, _LONG = 92, 150  # characters: an answer of a number or a name; one of a list, a measure, a definition
_SURE = 0.52  # the confidence below which the library is said not to hold the answer (docs/benchmarks.md)


def read_passages(query: Query, passages: Passages) -> Finding | None:
    """The answer from running text; a refused finding where no sentence is sure enough."""
    if not passages.scored:
        return None
    best = passages.scored[0]
    sure = confidence(query, passages.terms, best)
    if sure < _SURE:
        return Finding((), sure, "passages", refused=True)
    chosen = [best, *_complement(query, passages, best)]
    rivals = _rivals(query, passages, best)
    statements = [
        _state(query, passages, group) for group in ([chosen] if not rivals else [[best], *[[r] for r in rivals]])
    ]
    if rivals:
        statements = [
            Statement(f"{_named(passages.documents[s.evidence[0].doc_id])}：{s.text}", s.evidence) for s in statements
        ]
        return Finding(tuple(statements), sure, "passages", lead="各文件的说法不一致")
    return Finding(tuple(statements), sure, "passages")


def confidence(query: Query, terms: tuple[Term, ...], best: Scored) -> float:
    """How sure the sentence answers, from 0 to 1: what it covers, whether it holds what is asked, its year."""
    value = 0.62 * best.covered + 0.2 * best.own + 0.18 * best.fit
    if query.years and best.year < 0:
        value -= 0.25
    elif query.years and best.year == 0:
        value -= 0.12
    missing = max((t.weight for t in terms if _absent(t, best)), default=0.0)
    total = sum(t.weight for t in terms) or 1.0
    return max(0.0, min(1.0, value - 0.35 * missing / total))


def _absent(term: Term, scored: Scored) -> bool:
    unit = scored.unit
    return max(presence(term, part) for part in (unit.folded, unit.headings, unit.context, unit.title)) < 0.4


def _complement(query: Query, passages: Passages, best: Scored) -> list[Scored]:
    """A second sentence near the first that says what the first leaves out of the question."""
    left = [t for t in passages.terms if presence(t, best.unit.folded) < 0.5 and presence(t, best.unit.headings) < 0.5]
    weight = sum(t.weight for t in passages.terms) or 1.0
    asked = asked_quantities(query.question.text)
    lacking = bool(asked) and gives(asked, best.unit.folded) < 1.0
    if sum(t.weight for t in left) / weight < 0.25 and not lacking:
        return []
    for other in passages.scored[1:8]:
        if other.unit.doc_id != best.unit.doc_id or abs(other.unit.span.start - best.unit.span.end) > 260:
            continue
        gain = sum(t.weight for t in left if presence(t, other.unit.folded) >= 0.8) / weight
        gives_more = lacking and gives(asked, other.unit.folded + best.unit.folded) > gives(asked, best.unit.folded)
        if gain >= 0.2 or (gives_more and other.covered > 0.5):
            return [other]
    return []


def _rivals(query: Query, passages: Passages, best: Scored) -> list[Scored]:
    """Sentences of other documents that give the same indicator a value, as surely as the best one does."""
    if "number" not in query.wants or query.scope or query.years:
        return []
    out: list[Scored] = []
    seen = {best.unit.doc_id}
    for other in passages.scored[1:14]:
        unit = other.unit
        if unit.doc_id in seen or other.fit < max(0.7, best.fit - 0.2):
            continue
        if other.own >= 0.72 and other.own >= best.own - 0.12 and other.covered >= best.covered - 0.1:
            out.append(other)
            seen.add(unit.doc_id)
    return out[:2]


def _state(query: Query, passages: Passages, group: list[Scored]) -> Statement:
    limit = _LONG if query.wants_any("list", "manner", "definition", "choice") else _SHORT
    budget = limit if len(group) == 1 else limit * 2 // 3
    parts: list[str] = []
    evidence: list[Evidence] = []
    asked = asked_quantities(query.question.text) or asked_quantities(query.text)

    def worth(text: str) -> float:
        folded = fold(text)
        given = 0.5 * gives(asked, folded) if "number" in query.wants else 0.0
        return coverage(passages.terms, folded) + given + _list_worth(query, folded)

    for scored in sorted(group, key=lambda s: s.unit.span.start):
        document = passages.documents[scored.unit.doc_id]
        window = best_window(scored.unit.span, document.text, budget, worth)
        said = bare(window.of(document.text))
        parts.append(said)
        evidence.append(Evidence(scored.unit.doc_id, window))
    return Statement("；".join(parts), tuple(evidence))


def _list_worth(query: Query, folded: str) -> float:
    if "list" not in query.wants:
        return 0.0
    items = len(re.findall("、", folded)) + 1
    return 0.4 if query.count == items else 0.06 * min(items, 6)


def _named(document: Document) -> str:
    name = label(document.metadata, document.source)
    year = (document.metadata.issued_on or "")[:4]
    return name if "〔" in name or not year else f"{name}（{year}年）"
