"""Who wrote a paper or gave it as a report, when and at which meeting: the lines that say so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.folding import fold
from assistant.reading.questions import Query
from assistant.reading.segments import without_titles
from assistant.reading.units import head_of
from assistant.schema import Evidence, Finding, Statement
from assistant.zh import label
from ingest.schema import Document, Span

_AT_WHICH = r"在?(?:什么|哪一?[个次届]?)(?:[\u4e00-\u9fff]{0,6})?(?:大会|会议?)上"
_GAVE = re.compile(
    r"报告(?![里中])[^，。？?里中]{0,5}(?:谁|哪位)[^，。？?]{0,14}[作做]|(?:谁|哪位)(?:向大会)?[作做]的?(?:这[个份])?(?:政府)?(?:工作)?报告|"
    rf"报告(?![里中])[^，。？?里中]{{0,8}}{_AT_WHICH}|报告人(?:是|叫)|"
    rf"报告是?在?(?:哪一?[天日年]|什么时候|何时|几月几[日号])(?:[、和]{_AT_WHICH})?[^，。？?]{{0,3}}[作做]的"
)
_DAY = r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日"
_MEETING = re.compile(
    rf"^[—–―\- （(]*(?:(?P<day>{_DAY})[ \u3000]*)?在(?P<meeting>[^，。\n（()）]{{4,40}}?(?:会议|大会))上(?!通过)",
    re.MULTILINE,
)
_DAY_ALONE = re.compile(rf"^[ \u3000]*[（(]({_DAY})[）)]$", re.MULTILINE)  # below the meeting
_SPEAKER = re.compile(
    r"^[（(]?([\u4e00-\u9fff]{0,12}(?:省长|市长|区长|县长|州长|主席|总理|主任|局长|厅长|院长))[ \u3000]*"
    r"([\u4e00-\u9fff][\u4e00-\u9fff \u3000]{1,4})[）)]?$",
    re.MULTILINE,
)
_SIGNED = re.compile("谁(?:来|给)?签(?:署|发|的|字)|签署人|签发人")
_WROTE = re.compile(
    r"(?:文字|图片|摄影)记者|(?:记者|通讯员|撰稿人?|作者)(?:[和、与](?:记者|通讯员))?(?:分别|各)?(?:是|叫|为|有)(?:谁|哪|什么|[？?]|$)|"
    r"(?:哪[位个几些名]*|谁)(?:记者|通讯员)?(?:采?写|撰写|采访报道|拍|摄)的?(?=[，,。？?]|$)|作者(?:是|叫|为)"
)
_ROLE = r"(?:(?:本报|本刊|本网|特约|见习|实习|首席|全媒体){0,3}(?:记者|通讯员)|实习生|作者|撰稿人?)"
_PERSON = r"(?![本特见实首]?[报约习席]?记者|通讯员|手记|观察|述评|调查|专访|走访|见闻|笔记)[\u4e00-\u9fff]{2,4}?"
# 本报记者 甲乙 通讯员 丙丁, on a line of its own, in brackets or at the end of what is said below a picture; and no
# 记者从市科技局获悉
_BYLINE = re.compile(
    rf"(?:^|(?<=[（(。■□\s由讯])){_ROLE}[ \u3000：:]*{_PERSON}"
    rf"(?:[ \u3000、]{{0,3}}{_ROLE}[ \u3000：:]*{_PERSON}|[ \u3000、]{{1,3}}{_PERSON}){{0,6}}"
    r"(?=[ \u3000]*(?:(?:摄影|采写)?报道|文并?/?摄|摄|[）)\d“]|$))",
    re.MULTILINE,
)
_SOURCE_ASKED = re.compile("(?:稿子?|报道|文章|新闻|网页|页面|消息|报告|这篇)的?(?:来源|稿源|[来转出]自(?:哪|什么))")
_SOURCE = re.compile(r"(?:来源|稿源|转自)[ \u3000]*[：:][ \u3000]*[^\s，。；）)]{2,20}")
_EDITOR = re.compile("美编|责任编辑|编辑|责编|校对|版式")
# 编辑：某某; what stands right behind a name is the next column's
_EDITED = r"{0}[ \u3000]*[：:][ \u3000]*(?:[\u4e00-\u9fff]{{2,4}}(?![\u4e00-\u9fff])|[\u4e00-\u9fff]{{3}})"
_OF_PICTURE = re.compile("摄|图|拍")
_PICTURE = re.compile(r"[ \u3000\n]*摄(?!影报道)|[ \u3000]*(?:供图|图(?=\n|[）)]|$))")  # right behind a name


def read_authors(query: Query, named: Sequence[Document]) -> Finding | None:
    """Who gave or wrote the papers that a question names; None for other questions, and where no line says it."""
    statements: list[Statement] = []
    for document in named:
        if _GAVE.search(query.text):
            statements += _given(document, query.years)
            continue
        if _SIGNED.search(query.text) and "令" in (document.metadata.doc_number or ""):
            statements += _signed(document)
        if _WROTE.search(query.text):
            statements += _written(document, query.text, pictures=_OF_PICTURE.search(query.text) is not None)
        elif _SOURCE_ASKED.search(query.text) and (source := _SOURCE.search(document.text)) is not None:
            statements.append(Statement(source.group(), (Evidence(document.doc_id, Span(*source.span())),)))
        statements += _edited(document, _EDITOR.findall(query.text))
    return Finding(tuple(statements), 0.95, "frame") if statements else None


def _given(document: Document, years: Sequence[str]) -> list[Statement]:
    """The day, the meeting and the speaker, as the lines below the title have them; none of a report of other years."""
    # ——在某会议上 below the title may be read as a section of its own
    first = (section.span.start for section in document.sections if section.kind not in {"closing", "dash"})
    head = Span(0, next(first, head_of(document).end))
    meeting, speaker = _MEETING.search(document.text, 0, head.end), _SPEAKER.search(document.text, 0, head.end)
    known = f"{document.metadata.title or ''}{meeting.group() if meeting else ''}"
    day = _DAY_ALONE.search(document.text, meeting.end(), head.end) if meeting and not meeting["day"] else None
    if meeting is None or (years and not any(year in f"{known}{day.group() if day else ''}" for year in years)):
        return []
    when = meeting["day"] or (day.group(1) if day else "")
    said = f"{label(document.metadata, document.source)}：{when}在{meeting['meeting']}上"
    start = meeting.start("day") if meeting["day"] else meeting.start("meeting") - 1
    evidence = [Evidence(document.doc_id, Span(start, meeting.end()))]
    if day is not None:
        evidence.append(Evidence(document.doc_id, Span(*day.span(1))))
    if speaker is not None:
        said += f"，由{speaker.group(1)}{''.join(speaker.group(2).split())}作"
        evidence.append(Evidence(document.doc_id, Span(speaker.start(), speaker.end())))
    return [Statement(said, tuple(evidence))]


def _signed(document: Document) -> list[Statement]:
    """Who signed the decree that makes a paper known, as the line above its date has it."""
    signed = _SPEAKER.search(document.text, 0, head_of(document).end)
    if signed is None:
        return []
    said = f"{label(document.metadata, document.source)}：由{signed.group(1)}{''.join(signed.group(2).split())}签署"
    return [Statement(said, (Evidence(document.doc_id, Span(*signed.span())),))]


def _edited(document: Document, roles: Sequence[str]) -> list[Statement]:
    """Who edited a page, by the roles that a question names."""
    found = (re.search(_EDITED.format(role), document.text) for role in dict.fromkeys(roles))
    return [Statement(m.group(), (Evidence(document.doc_id, Span(*m.span())),)) for m in found if m is not None]


def _written(document: Document, text: str, *, pictures: bool) -> list[Statement]:
    """The bylines of the text, or of its pictures; of a page of several articles that of the one whose title the
    question says."""
    titles = re.findall(r"《([^《》]{4,})》", text)
    found: dict[str, Statement] = {}
    begins = max((document.text.find(title) for title in titles), default=-1)
    for byline in _BYLINE.finditer(document.text, max(0, begins)):
        if (_PICTURE.match(document.text, byline.end()) is not None) == pictures:
            evidence = Evidence(document.doc_id, Span(*byline.span()))
            found.setdefault(byline.group(), Statement(byline.group(), (evidence,)))
    if pictures and len(found) > 1:
        return _of_the_picture(document, text, list(found.values()))
    return list(found.values())[: 1 if begins >= 0 and not pictures else None]


def _of_the_picture(document: Document, text: str, bylines: list[Statement]) -> list[Statement]:
    """Of the bylines of several pictures that of the one whose caption says more of the question than any other."""
    asked = fold(without_titles(text))
    pairs = {asked[i : i + 2] for i in range(len(asked) - 1)}
    spans = [one.evidence[0].span for one in bylines]
    before = [0, *(span.end for span in spans)]
    captions = [
        document.text[max(last, document.text.rfind("\n", 0, max(0, span.start - 1)) + 1) : span.start]
        for last, span in zip(before, spans, strict=False)
    ]
    said = [sum(pair in fold(caption) for pair in pairs) for caption in captions]
    best = max(said)
    return [bylines[said.index(best)]] if best and said.count(best) == 1 else bylines
