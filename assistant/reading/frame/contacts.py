"""Whom to call about a matter: the lines of a notice that name a desk, a person and a number (业务咨询：某科，某某).

The contact of a letter is a field of its frame. A notice gives several, each for its own matter; the one is told whose
line, heading and paper have the words of the question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.clauses import bare
from assistant.reading.folding import fold
from assistant.reading.questions import Query
from assistant.reading.terms import Term, coverage, presence
from assistant.reading.units import deepest_section, trim
from assistant.schema import Evidence, Finding, Statement
from ingest.chunking import headings_of
from ingest.schema import Document, Span

_ASKS = re.compile(
    "联系(?:人|谁|哪)|联系(?:电话|方式)|[找问](?:谁|哪个(?:科室|部门|人))|咨询(?:谁|哪|电话)|(?:咨询|监督|举报|投诉|技术支持)电话|"
    "打(?:给谁|哪个|什么)|电话(?:是|号码)?(?:多少|几)|什么电话|的电话(?:号码)?[？?]?$"
)
_PHONE = re.compile(
    r"(?<![\d.])(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])\d\d(?!\d))"  # 20250630 is a day
    r"(?:1[3-9]\d{9}|400-?\d{3}-?\d{4}|(?:0\d{2,3}[-—－ ]?)?(?:\d{7,8}|\d{4} \d{4}))(?![\d.])(?!万|亿|元|号)"
)
_ENTRY = re.compile(r"[^；;。\n]+")
_LABEL = re.compile(r"(?:[（(][一二三四五六七八九十\d][）)]|\d[.、])?\s*[“”\u4e00-\u9fff]{2,16}[：:]")
# words with which one asks for a contact, and not about what
_ABOUT_NOTHING = frozenset(
    "联系 联系人 电话 联系电话 联系方式 方式 号码 问题 咨询 找 谁 应该 事 事情 打 拨打 人 出 需要 办 办理 有".split()
)
_SPOKEN = 0.6  # of the question's other words, by weight, in the line, its heading and its paper's title
_MOST = 3  # lines for one matter
_MOST_IN_ALL = 8  # lines of a whole paper
_NEAR = 80  # characters from 联系方式 to a number
_SURE = 0.97


# （联系人：某某，电话：……） in the text of a notice
_STATED = re.compile(
    r"(?:联\s?系\s?人|[经承]办人)(?:及(?:联系)?(?:电话|方式))?[：:][^（）()\n。；;]{2,60}?"
    rf"(?:{_PHONE.pattern}|(?<!\d)1\d{{10}}(?!\d))"
)
_SPOKEN_OF = re.compile("联系人|联系方式|联系电话|咨询电话")


def contacts_stated(document: Document) -> list[Span]:
    """Where the text of a paper names whom to call, person and number."""
    return [Span(*match.span()) for match in _STATED.finditer(document.text)]


def names_contacts(document: Document) -> bool:
    """Whether a paper says anywhere whom to call, in a table or a line for each matter."""
    return any(_PHONE.search(document.text, m.end(), m.end() + _NEAR) for m in _SPOKEN_OF.finditer(document.text))


def read_contacts(query: Query, terms: tuple[Term, ...], documents: Sequence[Document]) -> Finding | None:
    """The lines of the papers that say whom to call about what a question names; None for other questions, and where
    no line speaks of it."""
    if _ASKS.search(query.text) is None:
        return None
    about = asked_about(terms)
    if query.named and len(query.scope) == 1 and (all_told := _all_of(query, about, documents)):
        return all_told
    if not about:
        return None
    found: list[tuple[float, float, Document, Span]] = []
    for document in documents:
        if document.metadata.is_letter or (query.scope and document.doc_id not in query.scope):
            continue
        title = fold(document.metadata.title or "")
        for label, span in _entries(document):
            index = deepest_section(document, span.start)
            headings = fold(" ".join(headings_of(document, document.sections[index]))) if index is not None else ""
            own = fold(f"{label}{span.of(document.text)}")
            around = f"{own}\n{headings}\n{title}"
            if any((term.exact or not term.known) and presence(term, around) < 1.0 for term in about):
                continue
            spoken = coverage(about, around)
            if spoken >= _SPOKEN:
                found.append((coverage(about, own), spoken, document, span))
    if not found:
        return None
    best = max((own, spoken) for own, spoken, _, _ in found)
    told = [(document, span) for own, spoken, document, span in found if (own, spoken) == best]
    if len(told) > _MOST or len({document.doc_id for document, _ in told}) > 1:
        return None  # so many lines are for anything
    statements = tuple(
        Statement(bare(span.of(document.text)), (Evidence(document.doc_id, span),)) for document, span in told
    )
    return Finding(statements, _SURE, "contacts")


def _all_of(query: Query, about: tuple[Term, ...], documents: Sequence[Document]) -> Finding | None:
    """Every line of the paper that a question names and says nothing more of; None where it has more than one takes
    in."""
    for document in documents:
        names = fold(f"{document.metadata.title or ''}{document.metadata.doc_number or ''}")
        if document.doc_id not in query.scope or any(presence(term, names) < 1.0 for term in about):
            continue
        entries = _entries(document)
        if 0 < len(entries) <= _MOST_IN_ALL:
            told = (Statement(bare(span.of(document.text)), (Evidence(document.doc_id, span),)) for _, span in entries)
            return Finding(tuple(told), _SURE, "contacts")
    return None


def asked_about(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """The words that say about what somebody is to be called."""
    return tuple(term for term in terms if term.text not in _ABOUT_NOTHING)


def _entries(document: Document) -> list[tuple[str, Span]]:
    """The entries with a phone number, each with the label of its line (业务咨询：), which the first of them bears."""
    out: list[tuple[str, Span]] = []
    text = document.text
    for number in _PHONE.finditer(text):
        start = max(text.rfind(mark, 0, number.start()) for mark in "；;。\n") + 1
        entry = _ENTRY.match(text, start)
        if entry is None:
            continue
        span = trim(Span(entry.start(), entry.end()), text)
        line = text.rfind("\n", 0, span.start) + 1
        label = _LABEL.match(text, line)
        if not out or out[-1][1] != span:
            out.append((label.group() if label else "", span))
    return out
