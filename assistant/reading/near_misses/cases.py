"""A question with its words and a sentence held against it: what the rules of near_misses/ look at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from assistant.reading.focus import focus
from assistant.reading.folding import fold
from assistant.reading.frame.fields import CONTACT
from assistant.reading.passages import Scored
from assistant.reading.questions import Query
from assistant.reading.terms import Term, presence

SPOKEN = 0.4  # from which on a text speaks of a word
TELLING = 2.5  # a word so common as “十四五” is no name


@dataclass(frozen=True)
class Case:
    """A question, its words, and a sentence. What stands near a sentence is what the
    sentences before it, its headings and its paper's title say; around it, also the rest of its paragraph."""

    query: Query
    terms: tuple[Term, ...]
    best: Scored

    @cached_property
    def asked(self) -> str:
        return fold(self.query.text)

    @cached_property
    def own(self) -> str:
        return f"{self.best.unit.folded}\n{self.best.unit.headings}"

    @cached_property
    def near(self) -> str:
        unit = self.best.unit
        return "\n".join((unit.folded, unit.before, unit.headings, unit.title))

    @cached_property
    def around(self) -> str:
        return f"{self.near}\n{self.best.unit.context}"

    @cached_property
    def with_lead(self) -> str:
        return self.around + self.best.unit.lead

    @cached_property
    def beside(self) -> tuple[Term, ...]:
        """The words right beside the question word that an answer must say."""
        return focus(self.query.question.text, self.terms, binding=True)

    @property
    def counts(self) -> bool:
        return "number" in self.query.wants

    @cached_property
    def calls(self) -> bool:
        return CONTACT.cue.search(self.query.text) is not None


def is_absent(term: Term, scored: Scored) -> bool:
    """Whether nothing in or around a sentence speaks of a word."""
    unit = scored.unit
    return max(presence(term, part) for part in (unit.folded, unit.headings, unit.context, unit.title)) < SPOKEN


def cites(folded: str, number: str) -> bool:
    """Whether a folded text cites a paper of a number (〔2021〕7号), whatever brackets it writes."""
    runs = re.findall(r"\d+", fold(number))
    return re.search(r"(?<!\d)" + r"\D{0,3}".join(runs) + r"\D?号", folded) is not None
