"""Questions that a whole section answers: its heading says what is asked (申报要提交哪些材料 → 三、申报材料)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import rjieba

from assistant.reading.clauses import bare
from assistant.reading.entities import named_entities, speaks_of
from assistant.reading.fitting import ANNOUNCES
from assistant.reading.folding import fold, synonyms
from assistant.reading.near_misses.cases import SPOKEN
from assistant.reading.outline.announced import in_short
from assistant.reading.questions import Query
from assistant.reading.so_many import those_counted
from assistant.reading.terms import Term, coverage, foreign, presence
from assistant.reading.units import sentence_spans
from assistant.schema import Evidence, Finding, Statement
from ingest.chunking import INNER, headings_of
from ingest.schema import Document, Section, Span

_LEAD = 30  # characters of a sentence that names what its paragraph is on
_ITEM = 60  # characters of one of the things of which a question says how many there are
_LIMIT = 180  # characters of an account of a section
_EMPTY = frozenset(
    """
    严格 加强 加快 加大 推动 推进 完善 健全 深化 优化 强化 关于 建议 力度 进一步 全面 着力 积极 工作 的 和 与 及
    面临 存在 主要 当前 目前
    """.split()
)
_HEAD = re.compile(
    r"(?:哪些|哪几[项个种类条])"
    r"(材料|条件|内容|要求|问题|困难|原则|原因|部门|单位|企业|人员|对象|情形|方式|渠道)"
)
_FOCUS = 0.85  # the share of a question that its heading must be
_NAMED, _SURE = 0.8, 0.5  # how much of a heading the question must say, and how much of the question the section


def read_section(query: Query, terms: tuple[Term, ...], documents: Sequence[Document]) -> Finding | None:
    """What the section says whose heading the question repeats; None where no heading is repeated."""
    if not terms or query.wants_any("number", "date", "choice"):
        return None
    if query.wants and not query.wants_any("list", "manner", "definition"):
        return None
    asked = fold(query.text)
    head = _HEAD.search(asked)
    asks = head.group(1) if head else None
    counted = those_counted(query)
    best: tuple[float, Document, Section] | None = None
    for document in documents:
        if query.scope and document.doc_id not in query.scope:
            continue
        for section in document.sections:
            if (
                section.kind not in {"heading", "box_item", "dash", "run_in", "box", "question"}
                or len(section.title) < 4
            ):
                continue
            named = named_share(section.title, asked)
            if named < _NAMED:
                continue
            around = fold(" ".join(headings_of(document, section)) + (document.metadata.title or ""))
            text = fold(section.span.of(document.text)[:600])
            said = coverage(terms, around + text)
            focus = coverage(terms, fold(section.title))
            value = 0.3 * named + 0.4 * said + 0.3 * focus
            if named == 1.0 and query.wants_any("manner"):
                value += 0.15  # how something is done stands below the heading that names it
            if focus >= _FOCUS:
                value = 1.05  # the question is the heading: nothing in running text can be surer
            if asks is not None and not any(form in around + text for form in (asks, *synonyms().get(asks, ()))):
                continue  # 要交哪些材料 is told by no section that speaks of no 材料
            if counted and not any(form in around + text for form in counted):
                continue  # 9家平台怎么分布 is not told where there are 12家
            if foreign(terms, around + text) or _lacks_site(terms, around + text):
                continue
            if not all(speaks_of(entity, around + text) for entity in named_entities(query.text)):
                continue
            if said >= _SURE and (best is None or value > best[0]):
                best = (value, document, section)
    if best is None:
        return None
    value, document, section = best
    statements = _account(document, section, terms)
    short = all(len(said.text) <= _ITEM for said in statements)
    if query.count is not None and len(statements) > 1 and not (short and len(statements) >= query.count):
        return None  # 哪两种 is told by a sentence that names two
    return Finding(statements, value, "section") if statements else None


_SITE = re.compile("(?:新城|新区|开发区|高新区|科学城|产业园|园区)$")


def _lacks_site(terms: tuple[Term, ...], said: str) -> bool:
    """Whether the question names a site of which a section, with its headings, does not speak."""
    return any(_SITE.search(term.text) and term.known and presence(term, said) < SPOKEN for term in terms)


def named_share(title: str, asked: str) -> float:
    """How much of a heading's own words the question says."""
    title = re.sub(r"[（(][^（）()]*[）)]", "", fold(title))
    words = [word for word in rjieba.cut(title) if len(word) > 1 and word not in _EMPTY]
    if not words:
        return 0.0
    said = 0
    for word in words:
        pieces = [word] if word in asked else [word[i : i + 2] for i in range(0, len(word), 2)]
        said += sum(len(piece) for piece in pieces if piece in asked)
    return said / sum(len(word) for word in words)


def _account(document: Document, section: Section, terms: tuple[Term, ...]) -> tuple[Statement, ...]:
    """The section's sentences in their order, as many as one can take in; those that say least of the question go
    first where there are too many."""
    place = document.sections.index(section)
    inner = [
        s.span.start for s in document.sections if s.parent == place and (s.kind not in INNER or s.kind == "question")
    ]
    body = Span(section.heading.end, min([*inner, section.span.end]))
    if any(body.start <= table.span.start < body.end for table in document.tables):
        return ()  # a table is read as one
    spans = [span for span in sentence_spans(body, document.text) if len(bare(span.of(document.text))) > 3]
    items = [s for s in document.sections if s.parent == place and s.kind != "closing"]
    if len(spans) == 1 and len(items) > 1 and ANNOUNCES.search(spans[0].of(document.text)):
        return in_short(document, spans[0], items)
    if leads := _leads(document, body):
        return tuple(Statement(bare(span.of(document.text)), (Evidence(document.doc_id, span),)) for span in leads)
    kept = set(spans)
    by_worth = sorted(spans, key=lambda span: sum(t.weight * presence(t, fold(span.of(document.text))) for t in terms))
    while len(kept) > 1 and sum(span.end - span.start for span in kept) > _LIMIT:
        kept.discard(by_worth.pop(0))
    return tuple(
        Statement(_short(span.of(document.text)), (Evidence(document.doc_id, span),)) for span in spans if span in kept
    )


def _leads(document: Document, body: Span) -> list[Span]:
    """The first sentences of a section's paragraphs, where each of several is a short one that names what the paragraph
    goes on with (坚持问题导向，注重创新驱动。着力……); none for other sections."""
    leads: list[Span] = []
    for paragraph in re.finditer(r"[^\n]+", body.of(document.text)):
        span = Span(body.start + paragraph.start(), body.start + paragraph.end())
        if not re.search("[\u4e00-\u9fff]", span.of(document.text)):
            continue  # what is left of the heading's line
        first, *rest = sentence_spans(span, document.text)
        if not rest or first.end - first.start > _LEAD:
            return []
        leads.append(first)
    texts = [lead.of(document.text).strip() for lead in leads]
    # they are put alike (坚持……；坚持……), and tell no figure: else a paragraph's first sentence is only its first
    alike = len(texts) > 1 and len({text[:1] for text in texts}) < len(texts)
    return leads if alike and not any(re.search(r"\d", text) for text in texts) else []


def _short(text: str) -> str:
    said = bare(text)
    if len(said) <= _LIMIT:
        return said
    clauses = re.split(r"(?<=，)", said)
    out = clauses[0]
    for clause in clauses[1:]:
        if len(out) + len(clause) > _LIMIT:
            break
        out += clause
    return bare(out)
