"""Why a sentence, however alike, answers another question: each rule is one way in which what it tells is not what is
asked for, named after what is wrong. The first that holds decides; the cheap ones stand first.
"""

from __future__ import annotations

from collections.abc import Callable

from assistant.reading.cases import Case
from assistant.reading.other_houses import (
    another_body,
    another_contact,
    another_district,
    another_paper,
    another_place,
    another_site,
    nobody_in_office,
    the_opposite,
)
from assistant.reading.other_matters import (
    another_article,
    another_code,
    another_counted,
    another_grade,
    another_level,
    another_name,
    another_rate,
    another_share,
    another_subject,
    another_thing_asked,
    lists_nothing,
    no_name,
    not_followed,
    not_narrowed,
    numbers_alone,
    preamble,
    unheard_of,
    work_on_another,
)
from assistant.reading.other_times import another_event, another_period, another_year, no_day
from assistant.reading.passages import Scored
from assistant.reading.questions import Query
from assistant.reading.terms import Term


def speaks_of_another(query: Query, terms: tuple[Term, ...], best: Scored, *, talk: bool = False) -> bool:
    """Whether a sentence, however alike, tells of another year, body, paper or matter than the question asks for.
    `talk`: unknown words may be how people say what papers put otherwise (救火车 for 消防车)."""
    case = Case(query, terms, best, talk)
    return any(rule(case) for rule in _RULES)


_RULES: tuple[Callable[[Case], bool], ...] = (
    another_year,
    no_day,
    another_event,
    another_name,
    numbers_alone,
    work_on_another,
    another_article,
    another_thing_asked,
    not_narrowed,
    nobody_in_office,
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
    another_counted,
    another_share,
    lists_nothing,
    preamble,
    another_rate,
    another_paper,
    unheard_of,
    another_site,
    another_body,
)
