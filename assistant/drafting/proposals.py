"""Reading a proposal: what it asks for, wish by wish.

Its suggestions stand below a heading of their own (三、对策建议), behind a line that announces them (为此，建议：), at
the top of its outline, or run in a paragraph (一是…二是…). What stands beside them (案由, 存在问题, 附件) asks for
nothing. Numbered items that were not read as suggestions are named in a warning: none may vanish.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.drafting.proposal_head import read_head
from assistant.drafting.schema import Proposal, Suggestion
from assistant.verifying.planted import is_order
from ingest.errors import InputError
from ingest.numbering import han_to_int
from ingest.pipeline import parse
from ingest.schema import Document, Section, Span

MOST_SUGGESTIONS = 20
_LONGEST_HEADING = 30  # characters
_SHORT_ASK = 8  # characters: a shorter clause goes with the one before it
_MOST_ASKS = 12  # of one suggestion
_TITLED_ADVICE = re.compile(r"建议|对策|思考|举措$|思路$")
# a heading of what is, not of what should be: 存在的主要问题, but not 解决用地问题
_BACKGROUND = re.compile(
    r"(?:案由|(?:主要|有关|基本)?(?:情况|背景)|(?:调研|调查)(?:情况|背景|对象|结论)|.{0,10}(?:现状|基本情况|必要性|可行性|重要性|重要意义|"
    r"现实意义)(?:分析)?|(?:目前|当前|现)?(?:存在|面临).{0,10}|(?:主要|突出)?(?:问题|困难|不足|短板|原因)(?:[和与及].{0,8})?(?:分析)?|"
    r"(?:问题|原因|成因|形势|现状)分析|保障措施|组织保障|结语)"
)
_ANNOUNCES = re.compile(
    r"(?:建议|对策|做好|着手|入手)(?:如下|有)?[：:]|(?:建议|对策)(?:如下)?(?:。?$)|"
    r"(?:为此|因此|鉴于此|据此|对此|综上)[^。\n]{0,24}建议[^。\n]{0,6}$|^(?:办法|建议内容|[（(]建议[）)])[：:]?",
    re.MULTILINE,
)
_CLOSES = re.compile(r"^(?:以上|妥否|请予|供.{0,8}参考|此致|敬礼|特此)")
# behind these lines stands another paper's matter
_ENDS = re.compile(r"^(?:附件|附表|附[：:]|承办单位意见|办理意见|审查意见|提案委意见|签名)", re.MULTILINE)
# what a wish is for, and what is said of any
_PURPOSE = re.compile(
    r"(?:从而|以便|使得|让).{2,}|(?:确保|形成)[^。]{0,6}(?:合力|落实|实效|氛围)|.*(?:意义重大|十分重要|久久为功|通力协作|调研发现)"
)
# a clause that says who acts, or what is looked at, before the one that says what is to be done
_LEADS_IN = re.compile(
    r"由.{1,40}(?:牵头|负责|主导)|(?:针对|围绕|结合|按照|根据|参照|借鉴|立足).{0,16}"
    r"(?:特点|需求|需要|问题|难题|短板|情况|实际|现状|形势|趋势|布局|优势|要求|思路|经验|做法)"
)
_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")  # marks that turn the direction of print
_WISHES = re.compile(r"(?:我们|本人|为此|因此)?(?:建议|希望|恳请|提议|呼吁)[：:，,]?|(?:我们?|本人)认为[：:，,]?")

_HAN = "一二三四五六七八九十"
_STYLES = tuple(
    re.compile(rf"(?:(?<=[\n：:。；;，,！议])|\A)[ \u3000]*{mark}")
    for mark in (
        rf"建议([{_HAN}]+)[：:，,、]",
        rf"([{_HAN}]+)、",
        rf"[（(]([{_HAN}]+)[）)]",
        rf"第([{_HAN}])[，,、：:]",
        r"(\d{1,2})[、.．)）](?!\d)",
        r"[（(](\d{1,2})[）)]",
        rf"([{_HAN}])(?:是|要)(?!以来|直)[，,：:]?",
        "([①-⑳])",
    )
)
MARK = re.compile(
    rf"^\s*(?:建议[{_HAN}]+[：:，,、]|[{_HAN}]+[、.．]|[（(][{_HAN}\d]+[）)]|\d{{1,2}}[、.．)）](?!\d)\s*|[①-⑳]|[-—•·*●■]+\s*|"
    rf"第?[{_HAN}](?:是|要|条)[，：]?|第[{_HAN}][，,、]|(?:首先|其次|再次|最后)[，,])\s*"
)


@dataclass(frozen=True, slots=True)
class _Item:
    """Where a suggestion stands, and its heading where it has one."""

    span: Span
    heading: str = ""


def read_proposal(path: Path) -> Proposal:
    """The proposal in a file. Raises UserError subclasses for a file that cannot be read, holds a letter, or asks for
    nothing."""
    return proposal_of(parse(path))


def proposal_of(document: Document) -> Proposal:
    """The proposal that a document is. Raises InputError for one that is a letter or asks for nothing."""
    text = document.text
    if document.metadata.doc_number or re.search(r"现(?:将[^。\n]{0,12})?答复如下|专此(?:答|函)复", text):
        raise InputError(f"“{document.source}”是一份已成文的公文，不是提案或建议，请换成要答复的提案再试。")
    items = _items(document)
    if not items:
        raise InputError(f"“{document.source}”里没有找到建议，请把要答复的建议逐条写明（如“一、……”）再试。")
    head = read_head(document, text[: items[0].span.start])
    warnings: list[str] = []
    if len(items) > MOST_SUGGESTIONS:
        warnings.append(f"提案里读出{len(items)}条建议，只起草前{MOST_SUGGESTIONS}条，请核对条目。")
        items = items[:MOST_SUGGESTIONS]
    unread = _unread(document, items)
    if unread:
        shown = "、".join(f"“{title}”" for title in unread[:5]) + (f"等{len(unread)}处" if len(unread) > 5 else "")
        warnings.append(f"{shown}没有读作建议，请核对是否要答复。")
    if any(is_order(line) for line in text.split("\n")):
        warnings.append("提案里有写给机器的指令，已当作普通文字处理，没有执行。")
    return Proposal(
        kind=head.kind,
        title=head.title,
        suggestions=tuple(_suggestion(n, item, document) for n, item in enumerate(items, 1)),
        number=head.number,
        session=head.session,
        proposers=head.proposers,
        lead_agency=head.lead_agency,
        co_agencies=head.co_agencies,
        warnings=tuple(warnings),
    )


def matter_of(heading: str) -> str:
    """The clause of a heading that says what is to be done: the first that does more than lead in."""
    clauses = re.split(r"[，,]", heading)
    return next((clause for clause in clauses if clause and not _LEADS_IN.fullmatch(clause)), clauses[0])


def asks_of(text: str) -> tuple[str, ...]:
    """The single wishes of a suggestion: its clauses, short ones with the clause before them, each once."""
    asks: list[str] = []
    for sentence in re.split(r"[。；;！\n]", text):
        fresh, planted = True, is_order(sentence)
        for clause in re.split(r"[，,]", MARK.sub("", sentence)):
            words = _WISHES.sub("", clause.strip(), count=1)
            if not words or planted:
                continue
            if len(words) < _SHORT_ASK and not fresh and asks:
                asks[-1] += f"，{words}"
            else:
                asks.append(words)
            fresh = False
    asks = [ask for ask in dict.fromkeys(asks) if len(ask) >= 4]
    telling = [ask for ask in asks if not (_PURPOSE.fullmatch(ask) or _LEADS_IN.fullmatch(ask))]
    return tuple(telling or asks)[:_MOST_ASKS]


def _items(document: Document) -> list[_Item]:
    text = document.text
    end = _end(document)
    top = [s for s in document.sections if s.kind == "heading" and s.span.start < end]
    advice = [s for s in top if _is_titled_advice(s)]
    advice = [s for s in advice if not any(o is not s and o.span.contains(s.span) for o in advice)]
    inside = [item for section in advice for item in _within(document, _body(section, end))]
    if inside:
        return inside
    own = [s for s in top if not _is_background(s)]
    level = min((s.level for s in own), default=0)
    own = [s for s in own if s.level == level]
    numbered = _numbered(text, Span(0, end))
    if len(numbered) > 1 and all(re.search("建议[：:]", item.span.of(text)) for item in numbered):
        return numbered
    title_end = text.find("\n") if re.match("[^\n]*(?:提案|建议)$", text.split("\n", 1)[0]) else 0
    for match in _ANNOUNCES.finditer(text, max(0, title_end), end):
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.end()]
        if re.match(r"关于|标题|题目|案\s*由", line) or any(
            s.heading.start <= match.start() < s.heading.end for s in top
        ):
            continue
        found = _within(document, Span(match.end(), end))
        if found:
            return found
    if own:
        return [_Item(Span(s.span.start, min(s.span.end, end)), s.title) for s in own]
    return _numbered(text, Span(0, end)) or _sentences(text, Span(0, end))


def _end(document: Document) -> int:
    closing = next((s.span.start for s in document.sections if s.kind == "closing"), len(document.text))
    # 审查意见 may stand in the head, too: only behind something asked for does it end the paper
    asked = re.search(r"建议|[一1][、.．]|一是|^办法", document.text[document.text.find("\n") + 1 :], re.MULTILINE)
    start = document.text.find("\n") + 1 + (asked.end() if asked else 0)
    others = [m.start() for m in _ENDS.finditer(document.text, start) if _asks_before(document.text[start : m.start()])]
    return min([closing, *others])


def _asks_before(text: str) -> bool:
    return len(re.sub(r"\s", "", text)) > 20


def _is_titled_advice(section: Section) -> bool:
    title = section.title
    return (
        bool(_TITLED_ADVICE.search(title))
        and len(title) <= 16
        and not re.match("关于|建议.{3}|[^建]{2,}建议.{4}", title)
    )


def _is_background(section: Section) -> bool:
    return _BACKGROUND.fullmatch(section.title.strip("。：: ")) is not None


def _body(section: Section, end: int) -> Span:
    return Span(section.heading.end, min(section.span.end, end))


def _within(document: Document, span: Span) -> list[_Item]:
    """The suggestions in a part of the paper: its headings, or its numbers, whichever count more; else its lines."""
    sections = [s for s in document.sections if s.kind == "heading" and span.start <= s.span.start < span.end]
    level = min((s.level for s in sections), default=0)
    by_heading = [_Item(Span(s.span.start, min(s.span.end, span.end)), s.title) for s in sections if s.level == level]
    by_number = _numbered(document.text, span)
    if by_heading and (len(by_heading) >= len(by_number) or by_number[0].span.start > by_heading[0].span.start):
        return by_heading
    return by_number or _lines(document.text, span)


def _numbered(text: str, span: Span) -> list[_Item]:
    """The items of the numbering that begins first in a part of the paper, at the starts of lines or run in a line.

    Numbers may repeat or skip where they stand at the starts of lines; run in a line they must count from one.
    """
    best: list[_Item] = []
    for style in _STYLES:
        found = list(style.finditer(text, span.start, span.end))
        at_lines = [m for m in found if m.start() == 0 or text[m.start() - 1] == "\n"]
        counted = _counted(found)
        chosen = at_lines if len(at_lines) > 1 and len(at_lines) >= len(counted) else counted
        if len(chosen) < 2 or _value(chosen[0].group(1)) != 1:
            continue
        starts = [m.start() for m in chosen]
        items = [_Item(Span(a, b)) for a, b in zip(starts, [*starts[1:], span.end], strict=True)]
        if not best or items[0].span.start < best[0].span.start:
            best = items
    return best


def _counted(found: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The longest beginning of a list of numbers that counts 1, 2, 3…"""
    chosen: list[re.Match[str]] = []
    for match in found:
        if _value(match.group(1)) == len(chosen) + 1:
            chosen.append(match)
    return chosen


def _value(number: str) -> int:
    return ord(number) - ord("①") + 1 if "①" <= number <= "⑳" else han_to_int(number)


def _lines(text: str, span: Span) -> list[_Item]:
    """The lines of a part of the paper; sentences that wish for something where it is all one line."""
    found: list[_Item] = []
    start = span.start
    for line in span.of(text).split("\n"):
        head_row = "\t" in line and re.search("序号|事项|内容", line)
        if len(line.strip("：:，, 。")) >= 6 and not _CLOSES.match(line.strip()) and not head_row:
            found.append(_Item(Span(start, start + len(line))))
        start += len(line) + 1
    wishes = _sentences(text, span)
    if len(found) != 1 or not wishes:
        return found
    # one paragraph: from its first wish on, a sentence each
    behind = re.finditer(r"[^。；\n]{6,}[。；]?", text[wishes[0].span.start : span.end])
    at = wishes[0].span.start
    return [_Item(Span(at + m.start(), at + m.end())) for m in behind if not _CLOSES.match(m.group())]


def _sentences(text: str, span: Span) -> list[_Item]:
    """The sentences that wish for something, of a proposal without headings or numbers."""
    return [
        _Item(Span(span.start + m.start(), span.start + m.end()))
        for m in re.finditer(r"[^。；\n]*(?:建议|应当|应该|希望|恳请)[^。；\n]{4,}[。；]?", span.of(text))
        if not re.search(r"(?:提案|的建议|大会)$", m.group().strip("。； "))
    ]


def _unread(document: Document, items: Sequence[_Item]) -> list[str]:
    """The titles at the top of the outline behind the first suggestion that are neither suggestions nor background."""
    end = _end(document)
    headings = [s for s in document.sections if s.kind == "heading" and s.span.start < end]
    level = min((s.level for s in headings), default=0)
    spans = [item.span for item in items]
    return [
        s.title or s.number
        for s in headings
        if s.level == level
        and s.span.start > spans[0].start
        and not _is_background(s)
        and not _is_titled_advice(s)
        and not any(span.start <= s.span.start < span.end or s.span.contains(span) for span in spans)
    ]


def _suggestion(number: int, item: _Item, document: Document) -> Suggestion:
    lines = [line for line in item.span.of(document.text).strip().split("\n") if not _CLOSES.match(line.strip())]
    cells = lines[0].split("\t") if lines else []
    body = max(cells, key=len) if len(cells) > 1 else MARK.sub("", "\n".join(lines))
    body = _UNSEEN.sub("", body)
    heading = _WISHES.sub("", item.heading, count=1) if _WISHES.match(item.heading) else item.heading
    wished = re.search(r"(?<=[。；：:])\s*(?:为此|因此)?建议[：:，,]?", body)
    before = body[: wished.start()] if wished else ""
    if wished and "建议" not in before and (not heading or not _bids(heading)):
        body, heading = body[wished.end() :], ""  # 问题……。建议……: the wish is what stands behind
    body = _WISHES.sub("", body, count=1) if _WISHES.match(body) else body
    if not heading or re.match(rf"(?=\S{{1,3}}[：:]){re.escape(heading)}[：:]", body):
        heading = re.split(r"[。；;\n]|(?<=\S{4})[：:]", body, maxsplit=1)[0]  # a word before ： says too little
        if len(heading) > _LONGEST_HEADING:
            matter = matter_of(heading)
            heading = heading[: heading.index(matter) + len(matter)][:_LONGEST_HEADING]
    heading = re.sub(r"^关于[“\"]?|[”\"]?的建议$|[。；;：:，,\s]+$", "", heading)
    text = re.sub(r"\s*\n\s*", "\n", body).strip()
    heading = _UNSEEN.sub("", heading) or f"第{number}条"
    return Suggestion(number, heading, text, asks_of(text.removeprefix(heading)) or asks_of(text) or (heading,))


def _bids(heading: str) -> bool:
    """Whether a heading says what to do (完善机制) rather than what is wrong (路太窄)."""
    import rjieba

    words = rjieba.tag(heading)
    return (
        bool(words)
        and words[0][1].startswith(("v", "d", "ad"))
        and not re.search("^(?:存在|缺|不|没有|有)|[少弱难低差慢窄旧]$", heading)
    )
