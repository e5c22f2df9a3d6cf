"""The words of a question that an answer must account for, and how much each one tells.

A rare word tells more than a common one (inverse document frequency over the library's passages); words that only make
a sentence a question tell nothing. Whether a text speaks of a word is a matter of degree: the word itself, a usual
synonym, an abbreviation written out (药创院 → 药物创新研究院), most of its characters (a typo).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import rjieba

from assistant.reading.folding import fold, synonyms, written_out
from assistant.reading.segments import ASKING, PAPERS, STOP, Frequency, question_words

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question with its weight (natural-log idf) and the forms that count as the word."""

    text: str
    weight: float
    variants: tuple[str, ...] = ()
    known: bool = True  # whether any passage of the library holds it
    slips: tuple[str, ...] = ()  # patterns of what may have been meant by an unknown word: one character exchanged
    exact: bool = False  # a name or a quoted phrase: most of its characters are not enough
    coined: bool = False  # no dictionary has it: an abbreviation may be written out (药创院 → 药物创新研究院)


def question_terms(text: str, frequency: Frequency, total: int) -> tuple[Term, ...]:
    """The content words of a question, in order, each once."""
    quoted = [fold(q) for q in re.findall(r"[“\"「]([^”\"」]{2,16})[”\"」]", text)]
    folded = ASKING.sub(" ", PAPERS.sub(" ", fold(text)))
    most = math.log(total + 1)
    terms: dict[str, Term] = {}
    for word in [*quoted, *question_words(fold(text), frequency)]:
        if word in terms or word in STOP:
            continue
        forms = synonyms().get(word, ())
        count = max([frequency(word), *(frequency(form) for form in forms)])
        weight = max(0.2, min(math.log((total + 1) / (count + 0.5)), most))
        if count == 0 and len(word) < 3 and word not in quoted:
            weight = 0.25 * most  # an unknown word of two characters is as often a slip or small talk as a name
        exact = (word in quoted and not _PERIOD.fullmatch(word)) or (
            len(word) >= 4 and _NAME_END.search(word) is not None
        )
        slips = () if count or exact else _slips(word, folded)
        terms[word] = Term(word, weight, forms, count > 0, slips, exact, not rjieba.has_word(word))
    return tuple(terms.values())


_PERIOD = re.compile("十[一二三四五六]五(?:期间|时期)?")
_NAME_END = re.compile(r"(?:大学|学院|研究院|研究所|公司|集团|医院|银行|基金|中心|协会|联盟|实验室|高新区|开发区)$")


def _slips(word: str, folded: str) -> tuple[str, ...]:
    """Patterns of four characters around an unknown word in which one of its characters is another: a slip of the pen
    or of the ear (技术经记人 for 技术经纪人)."""
    if re.search(r"[一二三四五六七八九十\d]", word):
        return ()  # 三期 for 二期 is another thing, not a slip
    at = folded.find(word)
    patterns: list[str] = []
    for start in range(max(0, at - 2), at + 1):
        window = folded[start : start + 4]
        if len(window) == 4 and re.fullmatch(r"[\u4e00-\u9fff]{4}", window):
            inside = [i for i in range(4) if at <= start + i < at + len(word)]
            patterns += [re.escape(window[:i]) + "." + re.escape(window[i + 1 :]) for i in inside]
    return tuple(patterns)


def presence(term: Term, folded: str) -> float:
    """How far a folded text speaks of a term, from 0 to 1."""
    if term.text in folded:
        return 1.0
    best = 0.0
    for variant in term.variants:
        if variant in folded:
            return 0.95
    for pattern in term.slips:
        if re.search(pattern, folded):
            return 0.9
    if not term.exact and len(term.text) >= 3 and not _NUMBER.fullmatch(term.text):
        pairs = [term.text[i : i + 2] for i in range(len(term.text) - 1)]
        share = sum(pair in folded for pair in pairs) / len(pairs)
        best = max(best, 0.8 * share if share >= 0.5 else 0.0)
    if (term.coined or not term.known) and len(term.text) <= 6:
        best = max(best, 0.85 if written_out(term.text, folded) else 0.0)
    return best


def foreign(terms: tuple[Term, ...], folded: str) -> bool:
    """Whether the question names a thing that the library does not know and the text does not speak of (理事长)."""
    return any(not term.known and len(term.text) >= 3 and presence(term, folded) < 0.4 for term in terms)


def coverage(terms: tuple[Term, ...], folded: str) -> float:
    """The share of the question's weight that a folded text accounts for, from 0 to 1."""
    total = sum(term.weight for term in terms)
    return sum(term.weight * presence(term, folded) for term in terms) / total if total else 0.0
