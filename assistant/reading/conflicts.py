"""Sentences that give one indicator different values: all are told, the newest first, and that they differ."""

from __future__ import annotations

import re
from decimal import Decimal

import rjieba

from assistant.reading.alike import worded_alike
from assistant.reading.cases import Case
from assistant.reading.confidence import SURE, confidence
from assistant.reading.entities import named_entities
from assistant.reading.facts import Number, facts_of
from assistant.reading.fitting import PREAMBLE
from assistant.reading.focus import asks_for_ceiling, asks_for_newest, is_plan, only_additions, tells_ceiling
from assistant.reading.folding import fold
from assistant.reading.moments import TILL, of_another_span
from assistant.reading.other_matters import another_name
from assistant.reading.passages import YEAR, Passages, Scored, bound
from assistant.reading.pieces import asked_apart, for_each_part
from assistant.reading.quantities import ANYTHING, asked_quantities
from assistant.reading.questions import Query
from assistant.reading.stating import Part, state
from assistant.reading.terms import Term, presence
from assistant.schema import Finding, Statement
from assistant.zh import DIFFERING, OF_DIFFERENT_TIMES, label
from ingest.schema import Document

_LOOKED_AT = 20  # sentences; the right ones are nearly always among the first
_SURELY = 0.8  # how sure text and table must be, to be set beside each other
_LEVEL, _BRACKETS = re.compile("(国家|省|市|县|区)级"), re.compile(r"\([^()]*\)")
_SEVERAL = re.compile("各|分别|[和与及、]")
_READ, _SHOWN = 6, 3  # values
_SHORT = 50  # characters: values that are set beside each other are told with their thing and no more
_ALIKE = 0.6  # how far a rival must give the quantity: 22个项目 and 30项 are counted alike
_EACH = 0.85  # of the best one's words, where what each paper says is asked for
_OWN, _OWN_BEHIND = 0.6, 0.4  # of the question's words, in the sentence alone; behind one that names the thing
_SAID = 0.7  # from which on a sentence has a word
_COUNTED = re.compile("(?:多少|几)[个家项条名位种类件台套款支]([\u4e00-\u9fff]{2})")
_EVERYWHERE = re.compile("[全本我][省市县区]")
_TELLS = 0.55  # of the heaviest word's weight: such a word must stand in a rival


def read_conflict(query: Query, passages: Passages, best: Scored, sure: float) -> Finding | None:
    """What the papers say where they differ from the best sentence; None where they agree."""
    if "number" not in query.wants or query.named or query.means_few or best.fit < 0.7:
        return None
    if "date" in query.wants and not asked_quantities(query.question.text):
        return None  # 期限多长 counts nothing
    told = [(best, _told(query, passages, best))]
    units = _units(query, told[0][1].text)
    for other in passages.scored[:_LOOKED_AT]:
        if len(told) == _READ or not (
            _gives_the_same_thing(query, passages, best, other) or _repeats(query, passages, told[0], other)
        ):
            continue
        if of_another_span(query, best.unit, other.unit):
            continue
        if any(known.unit.doc_id == other.unit.doc_id for known, _ in told[1:]):
            continue  # what else another paper counts
        document = passages.documents[other.unit.doc_id]
        if _came_too_early(query, document, other) or _came_too_late(query, best, document, other):
            continue
        statement = _told(query, passages, other)
        value = _values(query, statement.text)
        if not units & _units(query, statement.text) or _limits(statement.text) != _limits(told[0][1].text):
            continue
        if value and not any(value <= _values(query, known.text) for _, known in told):
            told.append((other, statement))
    told.sort(key=lambda pair: _day(passages, pair[0]), reverse=True)
    told = _without_what_newer_ones_tell(query, told)[:_SHOWN]
    if len(told) == 1:
        return Finding((told[0][1],), sure, "passages") if told[0][0] is not best else None
    if asks_for_newest(query.question.text):
        newest = _day(passages, told[0][0])
        told = [pair for pair in told if _day(passages, pair[0]) == newest]
        if len(told) == 1:
            return Finding((told[0][1],), sure, "passages")
    statements = (
        Statement(f"{_named(passages.documents[s.unit.doc_id])}：{statement.text}", statement.evidence)
        for s, statement in told
    )
    return Finding(tuple(statements), sure, "passages", lead=_lead([scored for scored, _ in told]))


def _without_what_newer_ones_tell(query: Query, told: list[tuple[Scored, Statement]]) -> list[tuple[Scored, Statement]]:
    """What several papers say, the newest first, without values that a newer one names (由1.5亿元增至2.4亿元), or that
    stand beside others in a sentence (新增3家，达到12家 after 12家)."""
    one = len(asked_apart(query.question.text)) < 2 and _SEVERAL.search(query.question.text) is None
    kept: list[tuple[Scored, Statement]] = []
    for scored, statement in told:
        value = _values(query, statement.text)
        newer = [_values(query, other.text) for _, other in kept]
        if not any(value <= other or (one and other & value) for other in newer):
            kept.append((scored, statement))
    return kept


def _lead(told: list[Scored]) -> str:
    """That values differ; and that they are of different times, where each says of which."""
    years = [max(YEAR.findall(scored.unit.folded), default="") for scored in told]
    return OF_DIFFERENT_TIMES if all(years) and len(set(years)) == len(years) else DIFFERING


def beside_table(query: Query, text: Finding | None, table: Finding | None, passages: Passages) -> Finding | None:
    """What running text and another paper's table say, where both are sure and no value is common to both."""
    if "number" not in query.wants or query.named or query.means_few or text is None or table is None:
        return None
    if text.refused or table.refused or min(text.confidence, table.confidence) < _SURELY or text.reader != "passages":
        return None
    documents = passages.documents
    known = {e.doc_id for statement in text.statements for e in statement.evidence}
    doc_id = table.statements[0].evidence[0].doc_id
    if doc_id in known or doc_id not in documents or len(known) != len(text.statements):
        return None
    said = {n.value for statement in text.statements for n in facts_of(statement.text).numbers}
    if said & {n.value for n in facts_of(table.statements[0].text).numbers}:
        return None
    cell = table.statements[0]
    newer = (passages.paper_years[doc_id] or "") > max(passages.paper_years[known_id] or "" for known_id in known)
    if asks_for_newest(query.question.text):
        return table if newer else text
    named = [
        s if text.lead else Statement(f"{_named(documents[s.evidence[0].doc_id])}：{s.text}", s.evidence)
        for s in text.statements
    ]
    named.append(Statement(f"{_named(documents[doc_id])}：{cell.text}", cell.evidence))
    named.sort(key=lambda s: passages.paper_years[s.evidence[0].doc_id] or "", reverse=True)
    spoken, tabled = ({*YEAR.findall(fold(words))} for words in ("".join(s.text for s in text.statements), cell.text))
    lead = OF_DIFFERENT_TIMES if spoken and tabled and not spoken & tabled else DIFFERING
    return Finding(tuple(named), max(text.confidence, table.confidence), "passages", lead=lead)


def _gives_the_same_thing(query: Query, passages: Passages, best: Scored, other: Scored) -> bool:
    """Whether a sentence counts what the best one counts, as surely as it does.

    Every word that tells much must stand in it, and where a year is asked for it must speak of it. Inside one paper
    two sentences often count two things alike, so there nearly every word must be the same, and the years too.
    """
    if other is best or other.unit.span == best.unit.span or another_name(Case(query, passages.terms, other)):
        return False
    terms, of = passages.terms, passages.documents
    if PREAMBLE.search(other.unit.text) or _RECEIVED.search(other.unit.text):
        return False
    asked_levels = set(_LEVEL.findall(fold(query.text)))
    told_levels = set(_LEVEL.findall(_BRACKETS.sub("", other.unit.folded)))
    if asked_levels and told_levels and not asked_levels & told_levels:
        return False  # 省级平台2家（不计入市级数）
    rows = "\t" in other.unit.text and "\t" in best.unit.text
    if rows and other.unit.doc_id == best.unit.doc_id:
        return False  # the rows of a table count each its own thing
    if _counts_the_kind_only(query, terms, other):
        return False
    if other.fit < min(best.fit, _ALIKE) or (query.years and other.year < min(best.year, 0.0)):
        return False
    # whose paper it is need not be said: a city's report counts what there is 全市
    unsaid = sum(t.weight for t in terms if _EVERYWHERE.fullmatch(t.text) and t.text not in other.unit.folded)
    unsaid /= sum(t.weight for t in terms) or 1.0
    least = _OWN_BEHIND if _named_before(terms, other) else _OWN
    if (
        other.covered + unsaid < best.covered - 0.2
        or other.own + unsaid < least
        or _is_planned(other, of[other.unit.doc_id]) != _is_planned(best, of[best.unit.doc_id])
    ):
        return False
    if asks_for_ceiling(query.question.text) and not tells_ceiling(other.unit.folded):
        return False  # what was paid is no 最高
    asked = asked_quantities(query.question.text)
    if only_additions(other.unit.folded, asked) != only_additions(best.unit.folded, asked):
        return False
    if query.each_paper and other.unit.doc_id != best.unit.doc_id and other.own >= _EACH * best.own:
        return confidence(query, terms, other) >= SURE
    heaviest = max((t.weight for t in terms), default=0.0)
    said = [t for t in terms if presence(t, best.unit.folded) >= _SAID]
    telling = tuple(
        t for t in said if t.weight >= _TELLS * heaviest and not (_is_deed(t.text) or _EVERYWHERE.fullmatch(t.text))
    )
    thing = _COUNTED.search(fold(query.question.text))
    if thing is not None and thing.group(1) in best.unit.folded and thing.group(1) not in other.unit.folded:
        return False  # 科技合作9项 are no 需求对接
    same_paper = other.unit.doc_id == best.unit.doc_id
    if same_paper and (
        other.own < max(0.9, best.own - 0.05)
        or set(YEAR.findall(other.unit.folded)) - set(YEAR.findall(best.unit.folded + best.unit.before))
    ):
        return False
    # what the sentence before names (科技创新券……。单个企业最高20万元) need not be named again
    named = set() if same_paper else _named_before(terms, other)
    unnamed = tuple(t for t in terms if t.text not in named)
    alone = all(_EVERYWHERE.fullmatch(t.text) for t in unnamed)
    tied = bound(asked, terms if alone else unnamed, other.unit)
    missing = {t.text for t in telling if presence(t, other.unit.folded) < _SAID}
    if missing and any(body not in other.unit.before for body in named_entities(other.unit.folded)):
        return False  # it goes on about another body
    return tied >= (0.9 if same_paper else 0.5) and missing <= named


def _repeats(query: Query, passages: Passages, best: tuple[Scored, Statement], other: Scored) -> bool:
    """Whether a sentence of another paper tells of as much in the words of the best one, but for the figures: papers of
    two years repeat their words."""
    scored, statement = best
    if (
        other.unit.doc_id == scored.unit.doc_id
        or other.fit < scored.fit
        or confidence(query, passages.terms, other) < SURE
    ):
        return False
    if query.years and other.year < min(scored.year, 0.0):
        return False
    documents = passages.documents
    if _is_planned(other, documents[other.unit.doc_id]) != _is_planned(scored, documents[scored.unit.doc_id]):
        return False
    return worded_alike(fold(_told(query, passages, other).text), fold(statement.text))


_RECEIVED = re.compile("》[^。]{0,24}收[到悉]")


def _is_planned(scored: Scored, document: Document) -> bool:
    """Whether a sentence, or the part it stands in, says what shall be: 到2024年末 in a paper of 2025 is past."""
    day = (document.metadata.issued_on or "")[:4] or document.metadata.year or ""
    folded = TILL.sub(lambda till: "" if till.group(1) < day else till.group(), scored.unit.folded)
    return is_plan(folded) or "目标" in scored.unit.headings


def _counts_the_kind_only(query: Query, terms: tuple[Term, ...], other: Scored) -> bool:
    """Whether a sentence has its number with the kind of the thing alone (惠及企业205家), where 高新技术企业 are asked
    for and spoken of in another clause."""
    asked, quantities = fold(query.question.text), asked_quantities(query.question.text)
    clauses = [
        clause
        for clause in re.split("[，,；;。]", other.unit.folded)
        if any(quantity.pattern.search(clause) for quantity in quantities)
    ]
    return any(
        one.text + two.text in asked
        and one.weight > two.weight
        and any(re.search(rf"{re.escape(two.text)}\d", clause) for clause in clauses)
        and not any(presence(one, clause) >= _SAID for clause in clauses)
        for one in terms
        for two in terms
    )


def _named_before(terms: tuple[Term, ...], scored: Scored) -> set[str]:
    """The words that the sentences before one say."""
    return {t.text for t in terms if presence(t, scored.unit.before) >= _SAID}


def _is_deed(word: str) -> bool:
    """Whether a word says what is done, which papers put in many ways, and not to what."""
    return all(tag.startswith("v") for _, tag in rjieba.tag(word))


def _came_too_early(query: Query, document: Document, other: Scored) -> bool:
    """Whether a paper was written before what is asked for could be told, and a sentence of it does not name the year:
    2024年底 is after a letter of May 2024."""
    day = document.metadata.issued_on or ""
    ends = _YEAR_END.search(fold(query.text)) is not None
    said = f"{other.unit.folded}{other.unit.before}"
    return any(
        year not in said and day and (day[:4] < year or (ends and day[:4] == year and day[5:7] < "12"))
        for year in query.years
    )


_YEAR_END = re.compile(r"\d年?[底末]")
_NEXT_YEAR = 1  # a year's figures are told in that year and the next


def _came_too_late(query: Query, best: Scored, document: Document, other: Scored) -> bool:
    """Whether the best sentence names the year asked for, and another names none, of a paper that tells of a later
    one."""
    issued = (document.metadata.issued_on or "")[:4] or document.metadata.year or ""
    if best.year < 1.0 or other.year > 0 or not issued or asks_for_newest(query.question.text):
        return False
    return int(issued) > max(map(int, query.years)) + _NEXT_YEAR


def _year(passages: Passages, scored: Scored) -> str:
    """The year that a sentence speaks of: the last it names, or its paper's."""
    return max(YEAR.findall(scored.unit.folded), default=passages.paper_years[scored.unit.doc_id] or "")


def _day(passages: Passages, scored: Scored) -> tuple[str, str]:
    """The year that a sentence speaks of, and the day of its paper where that is of the same year."""
    year, issued = _year(passages, scored), passages.documents[scored.unit.doc_id].metadata.issued_on or ""
    return year, issued if issued.startswith(year) else ""


def _told(query: Query, passages: Passages, scored: Scored) -> Statement:
    """What a sentence tells, in short; of several things asked, with what its neighbours tell of the others."""
    several = len(asked_apart(query.question.text)) > 1
    parts = for_each_part(query, passages, scored) if several else []
    if any(part.scored.unit.doc_id != scored.unit.doc_id for part in parts):
        parts = []
    return state(parts or [Part(scored, query, passages.terms)], passages, None if parts else _SHORT)


def _values(query: Query, text: str) -> set[Decimal]:
    """The numbers that a statement gives of what is asked to be counted."""
    return {number.value for number in _counted(query, text)}


def _units(query: Query, text: str) -> set[str]:
    """In what a statement counts: 元, %, 人 (for 位 and 名), or "" for what is counted by any other word."""
    units = {number.unit for number in _counted(query, text)}
    if any(quantity.name == "share" for quantity in asked_quantities(query.question.text)):
        return {"%" for _ in units}  # 70% and 5∶5
    return {"人" if unit in _PERSONS else unit if unit in _MEASURES else "" for unit in units}


_PERSONS, _MEASURES = frozenset("人名位"), frozenset("元%")


def _counted(query: Query, text: str) -> list[Number]:
    folded = _CONDITION.sub("", fold(text))
    asked = asked_quantities(query.question.text) or (ANYTHING,)
    if not _PAID.search(query.question.text):
        folded = "，".join(clause for clause in re.split("[，,；;]", folded) if not _PAID.search(clause))
    matches = (match for quantity in asked for match in quantity.matches(folded))
    found = [match.group() for match in matches if not _OF_OTHERS.match(folded, match.end())]
    return [number for piece in found for number in facts_of(piece).numbers]


_OF_OTHERS = re.compile("来自")  # 9个来自概念验证中心推荐 counts what they recommend
_PAID = re.compile("给予|奖励|补[助贴]|资助|评选|评出|授予|表彰")  # and who is chosen for a prize
_LIMIT = re.compile("不[少低]于|不[超高]过|至少|至多")


def _limits(text: str) -> bool:
    """Whether a statement says what shall be at least or at most, and not how many there are."""
    return _LIMIT.search(text) is not None


_CONDITION = re.compile(r"\d[\d,.]*[^，,。；;\d]{0,4}以[上下]的")  # 成交额5000万元以上的，给予……: whom it is for


def _named(document: Document) -> str:
    name = label(document.metadata, document.source)
    year = (document.metadata.issued_on or "")[:4]
    return name if "〔" in name or not year else f"{year}年{name}"
