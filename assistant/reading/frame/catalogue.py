"""Questions about the library itself: which letters there are, how many, the newest, which are 主动公开."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.reading.frame.locating import locate
from assistant.reading.papers import Paper, is_issuer
from assistant.reading.questions import Query
from assistant.schema import Evidence, Finding, Statement
from assistant.zh import chinese_date, label, no_such_papers
from ingest.schema import Document

_KIND = r"(函|复函|答复函|文件|规划|通知|办法|方案|提案|政策文件|资料)"
_LISTS = re.compile(
    rf"(?:有|收录了?|都有|包括)(?:哪些|哪几[份个件]|几[份个件]|多少[份个件]?){_KIND}|(?:哪些|哪几[份个件]){_KIND}(?:是|属于|的)?"
)
_NEWEST = re.compile(rf"(?:最新|最近|最晚)的?(?:一[份个件])?{_KIND}|{_KIND}(?:里|中)?(?:哪[一份个件]+)?(?:最新|最近)")
_BODY = re.compile("^[\u4e00-\u9fff]{1,12}(?:局|委|委员会|办公?室?|厅|政府|[政科]协|院|中心)$")
_MONTH = re.compile(r"(?<!\d)(1[0-2]|0?[1-9])月")
_MOST = 12


def read_catalogue(query: Query, papers: Sequence[Paper], load: Callable[[str], Document]) -> Finding | None:
    """The papers of the library that fit what the question says of them; None for other questions."""
    text = query.question.text
    newest, lists = _NEWEST.search(text), _LISTS.search(text)
    if query.named or (newest is None and lists is None):
        return None
    kind = next(group for group in (newest or lists).groups() if group)  # type: ignore[union-attr]
    issuer = _beside(text)  # nothing but the papers themselves is asked for, or those of one body
    issued = [paper for paper in papers if not issuer or is_issuer(issuer, paper.metadata.issuer or "")]
    fitting = [paper for paper in issued if _fits(paper, kind, query)]
    if not fitting:
        of_papers = issued or _BODY.search(issuer)  # and of no matter
        return Finding((), 0.9, "catalogue", refused=True, lead=no_such_papers(kind)) if of_papers else None
    fitting.sort(key=lambda paper: paper.metadata.issued_on or paper.metadata.year or "", reverse=True)
    shown = [load(paper.doc_id) for paper in (fitting[:1] if newest else fitting[:_MOST])]
    statements = [statement for document in shown if (statement := _entry(document)) is not None]
    if not statements:
        return None
    lead = f"最新的{kind}" if newest else f"资料库里这样的{kind}共{len(fitting)}份"
    if not newest and len(fitting) > len(shown):
        lead += f"，最近的{len(shown)}份是"
    return Finding(tuple(statements), 0.9, "catalogue", lead=lead)


def _beside(text: str) -> str:
    """What a question says beside the kind, the year, the month and the 公开方式 of papers: who issued them, or a
    matter that no list of papers answers."""
    return re.sub(
        rf"{_LISTS.pattern}|{_NEWEST.pattern}|主动公开|依申请公开|不予公开|公开方式|资料库|现在|目前|一共|共|[这那]?[哪几]?[一两三四五几]?[份个件封]|[这那哪都]|"
        r"\d+年|\d{1,2}月份?|的|里|中|库|是|由|印?发|发布|出|有|[？?。，]",
        "",
        text,
    )


def _fits(paper: Paper, kind: str, query: Query) -> bool:
    metadata = paper.metadata
    doc_type = metadata.doc_type or ""
    if kind.endswith("函") and "函" not in doc_type and "函" not in (metadata.doc_number or ""):
        return False
    if kind in {"规划", "通知", "办法", "方案", "提案"} and kind != doc_type:
        return False
    wanted = re.search(r"主动公开|依申请公开|不予公开", query.question.text)
    if wanted and wanted.group() not in (metadata.disclosure or ""):
        return False
    month = _MONTH.search(query.question.text)
    if month is not None and int((metadata.issued_on or "0000-00")[5:7]) != int(month.group(1)):
        return False
    return not query.years or metadata.year in query.years


def _entry(document: Document) -> Statement | None:
    metadata = document.metadata
    span = locate(document, metadata.title or "") or locate(document, metadata.doc_number or "")
    if span is None:
        return None
    name = label(metadata, document.source)
    title = f"《{metadata.title}》" if metadata.title and name != f"《{metadata.title}》" else ""
    issued = f"（{chinese_date(metadata.issued_on)}）" if metadata.issued_on else ""
    return Statement(f"{name}{title}{issued}", (Evidence(document.doc_id, span),))
