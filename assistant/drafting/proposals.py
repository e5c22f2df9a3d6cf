"""Reading a proposal: who asks what of whom.

Its suggestions stand below a heading of their own (三、对策建议), behind a line that announces them (为此，建议：), or
run in a paragraph (一是…二是…). What stands before them (案由, 存在问题) asks for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from assistant.drafting.schema import Kind, Proposal, Suggestion
from assistant.planted import is_order
from ingest.errors import InputError
from ingest.pipeline import parse
from ingest.schema import Document, Section, Span

MOST_SUGGESTIONS = 20
_LONGEST_HEADING = 40  # characters
_SHORT_ASK = 8  # characters: a shorter clause goes with the one before it
_ADVICE = re.compile(r"建议|对策")
_NO_ADVICE = re.compile(r"案由|背景|现状|问题|分析|原因|理由|意义|必要性|可行性|情况|不足|困难|调研")
_ANNOUNCES = re.compile(r"(?:建议|对策)(?:如下|有)?(?:[：:]|。?$)|(?:为此|因此|鉴于此|据此|对此|综上)[^。\n]{0,24}建议")
_PURPOSE = re.compile(r"让|使|从而|以便|确保|真正|切实|分担|形成")  # what a wish is for is no wish
_CLOSES = re.compile(r"^(?:以上|妥否|请予|供.{0,8}参考|此致|敬礼|特此)")
MARK = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[）)]|\d{1,2}[、.．)）](?!\d)\s*|[①-⑳]|[-—•·*●■]+\s*|"
    r"(?:[一二三四五六七八九十]|第[一二三四五六七八九十])(?:是|要|条)[，：]?|(?:首先|其次|再次|最后)[，,])\s*"
)
_FIELDS = {
    "number": r"(?:提案|建议|议案)?\s*(?:编\s*号|号|第)\s*[：:]?\s*第?\s*([A-Za-z]?\d{2,})\s*号?",
    "proposers": r"(?:第一)?(?:提案(?:人|者|单位|委员)|提出人|建议人|领衔代表|领衔人|代表姓名|委员姓名)\s*[：:]\s*(.+)",
    "lead_agency": r"(?:建议)?(?:主办|承办|牵头|主办\(承办\))单位\s*[：:]\s*(.+)",
    "co_agencies": r"(?:建议)?(?:会办|协办|配合)单位\s*[：:]\s*(.+)",
}
_SESSION = re.compile(
    r"(?:(?P<area>[省市区县州])?第?(?P<term>[一二三四五六七八九十]+)届(?:委员会|人民代表大会|人大|政协)?第?"
    r"(?P<meeting>[一二三四五六七八九十]+)次(?:全体)?会议)"
)


def read_proposal(path: Path) -> Proposal:
    """The proposal in a file. Raises UserError subclasses for a file that cannot be read, holds a letter, or asks for
    nothing."""
    return proposal_of(parse(path))


def proposal_of(document: Document) -> Proposal:
    """The proposal that a document is. Raises InputError for one that is a letter or asks for nothing."""
    metadata = document.metadata
    if (metadata.doc_type or "").endswith("函") or metadata.doc_number:
        raise InputError(f"“{document.source}”是一份已成文的公文，不是提案或建议，请换成要答复的提案再试。")
    found = _suggestions(document)
    if not found:
        raise InputError(f"“{document.source}”里没有找到建议，请把要答复的建议逐条写明（如“一、……”）再试。")
    head = document.text[: found[0][0].start].split("\n")
    fields = {name: _field(head, pattern) for name, pattern in _FIELDS.items()}
    title = _title(document, head)
    kind: Kind = "建议" if _is_suggestion(title, "\n".join(head[:12])) else "提案"
    warnings: list[str] = []
    if len(found) > MOST_SUGGESTIONS:
        warnings.append(f"提案里读出{len(found)}条建议，只起草前{MOST_SUGGESTIONS}条，请核对条目。")
        found = found[:MOST_SUGGESTIONS]
    if any(is_order(span.of(document.text)) for span, _ in found) or is_order("\n".join(head)):
        warnings.append("提案里有写给机器的指令，已当作普通文字处理，没有执行。")
    return Proposal(
        kind=kind,
        title=title,
        suggestions=tuple(_suggestion(n, heading, span, document) for n, (span, heading) in enumerate(found, 1)),
        number=metadata.proposal_number or fields["number"],
        session=_session(head, kind) or metadata.session,
        proposers=_names(fields["proposers"]),
        lead_agency=fields["lead_agency"],
        co_agencies=_names(fields["co_agencies"]),
        warnings=tuple(warnings),
    )


def asks_of(text: str) -> tuple[str, ...]:
    """The single wishes of a suggestion: its clauses, short ones with the clause before them."""
    asks: list[str] = []
    for sentence in re.split(r"[。；;！\n]", text):
        fresh = True
        for clause in re.split(r"[，,]", MARK.sub("", sentence)):
            words = clause.strip()
            if not words:
                continue
            if len(words) < _SHORT_ASK and not fresh:
                asks[-1] += f"，{words}"
            else:
                asks.append(words)
            fresh = False
    asks = [ask for ask in asks if len(ask) >= 4 and not is_order(ask)]
    return tuple(ask for ask in asks if not _PURPOSE.match(ask)) or tuple(asks)


def _suggestions(document: Document) -> list[tuple[Span, str]]:
    """The place and the heading (empty where it has none) of every suggestion."""
    headings = [s for s in document.sections if s.kind == "heading"]
    end = next((s.span.start for s in document.sections if s.kind == "closing"), len(document.text))
    advice = [s for s in headings if _ADVICE.search(s.title) and len(s.title) <= 16 and not s.title.startswith("关于")]
    for section in reversed(advice):  # the last: 一、调研情况和建议 may stand before it
        inside = _below(document, section, end)
        if inside:
            return inside
    announced = [m for m in _ANNOUNCES.finditer(document.text, 0, end) if not _in_heading(m.start(), headings)]
    for match in announced:
        line_end = document.text.find("\n", match.end())
        behind = [s for s in headings if s.span.start > match.start() and s.span.start < end]
        if behind:
            return _top(behind)
        rest = Span(match.end(), end)
        if line_end >= 0 and document.text[match.end() : line_end].strip("：:，, ") == "":
            rest = Span(line_end + 1, end)
        found = _run_in(document, rest) or _paragraphs(document.text, rest)
        if found:
            return found
    own = [s for s in headings if not _NO_ADVICE.search(s.title) and s.span.start < end]
    if len(own) >= 1:
        return _top(own)
    run_in = _run_in(document, Span(0, end))
    return run_in if len(run_in) > 1 else _sentences(document.text, Span(0, end))


def _in_heading(offset: int, headings: Sequence[Section]) -> bool:
    return any(s.heading.start <= offset < s.heading.end for s in headings)


def _top(sections: Sequence[Section]) -> list[tuple[Span, str]]:
    level = min(s.level for s in sections)
    return [(s.span, s.title) for s in sections if s.level == level]


def _below(document: Document, section: Section, end: int) -> list[tuple[Span, str]]:
    inner = [
        s
        for s in document.sections
        if s.kind == "heading" and s is not section and section.span.contains(s.span) and s.span.start < end
    ]
    if inner:
        return _top(inner)
    rest = Span(section.heading.end, min(section.span.end, end))
    return _run_in(document, rest) or _paragraphs(document.text, rest)


def _run_in(document: Document, span: Span) -> list[tuple[Span, str]]:
    found = [
        s
        for s in document.sections
        if s.kind in {"enumeration", "run_in", "dash"} and span.start <= s.span.start < span.end
    ]
    return [(Span(s.span.start, min(s.span.end, span.end)), "") for s in found] if len(found) > 1 else []


def _paragraphs(text: str, span: Span) -> list[tuple[Span, str]]:
    found: list[tuple[Span, str]] = []
    start = span.start
    for line in span.of(text).split("\n"):
        if len(line.strip("：:，, 。")) >= 6 and not _CLOSES.match(line.strip()):
            found.append((Span(start, start + len(line)), ""))
        start += len(line) + 1
    return found


def _sentences(text: str, span: Span) -> list[tuple[Span, str]]:
    """The sentences that suggest something, of a proposal without any order."""
    return [
        (Span(span.start + m.start(), span.start + m.end()), "")
        for m in re.finditer(r"[^。；\n]*(?:建议|应当|应该|希望)[^。；\n]{6,}[。；]?", span.of(text))
        if not re.search(r"(?:提案|的建议)$", m.group().strip("。； "))
    ]


def _suggestion(number: int, heading: str, span: Span, document: Document) -> Suggestion:
    lines = [line for line in span.of(document.text).strip().split("\n") if not _CLOSES.match(line.strip())]
    body = MARK.sub("", "\n".join(lines))
    body = re.sub(r"^(?:我们)?建议[：:，,]?\s*", "", body)
    if not heading:
        heading = re.split(r"[。；;：:\n]", body, maxsplit=1)[0]
        if len(heading) > _LONGEST_HEADING:
            heading = re.split(r"[，,]", heading, maxsplit=1)[0][:_LONGEST_HEADING]
    heading = re.sub(r"^关于[“\"]?|[”\"]?的建议$|[。；;：:，,\s]+$", "", heading)
    text = re.sub(r"\s*\n\s*", "\n", body).strip()
    asks = asks_of(text.removeprefix(heading))
    return Suggestion(number, heading, text, asks or (heading,))


def _field(head: Sequence[str], pattern: str) -> str | None:
    for line in head:
        match = re.match(rf"\s*{pattern}", line)
        if match:
            return match.group(1).strip().rstrip("。；; ") or None
    return None


def _title(document: Document, head: Sequence[str]) -> str:
    named = document.metadata.proposal_title or document.metadata.title
    line = next((m.group(1) for m in (re.search(r"(关于.{4,60}的(?:提案|建议|议案))", x) for x in head) if m), None)
    title = line or named or Path(document.source).stem
    return re.sub(r"^(?:案\s*由|题\s*目|标\s*题|提案题目)\s*[：:]\s*", "", title).strip("《》。 ")


def _is_suggestion(title: str, head: str) -> bool:
    """Whether a congress deputy asks: the form names the congress, or the title ends in 建议 and nobody says 提案."""
    if re.search(r"人民代表大会|人大代表|领衔代表|代表建议|届人大", head):
        return True
    return title.endswith("建议") and not re.search(r"提案|政协|委员", head)


def _session(head: Sequence[str], kind: Kind) -> str | None:
    """第六届委员会第四次会议 as letters write it: 市政协六届四次会议."""
    for line in head:
        match = _SESSION.search(line)
        if match:
            area = match["area"] or (re.search(r"[省市区县州](?=[^省市区县州]*$)", line[: match.start()]) or [""])[0]
            if kind == "提案":
                return f"{area}政协{match['term']}届{match['meeting']}次会议"
            return f"{area}{match['term']}届人大{match['meeting']}次会议"
    return None


def _names(value: str | None) -> str | None:
    """A list of names or bodies with 、 between them, however it was typed."""
    return re.sub(r"\s*[,，;；/]\s*|(?<=[\u4e00-\u9fff]{2})\s+(?=[\u4e00-\u9fff]{2})", "、", value) if value else None
