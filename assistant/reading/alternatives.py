"""Which of two it is (到底叫“1+4”还是“1+N”): where the papers have both, both are told, the newest first."""

from __future__ import annotations

from assistant.reading.focus import alternatives
from assistant.reading.passages import Passages, Scored
from assistant.reading.questions import Query
from assistant.reading.stating import Part, state
from assistant.reading.terms import Term, coverage
from assistant.schema import Finding, Statement
from assistant.zh import DIFFERING, label

_SPOKEN_OF = 0.35  # of the question's other words, that a sentence must say
_SHORT = 60  # characters of each
_NAME = 5.0  # what the name counts beside the words around it


def read_alternatives(query: Query, passages: Passages) -> Finding | None:
    """What the papers say where some write the one name and some the other; None where all that speak of it agree."""
    names = alternatives(query.question.text)
    if names is None:
        return None
    rest = tuple(t for t in passages.terms if not any(t.text in name for name in names))
    found = [_best_with(name, names, rest, passages) for name in names]
    told = [(name, scored) for name, scored in zip(names, found, strict=True) if scored is not None]
    if len({(scored.unit.doc_id, scored.unit.span) for _, scored in told}) < len(names):
        return None
    told.sort(key=lambda pair: passages.paper_years[pair[1].unit.doc_id] or "", reverse=True)
    said: list[Statement] = []
    for name, scored in told:
        document = passages.documents[scored.unit.doc_id]
        own = state([Part(scored, query, (Term(name, _NAME, exact=True), *rest))], passages, _SHORT)
        said.append(Statement(f"{label(document.metadata, document.source)}：{own.text}", own.evidence))
    return Finding(tuple(said), 1.0, "alternatives", lead=DIFFERING)


def _best_with(name: str, names: tuple[str, str], rest: tuple[Term, ...], passages: Passages) -> Scored | None:
    """The best sentence that has one name and speaks of what is asked; best one without the other name, which may tell
    of both (从“1+4”向“1+N”拓展)."""
    other = next(one for one in names if one != name)
    having = [
        s
        for s in passages.scored
        if name in s.unit.folded
        and (not rest or coverage(rest, f"{s.unit.folded}\n{s.unit.headings}\n{s.unit.title}") >= _SPOKEN_OF)
    ]
    alone = (s for s in having if other not in s.unit.folded.replace(name, ""))
    return next(alone, having[0] if having else None)
