"""Who sees to a measure of a plan (谁牵头, 责任单位有哪些, 是科技局牵头的吗), and which measures somebody sees to
(哪些任务是市科协牵头的), as the notes behind the measures say it (duty_notes.py)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.reading.duty_notes import HELPS, LEADS, DutyNote, Role, notes_of
from assistant.reading.folding import fold, written_out
from assistant.reading.pieces import asked_apart
from assistant.reading.questions import Query
from assistant.reading.tables.columns import TABLE_NAMED
from assistant.reading.terms import Term, coverage
from assistant.schema import Evidence, Finding, Statement
from ingest.schema import Document, Section

_OFFICE = "(?:单位|部门|部委|委办局|局|委|厅|科室|处室|机构|主体)"
_WHO = rf"(?:谁|哪[个家些几一两三四五六]*(?:{_OFFICE}|方)|哪[一几两三四五六]?家)"
_DOES = f"(?:{LEADS}|{HELPS}|负责|主管|管|抓|落实|承办|承担)"
_ROLE_NAMED = f"(?:牵头|责任|负责|主办|主责|配合|协办|参与|承办){_OFFICE}"
_ASKED = re.compile(
    rf"{_WHO}(?:来|去|在|们)?的?{_DOES}|"
    rf"归口(?:管理)?(?:{_OFFICE})?(?:在|到|于|给|是)?{_WHO}|"
    rf"(?:由|归|属于?|靠){_WHO}(?:来)?(?:{_DOES})?(?=[，,。？?]|$)|"
    rf"{_ROLE_NAMED}(?:分别|各|都)?(?:是|有|包括|为)*(?:谁|哪|什么|几)|{_WHO}[^，,。？?]{{0,3}}{_ROLE_NAMED}|"
    rf"(?:哪些|哪几?[个家]?|谁)(?:是|当|作为?)?{_ROLE_NAMED}|牵头的是{_WHO}|{_ROLE_NAMED}[?？。]?$"
)
_BODY = "[\u4e00-\u9fff（）]{1,14}?(?:局|委|办|会|科|协|部|院|府|处|厅|署|中心|街道|镇|管委会|集团|公司|银行|医院|大学)"
_IS_IT = re.compile(
    rf"(?:是不是|是否|是|由|归)(?:由|归)?(?P<body>{_BODY})(?:来)?(?:{_DOES})|"
    rf"(?P<named>{_BODY})(?:是不是|是否|算不算|是|算)[^，,。？?]{{0,8}}{_ROLE_NAMED}"
)
_TASK = "(?:任务|措施|举措|工作|事项|事情|事|活|行动|条款|条)"
_WHICH_TASKS = re.compile(
    rf"(?:哪[些几一两三四五六七八九十\d]*[项个条件]?|什么|(?:几|多少)[项个条件])的?(?!{_OFFICE}|[局委个家]|地方|企业){_TASK}?"
)
_MADE = re.compile(rf"{_DOES}(?:日常)?(设立|组建|成立|制定|编制|起草|运营|运行|建设|开发|创建|完成|承建|申报)")
# words with which one asks for whoever sees to it, and not what to
_ASKING = re.compile(
    f"(?:{LEADS}|{HELPS}|谁|的|责任|单位|部门|部委|科室|机构|负责|主管|管|承办|承担|归口|归|由|是|{_TASK}|重点|哪|几|个|项|局|有|市)++"
)
_SPOKEN = 0.7  # of the question's other words, by weight, that a measure must say
_TITLED = 0.5  # and from which on its heading says them
_SURE, _IN_TABLE = 1.0, 0.8
_FIRST = 0.06  # surer than a row of a table that is called alike
_NAMED = 0.3  # what it is worth that a measure is called by the words of the question
# and each character of the longest words that question and measure share: thirty measures say the same of 成效明显
_RUN = 0.01
_LONGEST = 12  # characters of them that are looked at
_MOST = 16  # measures that are told by their names
_BESIDE = 0.05


def read_responsibility(query: Query, terms: tuple[Term, ...], documents: Sequence[Document]) -> Finding | None:
    """Who sees to the measure that a question speaks of, or which measures somebody sees to; None for other questions
    and where no note tells it."""
    text = fold(query.question.text)
    meant = [d for d in documents if d.doc_id in query.scope] or list(documents)
    is_it = _IS_IT.search(text) if "choice" in query.wants else None
    if _WHICH_TASKS.search(text) and not _ASKED.search(text) and is_it is None:
        return next((found for document in meant if (found := _measures_of(text, terms, document))), None)
    if is_it is None and not _ASKED.search(text):
        return None
    if len([part for part in asked_apart(query.question.text) if not _ASKED.search(fold(part))]) > (is_it is not None):
        return None  # told beside what answers the rest (with_duty_note)
    said = "" if is_it is None else is_it["body"] or is_it["named"]
    about = tuple(term for term in terms if not (_ASKING.fullmatch(term.text) or term.text in said))
    made = _MADE.search(text)
    best: tuple[float, float, Document, DutyNote] | None = None
    for document in meant:
        title = fold(document.metadata.title or "")
        for note in notes_of(document):
            measure, name = fold(note.measure.of(document.text)), fold(note.called(document))
            if made is not None and made.group(1) not in measure:
                continue  # who 牵头设立 a fund is told by what was done, and by no note on its use
            whole, titled = coverage(about, measure + title), coverage(about, name)
            first = _FIRST if titled >= _TITLED else 0.0
            value = coverage(about, measure) + first + _NAMED * titled + _RUN * _common_run(text, measure)
            if whole >= _SPOKEN and (best is None or value > best[0]):
                best = value, 0.6 + 0.4 * whole + first, document, note
    if not about or best is None:
        return None
    _, sure, document, note = best
    sure = _IN_TABLE if TABLE_NAMED.search(text) else sure
    roles = _roles_asked(text, note, is_it is not None)
    told = _told(document, note, roles, who_leads=re.search(LEADS, text) is not None)
    return Finding((told,), sure, "responsibility")


def read_duty_of(text: str, document: Document, section: Section) -> Finding | None:
    """Who sees to the part of a paper that a question names by its number (第十二项由哪个部门负责); None for other
    questions, and where no note stands in that part."""
    if not _ASKED.search(fold(text)):
        return None
    notes = [note for note in notes_of(document) if section.span.contains(note.span)]
    if not 0 < len(notes) <= _MOST:
        return None
    told = tuple(_told(document, note, _roles_asked(fold(text), note, False)) for note in notes)
    return Finding(told, _SURE, "responsibility", lead=f"“{section.number}”")


def with_duty_note(query: Query, text: Finding | None, documents: Iterable[Document]) -> Finding | None:
    """What running text answers to a question of several parts, with the note of that measure where one part asks who
    sees to it (落在哪里，哪个部门牵头); the text alone for other questions."""
    asked = fold(query.question.text)
    if text is None or text.refused or not text.statements or not _ASKED.search(asked):
        return text
    if all(_ASKED.search(fold(part)) for part in asked_apart(query.question.text)):
        return text
    first = text.statements[0].evidence[0]
    paper = next((document for document in documents if document.doc_id == first.doc_id), None)
    notes = notes_of(paper) if paper is not None else ()
    own = next((note for note in notes if note.measure.contains(first.span)), None)
    if paper is None or own is None:
        return text
    if any(e.span.start < own.span.end and own.span.start < e.span.end for s in text.statements for e in s.evidence):
        return text  # it is told already
    said = note_text(paper, own, _roles_asked(asked, own, whole=False))
    statement = Statement(said, (Evidence(paper.doc_id, own.span),))
    return replace(text, statements=(*text.statements, statement), confidence=text.confidence + _BESIDE)


def _roles_asked(text: str, note: DutyNote, whole: bool) -> tuple[Role, ...]:
    """The roles of a note that a question asks for; all where it asks for no one of them, or the note names none."""
    leads, helps = re.search(LEADS, text) is not None, re.search(HELPS, text) is not None
    duties = re.search(rf"责任{_OFFICE}|负责", text) is not None
    held = {part.role for part in note.parts}
    if whole or leads + helps + duties != 1:
        return ()
    if leads:
        return ("lead",) if "lead" in held else ()
    if helps:
        return ("help",) if "help" in held else ()
    # 谁负责 asks for all of them, 责任单位是谁 for those whom the note calls so
    return ("duty",) if "duty" in held and re.search(f"责任{_OFFICE}", text) else ()


def note_text(document: Document, note: DutyNote, roles: tuple[Role, ...]) -> str:
    """The words of a note on some roles; on all, where none is given."""
    return "；".join(part.span.of(document.text) for part in note.parts if not roles or part.role in roles)


def _common_run(asked: str, measure: str) -> int:
    """How many characters in a row a folded question and a measure have in common, at most."""
    for length in range(min(_LONGEST, len(asked)), 1, -1):
        if any(asked[i : i + length] in measure for i in range(len(asked) - length + 1)):
            return length
    return 0


def _told(document: Document, note: DutyNote, roles: tuple[Role, ...], *, who_leads: bool = False) -> Statement:
    """What a note says of its measure; with who of those it names leads, where the paper says so of the first one."""
    said = note_text(document, note, roles)
    evidence: tuple[Evidence, ...] = (Evidence(document.doc_id, note.name), Evidence(document.doc_id, note.span))
    if who_leads and note.first_leads is not None and not note.bodies("lead"):
        said = f"{said}；{note.first_leads.of(document.text)}"
        apart = not note.span.contains(note.first_leads)
        evidence = (*evidence, Evidence(document.doc_id, note.first_leads)) if apart else evidence
    return Statement(f"{note.called(document)}（{said}）", evidence)


def _measures_of(text: str, terms: tuple[Term, ...], document: Document) -> Finding | None:
    """The measures of a paper that a body named in a question sees to in the role asked for; None where its notes say
    so of none."""
    notes = notes_of(document)
    body = _body_named(text, terms, {body for note in notes for body in note.bodies()})
    if body is None or not re.search(rf"{_DOES}|{_ROLE_NAMED}", text):
        return None
    leads, helps = re.search(LEADS, text) is not None, re.search(HELPS, text) is not None
    roles: tuple[Role, ...] = ("lead",) if leads else ("help", "duty") if helps else ("lead", "duty")
    held = [(note, part) for note in notes for part in note.parts if part.role in roles and body in part.bodies]
    if leads and not held:  # where the first one leads
        ruled = ((note, part) for note in notes if note.first_leads is not None for part in note.parts)
        held = [(note, part) for note, part in ruled if part.role == "duty" and body == part.bodies[0]]
    if not 0 < len(held) <= _MOST:
        return None
    sure = _IN_TABLE if TABLE_NAMED.search(text) else _SURE
    if len(held) == 1:
        return Finding((_told(document, held[0][0], (), who_leads=leads),), sure, "responsibility")
    called = "牵头" if leads else "配合" if helps and all(part.role == "help" for _, part in held) else ""
    lead = f"{body}{called or ('为责任单位' if helps else '负责')}的共{len(held)}项"
    asked_in_full = fold(body).removeprefix("市") in text
    statements: list[Statement] = []
    for note, part in held:
        naming = part.naming(body, document)
        name = note.called(document)
        told = name if asked_in_full else f"{name}（{naming.of(document.text)}）"  # 工信局 is said of another name
        evidence = (Evidence(document.doc_id, note.name), Evidence(document.doc_id, naming))
        statements.append(Statement(told, evidence))
    rule = held[0][0].first_leads
    if leads and rule is not None and held[0][1].role == "duty":
        last = statements[-1]
        said = f"{last.text}（{rule.of(document.text)}）"
        statements[-1] = Statement(said, (*last.evidence, Evidence(document.doc_id, rule)))
    return Finding(tuple(statements), sure, "responsibility", lead=lead)


def _body_named(text: str, terms: tuple[Term, ...], bodies: set[str]) -> str | None:
    """The body of some that a question names, in full, without 市 or by its usual short name (工信局)."""
    for body in sorted(bodies, key=len, reverse=True):
        if fold(body) in text or fold(body).removeprefix("市") in text:
            return body
    short = [form for term in terms for form in (term.text, *term.variants) if re.fullmatch(_BODY, form)]
    out = [body for body in bodies if any(written_out(form, fold(body)) for form in short)]
    return out[0] if len(out) == 1 else None
