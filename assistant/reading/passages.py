"""Which sentences answer? The reader for questions whose answer stands in running text.

Every sentence of the passages found is judged by what it says of the question's words (its own, its heading's and its
neighbours'), by whether it holds the kind of thing asked for, by its year, and by how well its passage was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.reading.counting import bound, does
from assistant.reading.features import Matrix, features
from assistant.reading.fitting import ANNOUNCES, PREAMBLE, dated, defines, fit_of
from assistant.reading.focus import (
    asks_for_plan,
    deed_asked,
    focus,
    is_plan,
    kind_asked,
    only_additions,
    tells_additions,
)
from assistant.reading.folding import fold
from assistant.reading.quantities import asked_quantities
from assistant.reading.questions import Query
from assistant.reading.ranker import Odds, sentence_judge
from assistant.reading.so_many import so_many_asked
from assistant.reading.terms import Term, presence
from assistant.reading.units import Unit, units_of
from ingest.schema import Document, Span
from vectorstore.schema import Hit

YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|[-—~至])")
# 是2018年的3倍, 比2019年增长: the year is what another one is set against
_AS_OF = re.compile(r"^(?:其中[，,]?)?截[至止]到?((?:19|20)\d{2})年")
# of what a sentence tells, whatever stands before it
_OPENS_WITH_YEAR = re.compile(r"(?:19|20)\d\d年(?!度?[^，]{0,4}(?:计划|要点|规划))")
_BASE_YEAR = re.compile(r"(?:[是为比较]|相比|达到?)(?:19|20)\d{2}年(?=的[\d.]+倍|净?[增提降下减翻]|多|少|相比|同期)")
_OF_ITS_YEAR = re.compile("(?<!上)(?<!去)年末|全年|(?<!上)年底(?!前)")
_THIS_YEAR = re.compile("今年|本年(?!度)")
_COMPARES = re.compile(r"倍|[增提降下减]|比|较|翻")

# What a neighbour says counts less than what the sentence says.
FIT, BOUND = 0.5, 0.3
HEADING, BEFORE, AROUND, TITLE = 0.75, 0.6, 0.45, 0.4
OF_TITLE = 0.55  # of the year asked for, by what the paper is called
_DEFINED = 0.5  # what it is worth to say what the thing asked for means
_PLAN = 0.25  # what it costs a target, or what came new, to be told where it is asked how many there are
# what it is worth to say 四个方面 where 哪四个方面 is asked, or to announce (提交以下材料：) where 哪些材料 is
_SO_MANY = 0.5
_ISSUING = re.compile("现予以?(?:下达|公布|公告|公示|印发|发布|转发|批复)")
_ISSUES = 0.6  # what it costs to say only that a list is issued, where it is asked how something is done
_DEED = 0.25  # what it is worth that what is counted was done as asked
_OF_LETTERS = re.compile("提案|建议|请示|来信|来函|提的|提出")
_PREAMBLE = 0.8  # what it costs to say only that a notice follows (现就……事项通知如下：)
JUDGED = 60  # sentences that the learned judge looks at; it was trained on as many
LEARNED = 0.35  # what its log-odds count beside the rules


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with its judgment; `score` orders sentences, `own` and `covered` tell how sure one may be.

    `own`: the share of the question's weight in the sentence itself; `covered`: with its surroundings.
    """

    unit: Unit
    score: float
    own: float
    covered: float
    fit: float
    year: float
    found: float

    @property
    def place(self) -> tuple[str, int | None]:
        """The paper and the section that the sentence stands in."""
        return self.unit.doc_id, self.unit.section


def judge(
    query: Query,
    terms: tuple[Term, ...],
    units: Sequence[Unit],
    found: dict[tuple[str, int], float],
    cosine: dict[tuple[str, int], float],
    paper_years: Mapping[str, str | None],
) -> list[Scored]:
    """The sentences, best first. `found` and `cosine` map (doc_id, start of the sentence) to scores from 0 to 1."""
    asked = asked_quantities(query.question.text) or asked_quantities(query.text)
    asks = focus(query.question.text, terms)
    now = "number" in query.wants and not query.years and not asks_for_plan(query.text)
    stock = "number" in query.wants and not tells_additions(fold(query.text))
    kind = kind_asked(query.question.text, terms) if "list" in query.wants else None
    so_many = so_many_asked(query)
    fuller = query.wants_any("manner", "definition") or not query.wants
    deed = deed_asked(fold(query.question.text)) if "number" in query.wants else ""
    preambles = _OF_LETTERS.search(query.text) is None
    out: list[Scored] = []
    for unit in units:
        own, covered = _coverages(terms, unit)
        key = (unit.doc_id, unit.span.start)
        fit = fit_of(query, asked, unit)
        year = _year_fit(query, unit, paper_years.get(unit.doc_id))
        scope = 0.12 if query.scope and unit.doc_id in query.scope else -0.12 if query.scope else 0.0
        score = (
            0.9 * covered
            + 0.45 * own
            + FIT * fit
            + 0.25 * year
            + BOUND * bound(asked, terms, unit)
            + 0.25 * found.get(key, 0.0)
            + 0.3 * cosine.get(key, 0.0)
            + scope
            + BOUND * dated(query, terms, asks, unit)
            + (_SO_MANY if any(form in unit.folded for form in so_many) else 0.0)
            + (_DEED if deed and does(deed, asked, unit.folded) else 0.0)
            + (_DEFINED * defines(query, unit.folded) if "definition" in query.wants else 0.0)
            + (_SO_MANY if kind is not None and kind.text in unit.folded and ANNOUNCES.search(unit.text) else 0.0)
            - (0.1 if len(unit.text) < 12 else 0.0)
            - (_PREAMBLE if unit.section is None and preambles and PREAMBLE.search(unit.text) else 0.0)
            - (_ISSUES if fuller and _ISSUING.search(unit.text) else 0.0)
            - (_PLAN if now and is_plan(unit.folded + unit.lead) else 0.0)
            - (_PLAN if stock and only_additions(unit.folded, asked) else 0.0)
            - (0.3 if asked and "number" in query.wants and fit < 0.5 else 0.0)
        )
        out.append(Scored(unit, score, own, covered, fit, year, found.get(key, 0.0)))
    return sorted(out, key=lambda s: -s.score)


def _coverages(terms: tuple[Term, ...], unit: Unit) -> tuple[float, float]:
    total = sum(term.weight for term in terms)
    if not total:
        return 0.0, 0.0
    own = covered = 0.0
    for term in terms:
        here = presence(term, unit.folded)
        own += term.weight * here
        best = here
        if best < HEADING:
            best = max(
                best,
                HEADING * presence(term, unit.headings),
                BEFORE * presence(term, unit.before),
                AROUND * presence(term, unit.context),
                TITLE * presence(term, unit.title),
            )
        covered += term.weight * best
    return own / total, covered / total


_OF_YEAR = re.compile(
    r"(?<![—–~至到-])(?:19|20)\d\d(?=年(?!度?(?:计划|规划|目标))[^，。]{0,8}(?:情况|完成|总结|回顾|进展|成效|工作))"
)


def _year_fit(query: Query, unit: Unit, paper_year: str | None) -> float:
    """1 when the sentence speaks of the year asked for, -1 when only of others, 0 when it names none."""
    if not query.years:
        return 0.0
    said = unit.folded if _COMPARES.search(query.text) else _BASE_YEAR.sub("", unit.folded)
    own = set(YEAR.findall(said))
    if own & set(query.years):
        return 1.0
    if len(query.years) == 1 and _YEARS_TOGETHER.search(unit.folded) and not _YEARS_TOGETHER.search(query.text):
        return 0.0  # 五年年均增长5.7% is not what it was in 2025
    if paper_year and _THIS_YEAR.search(unit.folded) and paper_year not in query.years:
        return -1.0  # 今年 of a paper of another year
    stands = _AS_OF.search(unit.folded)
    if stands is not None and stands.group(1) not in query.years:
        return -1.0  # 截至2021年底 tells of no other year, whatever the sentence before it names
    titled = set(YEAR.findall(unit.title))
    named = any(f"{year}年度" in unit.title and f"{year}年度" in fold(query.text) for year in query.years)
    if own and titled and titled <= set(query.years) and (named or unit.doc_id in query.scope):
        return OF_TITLE  # what a notice of 2025年度 asks of 2024年度 is asked for 2025年度
    if not own and titled and _OF_ITS_YEAR.search(said) and max(titled) < min(query.years):
        return -1.0  # 年末 of a report on 2024年度 is not that of 2025
    if _OPENS_WITH_YEAR.match(said) and not (paper_year in query.years and _THIS_YEAR.search(unit.folded)):
        return -1.0  # but 2024年入选，首笔资金已于今年2月到账
    near = set(YEAR.findall(unit.before)) | set(YEAR.findall(unit.headings))
    if near & set(query.years):
        return 0.6
    if own and not (paper_year in query.years and re.search("今年|本年", unit.folded)):
        return -1.0
    if paper_year in query.years and _THIS_YEAR.search(unit.folded):
        return 0.6
    if _OF_YEAR.findall(unit.headings) and not own:
        return -1.0  # 2024年工作完成情况
    if titled and titled <= set(query.years):
        return 0.6  # 2019年部分节假日安排 says the year once, in its title
    if set(YEAR.findall(unit.lead)) & set(query.years):
        return 0.5
    if paper_year in query.years and unit.doc_id in query.scope:
        return 0.6  # 2023年那份答复 means what that paper says
    around = set(YEAR.findall(unit.context)) | set(YEAR.findall(unit.title)) | {paper_year or ""}
    return 0.3 if around & set(query.years) else 0.0


_YEARS_TOGETHER = re.compile("年均|五年[来间]|[这过]五年|五年累计")


@dataclass(frozen=True, slots=True)
class Passages:
    """What was found for a question: the hits, the documents they stand in, the sentences judged."""

    terms: tuple[Term, ...]
    hits: Sequence[Hit]
    documents: Mapping[str, Document]
    scored: tuple[Scored, ...]

    paper_years: Mapping[str, str | None]
    found: dict[tuple[str, int], float]
    cosine: dict[tuple[str, int], float]
    by_rules: tuple[Scored, ...]  # those that the learned judge looked at, as the rules put them
    rows: Matrix  # its numbers for them, and what it makes of them
    odds: Odds

    def judge_again(self, query: Query, terms: tuple[Term, ...], units: Sequence[Unit]) -> list[Scored]:
        """Some of the sentences judged anew, by a part of the question."""
        return judge(query, terms, units, self.found, self.cosine, self.paper_years)

    @classmethod
    def gather(
        cls,
        query: Query,
        terms: tuple[Term, ...],
        hits: Sequence[Hit],
        documents: Mapping[str, Document],
        similarities: Callable[[str, list[str]], list[float]],
    ) -> Passages:
        """Reads the passages of `hits` sentence by sentence and judges every sentence."""
        best = max((hit.score for hit in hits), default=1.0) or 1.0
        found: dict[tuple[str, int], float] = {}
        spans: dict[str, list[Span]] = {}
        for hit in hits:
            spans.setdefault(hit.chunk.doc_id, []).append(hit.chunk.span)
        units: list[Unit] = []
        for doc_id, parts in spans.items():
            units += units_of(documents[doc_id], parts)
        for hit in hits:
            for unit in units:
                if unit.doc_id == hit.chunk.doc_id and hit.chunk.span.contains(unit.span):
                    found[(unit.doc_id, unit.span.start)] = max(0.0, hit.score / best)
        cosines = similarities(query.text, [f"{unit.headings} {unit.text}" for unit in units])
        cosine = {(u.doc_id, u.span.start): c for u, c in zip(units, cosines, strict=True)}
        years = {doc_id: document.metadata.year for doc_id, document in documents.items()}
        by_rules = judge(query, terms, units, found, cosine, years)
        first = by_rules[:JUDGED]
        rows = features(query, terms, first, [cosine[(s.unit.doc_id, s.unit.span.start)] for s in first])
        odds = sentence_judge()(rows)
        scored = tuple(_blended(first, odds) + by_rules[JUDGED:])
        return cls(terms, hits, documents, scored, years, found, cosine, tuple(first), rows, odds)


def _blended(first: Sequence[Scored], odds: Odds) -> list[Scored]:
    """The sentences in the order of rules and learned judge together."""
    if not len(first):
        return []
    more = LEARNED * (odds - odds.max())
    blended = [replace(s, score=s.score + float(value)) for s, value in zip(first, more, strict=True)]
    return sorted(blended, key=lambda s: -s.score)
