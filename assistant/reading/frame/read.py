"""Questions about the paper itself: contact, date, addressee, number, 公开方式, 抄送, and which paper answers what."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.reading.folding import fold
from assistant.reading.frame.authors import read_authors
from assistant.reading.frame.contacts import contacts_stated, names_contacts
from assistant.reading.frame.fields import CONTACT, FIELDS, Field, no_field, only_asked_for
from assistant.reading.frame.handlers import read_handlers
from assistant.reading.frame.locating import locate
from assistant.reading.frame.standing import read_standing
from assistant.reading.papers import Paper
from assistant.reading.pieces import CLAUSE_MARKS
from assistant.reading.questions import MEANT, Query
from assistant.reading.segments import nouns_of, without_papers, without_titles
from assistant.reading.units import head_of
from assistant.schema import Evidence, Finding, Statement
from assistant.zh import chinese_date, label
from ingest.schema import Document, Span

_PROPOSAL = re.compile(r"政协|提案|委员(?!会)")
_SUGGESTION = re.compile(r"人大|代表|(?<!的)建议(?!书)")
_OF_EACH = re.compile(
    r"分别|各是|各自|各有|各由|各为|都是|每[封份件]|不同|区别|差在|差别|差异|不一样"
)  # 三封答复函的联系电话分别是多少
# 签发人：……, in a line of its own or in one with the 文号 and other fields
_LINE = re.compile(
    r"(?:^|(?<=[ \u3000]))([\u4e00-\u9fff]{2,8})[：:][ \u3000]*"
    r"(\S[^\n]{0,80}?)(?=[ \u3000]+[\u4e00-\u9fff]{2,8}[：:]|$)",
    re.MULTILINE,
)
_WHICH = re.compile(
    r"哪(?:(?:一|几)?[份个封件]|些)(?:函|文件|复函|答复[函件]?|文(?![化字])|信(?![息用心贷号])|来件)(?![^，。？?]{0,3}[里中])|"
    r"(?:哪|什么)(?:一)?(?:个)?文号"
)


def asks_for_frame(text: str) -> bool:
    """Whether a question asks for what only the paper itself says of itself: who to call, whom it answers."""
    return any(field.cue.search(text) for field in FIELDS if field.name not in _CITED)


# what those who cite a paper may say of it
_CITED = frozenset(("成文日期", "发文机关", "文号", "标题", "提案或建议的标题"))


def read_frame(query: Query, papers: Sequence[Paper], load: Callable[[str], Document]) -> Finding | None:
    """The answer from the frames of the documents the question names; None when it does not ask about a frame.

    `papers` are all that may be read; only those that the answer needs are loaded.
    """
    text = query.text
    which = _WHICH.search(text)
    if which:
        finding = _which_paper(text, papers, load) or (None if query.scope else _of_value(text, papers, load))
        if finding is not None:
            return finding
    if not query.scope:
        return None
    each = _OF_EACH.search(text) is not None or (len(query.scope) > 1 and asks_which_is_older(text))
    several = not query.named and len(query.scope) <= MEANT and each
    meant = query.named or several or len(query.scope) == 1
    named = [load(doc_id) for doc_id in query.scope] if meant else []
    fields = [field for field in fields_asked(text) if not _asks_of_matter(text, field, named)]
    said = (read_authors(query, named) or read_standing(query, named)) if named else None
    said = said or (read_sequence(query, named) if query.named or several else None)
    said = said or (_form_line(query, named) if query.named else None)
    if said is None:
        letter = all(document.metadata.is_letter for document in named)
        said = read_handlers(query, named) if query.named or letter else None
    if not fields or not named or (said is not None and said.lead):
        return said
    if not query.named and said is None and _asks_beyond(text):
        return None  # the frame would swallow what else is asked
    statements: list[Statement] = []
    missing: list[tuple[Document, Field]] = []
    for document in named:
        wrong = _false_premise(text, document, fields) if query.named else None
        if wrong is not None:
            return wrong
        parts: list[str] = []
        evidence: list[Evidence] = []
        for field in fields:
            value = field.value(document.metadata)
            span = _place_of(field, value, document) if value else None
            if value is not None and span is not None:
                stands = " ".join(span.of(document.text).split())
                parts.append(field.say(stands) if field is CONTACT else _said(field, value, document))
                evidence.append(Evidence(document.doc_id, span))
            elif field.name == "办理类别" and (stated := _CATEGORY_STATED.search(document.text)):
                parts.append(stated.group())
                evidence.append(Evidence(document.doc_id, Span(*stated.span())))
            elif field is CONTACT and len(called := contacts_stated(document)) == 1:
                parts.append(called[0].of(document.text))
                evidence.append(Evidence(document.doc_id, called[0]))
            elif field is CONTACT and len(fields) == 1 and names_contacts(document):
                return said  # several, each for a matter of its own: who reads the text chooses
            else:
                missing.append((document, field))
        if parts:
            statements.append(
                Statement(f"{label(document.metadata, document.source)}：" + "，".join(parts), tuple(evidence))
            )
    if statements or said is not None:
        told_by_line = said is not None  # a line of that name, which no field of ours holds
        left = [_unstated(*one) for one in missing if query.named and not (told_by_line and one[1].value is no_field)]
        return Finding((*statements, *(said.statements if said is not None else ())), 0.95, "frame", notes=tuple(left))
    if not query.named:
        return None  # a paper meant by its kind may not be the one
    return Finding((), 0.0, "frame", refused=True, lead=_unstated(*missing[0]))


def fields_asked(text: str) -> list[Field]:
    """The fields that a question asks for, in the order in which they are told."""
    cued = {field.name for field in FIELDS if field.cue.search(text)}
    clauses = [clause for clause in CLAUSE_MARKS.split(without_papers(text)) if clause]
    alone = [only_asked_for(clause) for clause in clauses if not any(f.cue.search(clause) for f in FIELDS)]
    return [field for field in FIELDS if field.name in cued or field in alone]


# fields whose cue may also ask for what the text tells: 哪一类平台, 答复了哪些问题, A类人才
_LOOSE = frozenset(("办理类别", "主送对象", "提案或建议的标题", "提案或建议的编号"))
_OF_FRAME = re.compile(
    "提案|建议|议案|答复|回复|复函|来函|政协|人大|委员|代表|科室|单位|部门|人员?|姓名|名字|名称|全称|标题|题目|编号|类别|分类|类型|结果|标[的注]|"
    "会议|届|次|日期|时间|文件|函件|信件|这封|那封|领衔|联名|主办|办理"
)


def _asks_of_matter(text: str, field: Field, named: Sequence[Document]) -> bool:
    """Whether the clause that seems to ask for a field names something else beside it, which no frame of the papers
    does: then it asks for what their text says."""
    frames = [one.metadata for one in named]
    told = [(m.title, m.proposal_title, m.addressee, m.session, m.issuer) for m in frames]
    known = fold("".join(value for values in told for value in values if value))
    for clause in CLAUSE_MARKS.split(without_papers(text)):
        cue = field.cue.search(clause)
        if field.name not in _LOOSE or cue is None:
            continue
        rest = _OF_FRAME.sub(" ", without_titles(clause[: cue.start()] + " " + clause[cue.end() :]))
        if any(noun not in known for noun in nouns_of(rest)):
            return True
    return False


# 我局将其列为B类答复, in the text of a letter without a stamp
_CATEGORY_STATED = re.compile(
    r"(?:(?<=[，,。；;（(\n])|^)[^，,。；;（）()\n]{0,20}(?:列为|定为|属于|属|为)\s*[A-D]\s*类[^，,。；;（）()\n]{0,10}"
)


def _unstated(document: Document, field: Field) -> str:
    return f"{label(document.metadata, document.source)}没有写明{field.name}。"


_DATE = next(field for field in FIELDS if field.name == "成文日期")
# which of the papers is the older, not what is done first, last or later in them
_EARLIER = re.compile(
    r"(?:落款|成文|印?发|印|出台?|答复|日期|时间|写)[^，。]{0,4}(?:早|晚|先|后|在前|在后)(?![^，。？?]{2})|"
    r"(?:哪(?:一)?[个份封件]|谁)(?:函|文件|通知)?(?:更|较|比较)?(?:早|晚)(?![^，。？?]{2})|"
    r"哪(?:一)?[个份封件](?:函|文件|通知)?[先后](?:发|印|出|答复|落款|成文)|谁[先早]谁[后晚]"
)


def asks_which_is_older(text: str) -> bool:
    """Whether it is asked which of some papers came first."""
    return _EARLIER.search(text) is not None


def read_sequence(query: Query, named: Sequence[Document]) -> Finding | None:
    """Which of some papers is the older: their dates, the earliest first; None for other questions. Where a paper bears
    no date, that is told."""
    if len(named) < 2 or not asks_which_is_older(query.text):
        return None
    dated = [(document.metadata.issued_on or "", document) for document in named]
    spans = [locate(document, date) if date else None for date, document in dated]
    if not all(spans):
        undated = next(document for (_, document), span in zip(dated, spans, strict=True) if span is None)
        return Finding((), 0.0, "frame", refused=True, lead=_unstated(undated, _DATE))
    told = sorted(zip(dated, spans, strict=True), key=lambda one: one[0][0])
    statements = []
    for (date, document), span in told:
        said = f"{label(document.metadata, document.source)}的成文日期为{chinese_date(date)}"
        statements.append(Statement(said, (Evidence(document.doc_id, span),) if span else ()))
    return Finding(tuple(statements), 0.95, "frame", lead="从早到晚")


def _asks_beyond(text: str) -> bool:
    """Whether a clause of a question asks for something that is no field of a frame."""
    fields = [match.span() for field in FIELDS for match in field.cue.finditer(text)]
    for clause in re.finditer("[^，,；;]+", text):
        known = any(start < clause.end() and clause.start() < end for start, end in fields)
        if _ASKS.search(clause.group()) and not known and only_asked_for(clause.group()) is None:
            return True
    return False


_ASKS = re.compile("谁|哪|几|多少|什么|何时|怎|如何|是否|有没有|吗")


def _form_line(query: Query, named: Sequence[Document]) -> Finding | None:
    """A line of the form “提案人：……” whose name the question says, for names that are no field of ours."""
    asked = fold(query.text)
    for document in named:
        for match in _LINE.finditer(document.text, 0, head_of(document).end):
            name = fold(match.group(1))
            ours = any(field.cue.search(name) for field in FIELDS if field.value is not no_field)
            if name in asked.replace("由谁签发", "签发人").replace("谁签发", "签发人") and not ours:
                span = Span(match.start(), match.end())
                said = f"{label(document.metadata, document.source)}：{match.group(1)}为{match.group(2).strip()}"
                return Finding((Statement(said, (Evidence(document.doc_id, span),)),), 0.95, "frame")
    return None


def _place_of(field: Field, value: str, document: Document) -> Span | None:
    """Where a field's value stands; a proposal's number with the session before it, which is said with it."""
    session = document.metadata.session if field.name == "提案或建议的编号" else None
    with_session = locate(document, f"{session}第{value}号") if session else None
    return with_session or locate(document, value)


def _said(field: Field, value: str, document: Document) -> str:
    if field.name == "提案或建议的编号":
        kind = "建议" if "人大" in (document.metadata.doc_type or "") else "提案"
        session = document.metadata.session
        return f"答复的是{session or ''}第{value}号{kind}"
    if field.name == "会议届次":
        return f"会议为{value}"
    if field.name == "提案或建议的标题" and not _is_quoted(value, document):
        return f"提出的是{value}"
    return field.say(value)


def _is_quoted(value: str, document: Document) -> bool:
    """Whether a title stands in 《》 or “” where the paper names it; 您提出的关于……的建议 is none that it quotes."""
    span = locate(document, value)
    return span is None or document.text[max(0, span.start - 1) : span.start] in {"《", "“", "", "\n"}


def _false_premise(text: str, document: Document, fields: list[Field]) -> Finding | None:
    """63号函是答复几号提案的: it answers a suggestion to the congress, so there is no such number."""
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
            for value in (
                metadata.doc_number or metadata.title,
                metadata.title if title else None,
                metadata.proposal_title,
            )
            if value
        ]
        evidence = tuple(Evidence(paper.doc_id, span) for span in spans if span is not None)
        if evidence:
            return Finding((Statement(f"答复该件的是{name}{title}", evidence),), 0.95, "frame")
    return None


# what a field says of one paper and not of another, so that a paper is asked for by it
_TOLD_APART = ("办理类别", "公开方式", "联系人", "主送对象")


_ASKS_MORE = re.compile("多少|几[家个人项]|[提说讲写]到|提出|提及|涉及")  # of what the papers say, not of their frames


def _of_value(text: str, papers: Sequence[Paper], load: Callable[[str], Document]) -> Finding | None:
    """Which papers say in a field of their frames what the question does (哪份复函是依申请公开的); None where none or
    all do."""
    asked = fold(text)
    if _ASKS_MORE.search(asked):
        return None
    fields = [field for field in FIELDS if field.name in _TOLD_APART]
    with_frame = [paper for paper in papers if "函" in (paper.metadata.doc_type or "")]
    for field in fields:
        said = [paper for paper in with_frame if _says(asked, field.value(paper.metadata))]
        if not 0 < len(said) < max(2, len(with_frame)) or len(said) > MEANT:
            continue
        statements: list[Statement] = []
        for paper in said:
            document, value = load(paper.doc_id), field.value(paper.metadata) or ""
            span = _place_of(field, value, document)
            if span is not None:
                told = f"{label(document.metadata, document.source)}：{_said(field, value, document)}"
                statements.append(Statement(told, (Evidence(document.doc_id, span),)))
        if statements:
            return Finding(tuple(statements), 0.95, "frame")
    return None


def _says(asked: str, value: str | None) -> bool:
    """Whether a folded question says one of the values of a field: a name of several, a person of “name，phone”."""
    parts = [fold(part) for part in re.split(r"[、，,\s]|(?<=..)等?(?:委员|代表)$", value or "")]
    # 主动公开 holds no 公开 that a question only asks about, and 不公开 is not 公开
    return any(len(part) > 1 and part in asked and not (part == "公开" and "不公开" in asked) for part in parts if part)
