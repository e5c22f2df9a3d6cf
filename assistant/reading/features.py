"""What a learned judge of sentences looks at: one row of numbers for a sentence, in the light of a question.

The rules' own judgment is among them, so the judge can only learn where to trust it more and where less. What this file
does not do: know any word of any document; every number says how a sentence and a question fit each other, or of what
kind each of them is.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.reading.folding import fold
from assistant.reading.quantities import DIGITS
from assistant.reading.terms import Term, presence

if TYPE_CHECKING:
    from assistant.reading.passages import Scored
    from assistant.reading.questions import Query

Matrix = NDArray[np.float32]

_WH = re.compile(
    r"多少[个家项条名位种类件台套人次元年]{0,2}|哪?几[个家项条名位种类次天年月号人]{0,2}|哪[些里儿位一两三四五]?[个家项条位种类年月天座所]?|什么时候|"
    r"为什么|什么|怎么样?|怎样|如何|何[时地处人]|谁|是否|吗|多[大长高久远]"
)
_KINDS = {
    "who": re.compile(r"谁|哪位|哪个人|何人|人名|名字"),
    "where": re.compile(r"哪里|哪儿|在哪|何[地处]|地点|哪个?(?:省|市|国|地|城|区|县|镇)|位于|什么地方"),
    "why": re.compile(r"为什么|为何|原因|为啥|缘故|因何|理由"),
    "when": re.compile(r"什么时候|何时|哪年|哪一年|几月|几号|日期|时间|何年|哪天|多久|期限"),
    "count": re.compile(r"多少|几[个家项条名位种类次天年月号人]|多[大长高久远]|比例|金额|面积"),
    "how": re.compile(r"怎么|怎样|如何|措施|办法|方式|途径"),
    "what": re.compile(r"什么|哪些|哪几|哪[一二三四五]"),
    "yes": re.compile(r"是否|吗|能不能|可不可以|有没有|能否"),
    "meaning": re.compile(r"是什么|什么是|指什么|含义|定义|意思"),
}
_SAYS = {
    "date": re.compile(r"\d{4}年|\d{1,2}月\d{1,2}日|\d{1,2}月|[一二三四五六七八九十]+月|世纪|年代|日前|期间"),
    "cause": re.compile(r"因为|由于|因此|因而|原因|所以|缘于|为了|鉴于|以致|导致|致使|[，,。；;]因|^因"),
    "manner": re.compile(r"通过|采取|采用|按照|利用|以.{2,8}方式|依托|加强|提供|给予|应当|应"),
    "place": re.compile(r"[省市县区镇乡村州国路街山岛湾港]|位于|在"),
    "person": re.compile(
        r"[、，（(《“是由与和为]?[\u4e00-\u9fff]{2,3}(?:某|先生|女士|委员|代表|教授|院长|主席|导演|将军)|由|某"
    ),
    "meaning": re.compile(r"是指|是一|是由|为一|指的是|称为|又称|即"),
    "announces": re.compile(r"[：:]\s*$"),
}
_NAMES = (
    "rules", "rules_gap", "rules_rank", "own", "own_gap", "covered", "covered_gap", "fit", "year", "found", "found_gap",
    "cosine", "cosine_gap", "cosine_before", "cosine_after",
    "pairs", "pairs_gap", "pairs_before", "pairs_after", "chars", "chars_gap", "longest", "left", "right", "both",
    "heaviest", "unsaid", "terms", "asked_length", "length", "place_in_paper", "opens", "digits", "lists", "news",
    "headings", "title", "before", "context", "same_paper", "rank_of_paper", "papers",
    *(f"asks_{kind}" for kind in _KINDS), *(f"says_{kind}" for kind in _SAYS),
)  # fmt: skip
NAMES: tuple[str, ...] = _NAMES


def features(query: Query, terms: tuple[Term, ...], scored: Sequence[Scored], cosine: Sequence[float]) -> Matrix:
    """A row of numbers for each sentence, in the order of `scored` (best by the rules first); `cosine` goes beside."""
    if not scored:
        return np.zeros((0, len(NAMES)), dtype=np.float32)
    asked = fold(query.text)
    order = sorted(range(len(scored)), key=lambda i: (scored[i].unit.doc_id, scored[i].unit.span.start))
    place = {i: n for n, i in enumerate(order)}
    texts = [s.unit.folded for s in scored]
    pairs = _Weighted([_grams(text, 2) for text in texts], _grams(_without_wh(asked), 2))
    chars = _Weighted([set(text) for text in texts], set(_without_wh(asked)))
    wh = _WH.search(asked)
    left = asked[max(0, wh.start() - 4) : wh.start()] if wh else ""
    right = asked[wh.end() : wh.end() + 4].rstrip("?？。") if wh else ""
    heaviest = max(terms, key=lambda term: term.weight, default=None)
    total = sum(term.weight for term in terms) or 1.0
    asks = [float(bool(pattern.search(asked))) for pattern in _KINDS.values()]
    asked_pairs = _grams(asked, 2)
    papers: dict[str, int] = {}
    starts: dict[str, tuple[int, int]] = {}
    for s in scored:
        papers.setdefault(s.unit.doc_id, len(papers))
        low, high = starts.get(s.unit.doc_id, (s.unit.span.start, s.unit.span.end))
        starts[s.unit.doc_id] = min(low, s.unit.span.start), max(high, s.unit.span.end)
    top = scored[0]
    best = {
        "own": max(s.own for s in scored), "covered": max(s.covered for s in scored),
        "found": max(s.found for s in scored), "cosine": max(cosine),
        "pairs": max(pairs.shares), "chars": max(chars.shares),
    }  # fmt: skip
    weighed: dict[tuple[str, str], float] = {}

    def share(text: str, field: str) -> float:
        key = (field, text)
        if key not in weighed:
            weighed[key] = sum(t.weight * presence(t, text) for t in terms) / total
        return weighed[key]

    rows = np.zeros((len(scored), len(NAMES)), dtype=np.float32)
    for i, s in enumerate(scored):
        unit, text = s.unit, texts[i]
        before, after = _neighbours(i, place, order, scored)
        first, last = starts[unit.doc_id]
        by_left, by_right = _ending(left, text), _beginning(right, text)
        rows[i] = (
            s.score, s.score - top.score, math.log1p(i), s.own, s.own - best["own"], s.covered,
            s.covered - best["covered"], s.fit, s.year, s.found, s.found - best["found"],
            cosine[i], cosine[i] - best["cosine"], _at(cosine, before), _at(cosine, after),
            pairs.shares[i], pairs.shares[i] - best["pairs"], _at(pairs.shares, before), _at(pairs.shares, after),
            chars.shares[i], chars.shares[i] - best["chars"], _longest(asked, text) / max(1, len(asked)),
            by_left, by_right, float(bool(left) and bool(right) and by_left > 0 and by_right > 0),
            presence(heaviest, text) if heaviest is not None else 0.0,
            sum(t.weight for t in terms if presence(t, text) < 0.4) / total,
            len(terms), len(asked), math.log1p(len(text)), (unit.span.start - first) / max(1, last - first),
            float(unit.span.start == first), float(bool(DIGITS.search(text))), math.log1p(text.count("、")),
            len(_grams(text, 2) - asked_pairs) / max(1, len(text) - 1),
            share(unit.headings, "headings"), share(unit.title, "title"), share(unit.before, "before"),
            share(unit.context, "context"), float(unit.doc_id == top.unit.doc_id), papers[unit.doc_id], len(papers),
            *asks, *(float(bool(pattern.search(text))) for pattern in _SAYS.values()),
        )  # fmt: skip
    return rows


class _Weighted:
    """How much of what is asked each text holds, what stands in few of the texts counting more."""

    def __init__(self, texts: Sequence[set[str]], asked: set[str]) -> None:
        counts = Counter(gram for text in texts for gram in text & asked)
        weights = {gram: math.log((len(texts) + 1) / (counts[gram] + 0.5)) + 0.3 for gram in asked}
        total = sum(weights.values()) or 1.0
        self.shares = [sum(weights[gram] for gram in text & asked) / total for text in texts]


def _grams(text: str, n: int) -> set[str]:
    return {text[i : i + n] for i in range(len(text) - n + 1)}


def _without_wh(asked: str) -> str:
    return re.sub(r"[?？。，,]", "", _WH.sub("\n", asked))


def _longest(asked: str, text: str) -> int:
    """The length of the longest run of characters that both hold."""
    best = 0
    for i in range(len(asked)):
        while asked[i : i + best + 1] in text and i + best + 1 <= len(asked):
            best += 1
    return best


def _ending(left: str, text: str) -> float:
    """How much of the end of `left` stands in a text, from 0 to 1."""
    return next((n / 4 for n in range(len(left), 0, -1) if left[-n:] in text), 0.0)


def _beginning(right: str, text: str) -> float:
    return next((n / 4 for n in range(len(right), 0, -1) if right[:n] in text), 0.0)


def _neighbours(
    i: int, place: dict[int, int], order: list[int], scored: Sequence[Scored]
) -> tuple[int | None, int | None]:
    """The sentences before and after one in the same paper, as far as they were found."""
    n = place[i]
    before = order[n - 1] if n > 0 and scored[order[n - 1]].unit.doc_id == scored[i].unit.doc_id else None
    following = order[n + 1] if n + 1 < len(order) else None
    if following is not None and scored[following].unit.doc_id != scored[i].unit.doc_id:
        following = None
    return before, following


def _at(values: Sequence[float], i: int | None) -> float:
    return values[i] if i is not None else 0.0
