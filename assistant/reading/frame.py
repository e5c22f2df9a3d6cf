"""Questions about the paper itself: contact, date, addressee, number, 公开方式, 抄送, and which paper answers what."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.reading.folding import fold
from assistant.reading.handlers import read_handlers
from assistant.reading.papers import Paper
from assistant.reading.questions import Query
from assistant.schema import Evidence, Finding, Statement
from assistant.zh import chinese_date, label
from ingest.metadata import iso_date
from ingest.schema import Document, Metadata, Span

_PROPOSAL = re.compile(r"政协|提案|委员(?!会)")
_SUGGESTION = re.compile(r"人大|代表|(?<!的)建议(?!书)")


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of the frame: how it is asked for, what it is called, and how its value is said."""

    cue: re.Pattern[str]
    name: str
    value: Callable[[Metadata], str | None]
    say: Callable[[str], str]


def _contact(metadata: Metadata) -> str | None:
    if metadata.contact_name and metadata.contact_phone:
        return f"{metadata.contact_name}，{metadata.contact_phone}"
    return metadata.contact_name or metadata.contact_phone


def _no_field(metadata: Metadata) -> str | None:
    """What no field of ours holds: where the paper has a line of that name, the line answers (`_form_line`)."""
    return None


def _people(value: str) -> str:
    names = re.sub(r"(?:等)?(?:委员|代表)$", "", value)
    listed = [name for name in re.split(r"[、，\s]+", names) if name]
    return f"{value}（共{len(listed)}位）" if len(listed) > 1 and not re.search("等(?:委员|代表)$", value) else value


_FIELDS: tuple[_Field, ...] = (
    _Field(
        re.compile(r"联系人|联系电话|联系方式|电话|找谁(?:联系|问|咨询)|怎么联系"),
        "联系人",
        _contact,
        lambda v: f"联系人及电话：{v}",
    ),
    _Field(re.compile(r"抄送"), "抄送单位", lambda m: m.cc, lambda v: f"抄送：{v}"),
    _Field(
        re.compile(
            r"公开方式|公开属性|公开类别|是否公开|能否公开|公不公开|(?:函|复|信|件|份|号)是?(?:主动|依申请)?公开的?(?:吗|还是)"
        ),
        "公开方式",
        lambda m: m.disclosure,
        lambda v: f"公开方式：{v}",
    ),
    _Field(re.compile(r"签发人|谁签发|由谁签"), "签发人", _no_field, lambda v: v),
    _Field(
        re.compile(
            r"成文日期|落款是?(?:什么时候|何时|哪天|哪一天|几号)|[号函]的?(?:日期|时间)$|落款(?:日期|时间)|(?:提案|建议)(?:书)?是?(?:什么时候|何时|哪天|哪一天)(?:提|交)|(?:发文|印发)(?:日期|时间)|答复(?:日期|时间)|(?:函|信|文件|通知|号)是?(?:什么时候|何时|哪天|哪一天|哪年)(?:发|印|成文|答复|出|签)|(?:哪天|哪一天|什么时候|何时)(?:给的?)?答复"
        ),
        "成文日期",
        lambda m: m.issued_on,
        lambda v: f"成文日期为{chinese_date(v)}",
    ),
    _Field(
        re.compile(r"发文机关|发文单位|落款单位|哪个(?:单位|部门|机关|局)(?:发|印发|答复|出具|办理)|谁(?:发|印发)的"),
        "发文机关",
        lambda m: m.issuer,
        lambda v: f"由{v}发文",
    ),
    _Field(
        re.compile(
            r"(?:由谁|谁|哪位|哪些人|哪些(?:委员|代表)|哪几位(?:委员|代表)?|哪个单位|哪位(?:委员|代表)).{0,6}(?:提出|提的|提交)|"
            r"(?:答复|回复)(?:的是|的|了|给)?(?:谁|哪位|哪些|哪几位|多少位|几位)|主送|(?:批复|答复|函复|回复)的?是?哪个(?:单位|部门|地方)|致函给谁|(?:批复|答复|发|写|寄)给(?:谁|哪)|回复谁"
        ),
        "主送对象",
        lambda m: m.addressee,
        lambda v: f"答复对象为{_people(v)}",
    ),
    _Field(
        re.compile(
            r"第几号(?:提案|建议)|(?:提案|建议)(?:的)?(?:编号|号)|几号(?:提案|建议)|哪(?:一)?(?:号|件)(?:提案|建议)|(?:提案|建议)号|(?:提案|建议)[^。]{0,14}第几号"
        ),
        "提案或建议的编号",
        lambda m: m.proposal_number,
        lambda v: f"第{v}号",
    ),
    _Field(
        re.compile(r"哪(?:一)?次(?:政协|人大)?(?:会议|全会)|第几次会议|哪届"),
        "会议届次",
        lambda m: m.session,
        lambda v: v,
    ),
    _Field(
        re.compile(
            r"(?:提案|建议)[^。]{0,14}(?:标题|题目|名称|名字|叫什么)|答复的?(?:是|了)?(?:的是)?什么|哪(?:一)?件(?:提案|建议)|什么(?:提案|建议)"
        ),
        "提案或建议的标题",
        lambda m: m.proposal_title,
        lambda v: f"《{v}》",
    ),
    _Field(re.compile(r"文号|发文字号|编号是"), "文号", lambda m: m.doc_number, lambda v: f"文号为{v}"),
    _Field(
        re.compile(r"(?:函|文件|规划|通知|号)的?(?:标题|题目|全称)|^[^，。；]*〔\d{4}〕\d+号$"),
        "标题",
        lambda m: m.title,
        lambda v: f"标题为《{v}》",
    ),
    _Field(
        re.compile(r"[A-D]类|哪一?类(?:答复|提案)?|办理类别|答复类别"), "办理类别", lambda m: m.category, lambda v: v
    ),
)
_OF_EACH = re.compile(r"分别|各是|各自|各有|各由|各为|都是|每[封份件]|不同|区别")  # 三封答复函的联系电话分别是多少
_MOST = 6  # papers whose frames are told together
_LINE = re.compile(r"^([\u4e00-\u9fff]{2,8})[：:][ \u3000]*(\S[^\n]{0,80})$", re.MULTILINE)
_WHICH = re.compile(r"哪(?:一)?(?:份|个|封|件)(?:函|文件|复函|答复函?|文|信)|(?:哪|什么)(?:一)?(?:个)?文号")


def asks_for_frame(text: str) -> bool:
    """Whether a question asks for what only the paper itself says of itself: who to call, whom it answers."""
    return any(field.cue.search(text) for field in _FIELDS if field.name not in _CITED)


# what those who cite a paper may say of it
_CITED = frozenset(("成文日期", "发文机关", "文号", "标题", "提案或建议的标题"))


def read_frame(query: Query, papers: Sequence[Paper], load: Callable[[str], Document]) -> Finding | None:
    """The answer from the frames of the documents the question names; None when it does not ask about a frame.

    `papers` are all that may be read; only those that the answer needs are loaded.
    """
    text = query.text
    which = _WHICH.search(text)
    if which:
        finding = _which_paper(text, papers, load)
        if finding is not None:
            return finding
    if not query.scope:
        return None
    several = not query.named and len(query.scope) <= _MOST and _OF_EACH.search(text) is not None
    meant = query.named or several or len(query.scope) == 1
    named = [load(doc_id) for doc_id in query.scope] if meant else []
    if query.named:
        said = _form_line(query, named) or read_handlers(query, named)
        if said is not None:
            return said
    fields = [field for field in _FIELDS if field.cue.search(text)]
    if not fields or not named:
        return None
    if not query.named and _asks_beyond(text):
        return None  # the frame would swallow what else is asked
    statements: list[Statement] = []
    missing: list[tuple[Document, _Field]] = []
    for document in named:
        wrong = _false_premise(text, document, fields) if query.named else None
        if wrong is not None:
            return wrong
        parts: list[str] = []
        evidence: list[Evidence] = []
        for field in fields:
            value = field.value(document.metadata)
            span = _place_of(field, value, document) if value else None
            if value is None or span is None:
                missing.append((document, field))
                continue
            parts.append(_said(field, value, document))
            evidence.append(Evidence(document.doc_id, span))
        if parts:
            statements.append(
                Statement(f"{label(document.metadata, document.source)}：" + "，".join(parts), tuple(evidence))
            )
    if statements:
        return Finding(tuple(statements), 0.95, "frame")
    if not query.named:
        return None  # a paper meant by its kind may not be the one
    document, field = missing[0]
    return Finding(
        (), 0.0, "frame", refused=True, lead=f"{label(document.metadata, document.source)}没有写明{field.name}。"
    )


def _asks_beyond(text: str) -> bool:
    """Whether a clause of a question asks for something that is no field of a frame."""
    fields = [match.span() for field in _FIELDS for match in field.cue.finditer(text)]
    for clause in re.finditer("[^，,；;]+", text):
        known = any(start < clause.end() and clause.start() < end for start, end in fields)
        if _ASKS.search(clause.group()) and not known:
            return True
    return False


_ASKS = re.compile("谁|哪|几|多少|什么|何时|怎|如何|是否|有没有|吗")


def _form_line(query: Query, named: Sequence[Document]) -> Finding | None:
    """A line of the form “提案人：……” whose name the question says, for names that are no field of ours."""
    asked = fold(query.text)
    for document in named:
        first = next((s.span.start for s in document.sections if s.kind != "closing"), len(document.text))
        for match in _LINE.finditer(document.text, 0, first):
            name = fold(match.group(1))
            ours = any(field.cue.search(name) for field in _FIELDS if field.value is not _no_field)
            if name in asked.replace("由谁签发", "签发人").replace("谁签发", "签发人") and not ours:
                span = Span(match.start(), match.end())
                said = f"{label(document.metadata, document.source)}：{match.group(1)}为{match.group(2).strip()}"
                return Finding((Statement(said, (Evidence(document.doc_id, span),)),), 0.95, "frame")
    return None


def _place_of(field: _Field, value: str, document: Document) -> Span | None:
    """Where a field's value stands; a proposal's number with the session before it, which is said with it."""
    session = document.metadata.session if field.name == "提案或建议的编号" else None
    with_session = locate(document, f"{session}第{value}号") if session else None
    return with_session or locate(document, value)


def _said(field: _Field, value: str, document: Document) -> str:
    if field.name == "提案或建议的编号":
        kind = "建议" if "人大" in (document.metadata.doc_type or "") else "提案"
        session = document.metadata.session
        return f"答复的是{session or ''}第{value}号{kind}"
    if field.name == "会议届次":
        return f"会议为{value}"
    return field.say(value)


def _false_premise(text: str, document: Document, fields: list[_Field]) -> Finding | None:
    """178号函答复的是市政协第几号提案: it answers a suggestion to the congress, so there is no such number."""
    if not any(field.name in {"提案或建议的编号", "主送对象", "会议届次", "提案或建议的标题"} for field in fields):
        return None
    kind = document.metadata.doc_type or ""
    asks_proposal, asks_suggestion = bool(_PROPOSAL.search(text)), bool(_SUGGESTION.search(text))
    name = label(document.metadata, document.source)
    number = document.metadata.proposal_number
    tail = f"（第{number}号）" if number else ""
    evidence: tuple[Statement, ...] = ()
    span = locate(document, document.metadata.title or "")
    if span is not None:
        evidence = (Statement("", (Evidence(document.doc_id, span),)),)
    if "人大" in kind and asks_proposal and not asks_suggestion:
        return Finding(evidence, 0.0, "frame", refused=True, lead=f"{name}答复的是人大建议{tail}，不是政协提案。")
    if "政协" in kind and asks_suggestion and not asks_proposal:
        return Finding(evidence, 0.0, "frame", refused=True, lead=f"{name}答复的是政协提案{tail}，不是人大建议。")
    return None


def _which_paper(text: str, papers: Sequence[Paper], load: Callable[[str], Document]) -> Finding | None:
    """Which letter answers the proposal that the question names by title or number."""
    titles = [fold(title) for title in re.findall(r"《(.+?)》(?!》)", text)]
    numbers = re.findall(r"第?\s*([A-Za-z]?\d{3,})\s*号?(?:的)?(?:提案|建议)", text)
    for paper in papers:
        metadata = paper.metadata
        own = fold(metadata.proposal_title or "")
        by_title = any(
            own and (title == own or (len(title) >= 8 and (title in own or own in title))) for title in titles
        )
        if not by_title and (metadata.proposal_number is None or metadata.proposal_number not in numbers):
            continue
        if "函" not in (metadata.doc_type or ""):
            continue  # the proposal itself does not answer itself
        document = load(paper.doc_id)
        name = label(metadata, document.source)
        title = f"《{metadata.title}》" if metadata.title and metadata.title not in name else ""
        spans = [
            locate(document, value)
            for value in (metadata.doc_number or metadata.title, metadata.proposal_title)
            if value
        ]
        evidence = tuple(Evidence(paper.doc_id, span) for span in spans if span is not None)
        if evidence:
            return Finding((Statement(f"答复该件的是{name}{title}", evidence),), 0.95, "frame")
    return None


def locate(document: Document, value: str) -> Span | None:
    """Where the frame's value stands in the text: in the head or the closing block, blanks and line ends aside."""
    if not value:
        return None
    numbered = [section for section in document.sections if section.kind != "closing"]
    head_end = numbered[0].span.start if numbered else len(document.text)
    closing = next((section.span for section in document.sections if section.kind == "closing"), None)
    if re.fullmatch(r"\d{4}-\d{2}(?:-\d{2})?", value):
        areas = ([closing] if closing else []) + [Span(0, head_end)]
        for area in areas:
            for match in re.finditer(r"[^\n，。；]*年[^\n，。；]*?(?:日|月)(?![^\n]*日)", area.of(document.text)):
                if iso_date(match.group()) == value:
                    return _stripped(Span(area.start + match.start(), area.start + match.end()), document.text)
        return None
    if "，" in value and re.search(r"，[\d\-转]+$", value):  # contact: name，phone
        name, phone = value.rsplit("，", 1)
        pattern = re.escape(name) + r"[^\n]{0,12}?" + r"\s*".join(map(re.escape, phone))
    else:
        pattern = r"\s*".join(_loose(char) for char in value if not char.isspace())
    for area in [Span(0, head_end)] if closing is None else [Span(0, head_end), closing]:
        found = re.search(pattern, area.of(document.text))
        if found:
            return Span(area.start + found.start(), area.start + found.end())
    return None


def _loose(char: str) -> str:
    if char in "、，,":
        return "[、，,]"
    if char in "〔〕":
        return r"[〔\[（(【﹝]" if char == "〔" else r"[〕\]）)】﹞]"
    return re.escape(char)


def _stripped(span: Span, text: str) -> Span:
    start = span.start
    while start < span.end and text[start].isspace():
        start += 1
    return Span(start, span.end)
