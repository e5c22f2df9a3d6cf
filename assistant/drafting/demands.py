"""The specific thing that a wish asks for: a figure of some kind, or a benefit for somebody.

请说明2026年奖补的具体金额 is answered by an amount of that year, not by what else is said of 奖补;
对科研人员给予个人所得税优惠 by a sentence on both, not by one on the people and one on the tax.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.reading.facts import facts_of
from assistant.reading.terms import Term, coverage

_TELLS = "说明|公布|公开|告知|明确|通报|披露|列明"
# the last word of a wish, and the units of the numbers that answer it
_KINDS = (
    ("金额|数额|额度|总额|成交额|融资额|贷款额|投资额|预算|经费", {"元", "美元", "港元", "欧元"}),
    ("比例|占比|比率|百分比", {"%", "‰", "百分点", "成"}),
    ("数量|家数|人数|总数|个数", {"个", "人", "人次"}),
    ("时间|日期|时限|期限|时间节点|完成时间", {""}),
)
_ASKED = rf"^(?:请|请求|建议|希望|应|要)?(?:{_TELLS})(?P<about>[^，。；]{{3,60}}?)的?(?:具体|详细|实际)?"
_FIGURE = tuple((re.compile(f"{_ASKED}(?:{words})$"), units) for words, units in _KINDS)
_BENEFIT = re.compile(
    r"^(?:建议|希望|应|要)?(?:对|向|为|给)(?P<who>[^，。；]{3,40}?)(?:给予|予以|提供|发放|实行|实施)(?P<what>[^，。；]{2,30})$"
)
_ABOUT = 0.5  # of the words of what a figure is asked of
_BOTH = 0.4  # of the words of whom, and of what


@dataclass(frozen=True, slots=True)
class Demand:
    """Either a figure asked for: in one of `units`, of one of `years`, on the matter `about`. Or, where `units` is
    empty, a benefit asked for: `what` is to be given to those named by `about`."""

    about: tuple[Term, ...]
    what: tuple[Term, ...]
    units: frozenset[str]
    years: frozenset[int]

    def is_met(self, text: str, folded: str, issued: str) -> bool:
        """Whether a sentence answers the demand. `folded`: the sentence and its headings, folded; `issued`: the day of
        its paper as digits."""
        if not self.units:
            return min(coverage(self.about, folded), coverage(self.what, folded)) >= _BOTH
        facts = facts_of(text)
        told = facts.years() or ({int(issued[:4])} if issued[:4].isdigit() else set())
        if self.years and not self.years & told:
            return False
        of_kind = bool(facts.dates) if self.units == {""} else any(n.unit in self.units for n in facts.numbers)
        return of_kind and coverage(self.about, folded) >= _ABOUT


def demand_of(wish: str, terms: Callable[[str], tuple[Term, ...]], *, alone: bool) -> Demand | None:
    """The specific thing that a wish asks for; None for most wishes, which ask that something be done. A benefit
    (对成效好的给予奖励) is often only the means to another wish, so it counts only where the wish stands `alone`."""
    for pattern, units in _FIGURE:
        match = pattern.match(wish)
        if match:
            years = frozenset(facts_of(wish).years())
            about = re.sub(r"(?:19|20)\d{2}年度?", "", match["about"])
            return Demand(terms(about), (), frozenset(units), years)
    match = _BENEFIT.match(wish) if alone else None
    return Demand(terms(match["who"]), terms(match["what"]), frozenset(), frozenset()) if match else None
