"""From when on a paper holds, and which papers it puts out of force: what it says of that itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

import rjieba

from assistant.reading.clauses import bare
from assistant.reading.folding import fold
from assistant.reading.frame.locating import locate
from assistant.reading.questions import Query
from assistant.reading.segments import STOP, without_papers, without_titles
from assistant.reading.units import sentence_spans
from assistant.schema import Evidence, Finding, Statement
from assistant.zh import chinese_date
from ingest.dates import iso_date
from ingest.schema import Document, Span

_PAPER = "文件|办法|通知|规定|政策|细则|方案|意见|措施|规划|条例|文"
_ENDS = "废止|停止执行|不再执行|停止施行|失效|作废|不再有效|不再适用"
_REPLACES = "取代|替代|代替|替换"
_REPEALED = re.compile(
    rf"(?:哪|什么(?!时))[一几些两]*[个份部项件]?(?:原来|以前|之前|旧|老|原有)*的?(?:{_PAPER})?"
    rf"(?:就|便|随之|同时|被|也|将|会|相应)*(?:{_ENDS}|{_REPLACES})|"
    rf"(?:废止|{_REPLACES})(?:了|掉)?(?:的是|的)?(?:原来|以前|之前|旧|老|原有)*的?(?:哪|什么(?!时))"
)
_FORCE = "施行|实施|执行|生效|起效"
_IN_FORCE = re.compile(
    rf"(?:是?从|自)?(?:什么时候|什么时间|何时|哪一?[天日]|哪一?年|几[月日号](?:几[日号])?)(?:开始|正式|起|才|就|算)*(?:{_FORCE})的?|"
    rf"(?:{_FORCE})的?(?:起始)?(?:日期|时间|日子)(?:是|为)?(?:什么时候|哪一?[天日]|何时|几[月日号](?:几[日号])?|多少)?"
)
# told in the same sentence, and asked for with it
_VALID = re.compile(
    "有效期(?:限)?(?:是|为|到|有)?(?:多久|多长(?:时间)?|几年|多少年|什么时候|何时|哪一?[天年])?|(?:管|有效)几年"
)
_NOT_OF_IT = re.compile(f"请问|以前|之前|过去|原有|这个|这份|该|本|正式|开始|[的了是呢吗从在到和、与]|{_FORCE}")
_FROM = re.compile(rf"自[^。；\n]{{2,24}}起[^。；\n]{{0,4}}(?:{_FORCE}|试行)")
_ON_ISSUE = re.compile("自(?:印发|发布|公布|发文|颁布|下发)之日")


def read_standing(query: Query, named: Sequence[Document]) -> Finding | None:
    """Since when the papers that a question names hold, or which papers they put out of force; None for other
    questions, and where they do not say it."""
    gone = _REPEALED.search(query.text)
    rest = query.text if gone is None else f"{query.text[: gone.start()]} {query.text[gone.end() :]}"
    statements: list[Statement] = []
    if len(named) == 1 and _asks_of_paper(rest, named[0]):
        statements += _holds_from(named[0])
    if gone is not None:
        repealed = [said for document in named for said in _repeals(document)]
        if not repealed:
            return None  # what is asked is not stated: what else is must not seem to answer it
        statements += repealed
    return Finding(tuple(statements), 0.95, "frame") if statements else None


def _repeals(document: Document) -> list[Statement]:
    """The sentences that put other papers out of force, each once."""
    gone = [
        reference.spans
        for reference in document.links.references
        if reference.relation in {"repeals", "replaces"} and reference.spans
    ]
    found: dict[Span, Statement] = {}
    for spans in gone:
        for span in spans:
            sentence = _sentence(document, span)
            if re.search(f"{_ENDS}|{_REPLACES}", sentence.of(document.text)):
                said = Statement(bare(sentence.of(document.text)), (Evidence(document.doc_id, sentence),))
                found.setdefault(sentence, said)
    return list(found.values())


def _sentence(document: Document, span: Span) -> Span:
    """The sentence around a place of the text."""
    start = document.text.rfind("\n", 0, span.start) + 1
    end = document.text.find("\n", span.end)
    line = Span(start, end if end >= 0 else len(document.text))
    return next((one for one in sentence_spans(line, document.text) if one.end >= span.end), line)


def _asks_of_paper(text: str, document: Document) -> bool:
    """Whether it is the paper that a question asks for, and no measure in it (补贴什么时候开始执行)."""
    asked = _IN_FORCE.search(text)
    if asked is None or document.metadata.effective_on is None:
        return False
    rest = f"{text[: asked.start()]} {text[asked.end() :]}"
    rest = _NOT_OF_IT.sub(" ", _VALID.sub(" ", without_titles(without_papers(rest))))
    called = fold(f"{document.metadata.title or ''}{document.metadata.issuer or ''}")
    said = [word for word in rjieba.cut(rest) if len(word) > 1 and word not in STOP and re.search(r"\w", word)]
    return all(fold(word) in called or word in _PAPER.split("|") for word in said)


def _holds_from(document: Document) -> list[Statement]:
    """The sentence that says from when on the paper holds; with its date, where that is the day of its issue."""
    since = document.metadata.effective_on or ""
    for match in reversed(list(_FROM.finditer(document.text))):
        on_issue = _ON_ISSUE.match(match.group()) is not None
        if not on_issue and iso_date(match.group()) != since:
            continue
        sentence = _sentence(document, Span(*match.span()))
        said, evidence = bare(sentence.of(document.text)), [Evidence(document.doc_id, sentence)]
        dated = locate(document, since) if on_issue else None
        if on_issue and dated is not None:
            said = f"{said}（成文日期为{chinese_date(since)}）"
            evidence.append(Evidence(document.doc_id, dated))
        return [Statement(said, tuple(evidence))]
    return []
