"""Why a sentence, however alike, answers another question: each rule is one way in which what it tells is not what is
asked for, named after what is wrong. The cheap ones stand first. What the certain ones find is never an answer; what
the likely ones find may be one in other words, and is weighed with all else (answerable.py).
"""

from __future__ import annotations

from collections.abc import Callable

from assistant.reading.near_misses.cases import Case
from assistant.reading.near_misses.other_houses import (
    another_body,
    another_contact,
    another_district,
    another_house,
    another_office,
    another_owner,
    another_paper,
    another_phase,
    another_place,
    another_site,
    no_city,
    nobody_in_office,
    the_opposite,
    unknown_kind,
)
from assistant.reading.near_misses.other_matters import (
    another_article,
    another_code,
    another_counted,
    another_grade,
    another_level,
    another_name,
    another_payment,
    another_rate,
    another_share,
    another_subject,
    another_thing_asked,
    lists_nothing,
    no_name,
    not_followed,
    not_narrowed,
    numbers_alone,
    only_required,
    preamble,
    unheard_of,
    without_its_head,
    work_on_another,
)
from assistant.reading.near_misses.other_times import another_event, another_period, another_year, no_day
from assistant.reading.passages import Scored
from assistant.reading.questions import Query
from assistant.reading.terms import Term


def speaks_of_another(query: Query, terms: tuple[Term, ...], best: Scored) -> bool:
    """Whether a sentence, however alike, tells of another year, body, paper or matter than the question asks for."""
    case = Case(query, terms, best)
    return any(rule(case) for rule in (*_CERTAIN, *_LIKELY))


def is_certainly_another(query: Query, terms: tuple[Term, ...], best: Scored) -> bool:
    """Whether one of the rules says so that are hardly ever wrong, whatever else speaks for a sentence."""
    case = Case(query, terms, best)
    return any(rule(case) for rule in _CERTAIN)


_CERTAIN: tuple[Callable[[Case], bool], ...] = (
    another_year,
    no_day,
    another_event,
    another_name,
    work_on_another,
    another_article,
    nobody_in_office,
    another_office,
    no_name,
    another_grade,
    another_level,
    another_contact,
    another_subject,
    not_followed,
    another_period,
    another_place,
    another_district,
    the_opposite,
    another_code,
    unknown_kind,
    another_share,
    lists_nothing,
    preamble,
    another_rate,
    another_payment,
    another_paper,
    another_house,
    another_site,
    another_phase,
    another_owner,
    no_city,
    another_counted,
    without_its_head,
)
# people say in other words what these look for
_LIKELY: tuple[Callable[[Case], bool], ...] = (
    numbers_alone,
    only_required,
    another_thing_asked,
    not_narrowed,
    unheard_of,
    another_body,
)
