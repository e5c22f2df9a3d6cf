"""How sure one may be that a sentence answers, as a number from 0 to 1 that means the same for every question."""

from __future__ import annotations

import re

from assistant.reading.entities import named_places
from assistant.reading.near_misses.cases import is_absent
from assistant.reading.near_misses.rules import speaks_of_another
from assistant.reading.passages import Scored
from assistant.reading.quantities import asked_quantities
from assistant.reading.questions import Query
from assistant.reading.terms import Term
from ingest.schema import Document

SURE = 0.52  # below it a sentence is doubted (answerable.py); set on questions that are not in the repository
DOUBT = 0.45  # what a sentence about another year, body or phase may reach at the most
_OWN_PLACE = re.compile("[\u4e00-\u9fff]{2}(?:省|市|区|县|州)")
_HERE = re.compile("[我本全](?:省|市|区|县|州)")


def confidence(query: Query, terms: tuple[Term, ...], best: Scored) -> float:
    """How sure the sentence answers, from 0 to 1: what it covers, whether it holds what is asked, its year."""
    value = 0.62 * best.covered + 0.2 * best.own + 0.18 * best.fit
    if query.years and best.year <= 0:
        value -= 0.2  # nothing here speaks of the year asked for
    if _lacks_quantity(query, best):
        value = min(value - 0.2, 0.5)
    missing = max((t.weight for t in terms if is_absent(t, best)), default=0.0)
    value -= 0.35 * missing / (sum(t.weight for t in terms) or 1.0)
    if speaks_of_another(query, terms, best):
        value = min(value, DOUBT)
    return max(0.0, min(1.0, value))


def _lacks_quantity(query: Query, best: Scored) -> bool:
    """Whether the quantity asked for is not given."""
    return "number" in query.wants and best.fit < 0.5 and bool(asked_quantities(query.question.text))


def of_another_place(query: Query, document: Document) -> bool:
    """Whether a question names a place that the paper never speaks of: what is said of one place is not said of
    another."""
    named = f"{document.metadata.title or ''}{document.metadata.issuer or ''}{document.source}"
    if not _OWN_PLACE.search(named) and _HERE.search(document.text):
        return False  # a paper of 我市 that does not say which
    return not all(place in document.text or place in named for place in named_places(query.text))
