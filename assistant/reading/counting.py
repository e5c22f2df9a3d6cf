"""What a sentence counts, and whether that is what a question names."""

from __future__ import annotations

import re

from assistant.reading.folding import fold
from assistant.reading.quantities import ANYTHING, Quantity
from assistant.reading.terms import Term, coverage
from assistant.reading.units import Unit

_COUNTED = re.compile(
    r"(?!以上|以下|左右|的|和|与|及|为|在|由|以|占)[\u4e00-\u9fff]{2,12}"
)  # the thing behind a number
_ROW_OF_COUNTS = re.compile(r"\d\s*[家个项所支件名人条处座种](?:、|$)")
_SHARE = re.compile("(?:其中|中)(?![心试国小型部学央层标介医药级期长高共])([\u4e00-\u9fff]{2,10})$")
_FILLER = re.compile(
    r"数量|总数|总额|总量|规模|分别|达到?|已|共|有|为|约|近|超过?|累计|总计|合计|由|扩大|增加|增至|增长|提高|降低|到|至|现|"
    r"目前|突破|其中|是|不少于|不低于|最高|安排|投入|发放|、|[\d.,%％万亿千百十元家个项条名人次件]"
)


def does(deed: str, asked: tuple[Quantity, ...], folded: str) -> bool:
    """Whether what is counted stands in a clause with the verb asked of: 投资额合计1350万元 for 投了多少."""
    counting = [clause for clause in re.split("[，,；;。]", folded) if deed in clause]
    return any(quantity.matches(clause) for clause in counting for quantity in asked or (ANYTHING,))


def bound(asked: tuple[Quantity, ...], terms: tuple[Term, ...], unit: Unit) -> float:
    """How far what a sentence counts is what the question names: its words stand in the number's clause, the one before
    it or the one with the subject, no other thing is named right behind the number (2020年评选出20家标杆企业 counts
    标杆企业), and nothing narrower right before it (高新技术企业中规上企业1332家)."""
    best = 0.0
    before = first = ""
    names = [form for term in terms for form in (term.text, *term.variants)]
    for clause in _counting(unit.text):
        folded = fold(clause)
        own = coverage(terms, folded)
        for quantity in asked or (ANYTHING,):
            for match in quantity.matches(folded):
                counted = _COUNTED.match(folded, match.end())
                other = counted is not None and coverage(terms, counted.group()) < 0.5
                value = own if other else max(own, coverage(terms, first + before + folded))
                head = folded[: match.start()]
                narrower = not re.search("[等共]$", head) and (_narrower(head, names) or _is_share(head, names))
                best = max(best, value * (0.4 if narrower or _of_kind_only(head, first + before, terms) else 1.0))
        before, first = folded, first or folded
    return best


def _counting(text: str) -> list[str]:
    """The clauses of a sentence; in a row of counts (重点实验室12家、技术中心1200家) each counts for itself."""
    clauses = re.split(r"[，,；;。]", text)
    return [p for c in clauses for p in (c.split("、") if len(_ROW_OF_COUNTS.findall(c)) > 1 else [c])]


def _of_kind_only(head: str, before: str, terms: tuple[Term, ...]) -> bool:
    """Whether a number has only the kind right before it (惠及企业64家) of what the clauses before it name more
    narrowly, as the question does (兑付高新技术企业奖励260万元)."""
    kind = next((term.text for term in terms if head.endswith(term.text)), "")
    rest = head.removesuffix(kind)
    return bool(kind) and any(
        term.text + kind in before and term.text not in rest for term in terms if term.text != kind and term.known
    )


def _is_share(head: str, names: list[str]) -> bool:
    """Whether a number counts some of what is asked for (高新技术企业中规上企业1332家)."""
    share = _SHARE.search(head)
    rest = share.group(1) if share is not None else ""
    for name in names:
        rest = rest.replace(name, "")
    return len(rest) > 2


def _narrower(text: str, names: list[str]) -> bool:
    """Whether other words stand between the question's and the number: then something else is counted."""
    ends = [text.rfind(name) + len(name) for name in names if name in text]
    between = _FILLER.sub("", re.sub(r"\([^()]*\)", "", text[max(ends) :])) if ends else ""  # (含分站) narrows nothing
    return len(re.findall(r"[\u4e00-\u9fff]", between)) >= 3
