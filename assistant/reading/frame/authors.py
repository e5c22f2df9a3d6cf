"""Who wrote a paper or gave it as a report, when and at which meeting: the lines that say so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.reading.questions import Query
from assistant.reading.units import head_of
from assistant.schema import Evidence, Finding, Statement
from assistant.zh import label
from ingest.schema import Document, Span

_GAVE = re.compile(
    r"报告(?![里中])[^，。里中]{0,3}(?:谁|哪位)[^，。]{0,14}[作做]|(?:谁|哪位)[作做]的?(?:这[个份])?(?:政府)?(?:工作)?报告|"
    r"报告(?![里中])[^，。里中]{0,3}在(?:什么|哪[个次]?)(?:大会|会议?)上"
)
_MEETING = re.compile(
    r"^[—–―\- ]*((?:19|20)\d\d年\d{1,2}月\d{1,2}日) ?在([^，。\n]{4,40}?(?:会议|大会))上", re.MULTILINE
)
_SPEAKER = re.compile(
    r"^[（(]?([\u4e00-\u9fff]{0,12}(?:省长|市长|区长|县长|州长|主席|总理|主任|局长|厅长|院长))[ \u3000]*"
    r"([\u4e00-\u9fff][\u4e00-\u9fff \u3000]{1,4})[）)]?$",
    re.MULTILINE,
)
_WROTE = re.compile(
    r"(?:文字|图片|摄影)记者|记者(?:是|叫|为|有)(?:谁|哪|什么)|哪[位个]记者(?:写|拍|采写|摄)|谁(?:写|拍|采写|撰写)的(?=[?？]|$)|作者(?:是|叫|为)"
)
_BYLINE = re.compile(r"记者[ \u3000：:]*[\u4e00-\u9fff]{2,4}(?:[ \u3000、]+[\u4e00-\u9fff]{2,4})*")
_EDITOR = re.compile("美编|责任编辑|编辑|责编|校对|版式")
# 编辑：某某; what stands right behind a name is the next column's
_EDITED = r"{0}[ \u3000]*[：:][ \u3000]*(?:[\u4e00-\u9fff]{{2,4}}(?![\u4e00-\u9fff])|[\u4e00-\u9fff]{{3}})"
_OF_PICTURE = re.compile("摄|图|拍")
_LONGEST = 40  # characters of a line that only says who wrote or took a picture


def read_authors(query: Query, named: Sequence[Document]) -> Finding | None:
    """Who gave or wrote the papers that a question names; None for other questions, and where no line says it."""
    statements: list[Statement] = []
    for document in named:
        if _GAVE.search(query.text):
            statements += _given(document, query.years)
            continue
        if _WROTE.search(query.text):
            statements += _written(document, pictures=_OF_PICTURE.search(query.text) is not None)
        statements += _edited(document, _EDITOR.findall(query.text))
    return Finding(tuple(statements), 0.95, "frame") if statements else None


def _given(document: Document, years: Sequence[str]) -> list[Statement]:
    """The day, the meeting and the speaker, as the lines below the title have them; none of a report of other years."""
    head = head_of(document)
    meeting, speaker = _MEETING.search(document.text, 0, head.end), _SPEAKER.search(document.text, 0, head.end)
    known = f"{document.metadata.title or ''}{meeting.group() if meeting else ''}"
    if meeting is None or (years and not any(year in known for year in years)):
        return []
    said = f"{label(document.metadata, document.source)}：{meeting.group(1)}在{meeting.group(2)}上"
    evidence = [Evidence(document.doc_id, Span(meeting.start(1), meeting.end()))]
    if speaker is not None:
        said += f"，由{speaker.group(1)}{''.join(speaker.group(2).split())}作"
        evidence.append(Evidence(document.doc_id, Span(speaker.start(), speaker.end())))
    return [Statement(said, tuple(evidence))]


def _edited(document: Document, roles: Sequence[str]) -> list[Statement]:
    """Who edited a page, by the roles that a question names."""
    found = (re.search(_EDITED.format(role), document.text) for role in dict.fromkeys(roles))
    return [Statement(m.group(), (Evidence(document.doc_id, Span(*m.span())),)) for m in found if m is not None]


def _written(document: Document, *, pictures: bool) -> list[Statement]:
    """The bylines of the text, or of its pictures."""
    found: dict[str, Statement] = {}
    for line in re.finditer(r"[^\n]+", document.text):
        byline = _BYLINE.search(line.group())
        if byline is None or len(line.group()) > _LONGEST or (_OF_PICTURE.search(line.group()) is not None) != pictures:
            continue
        span = Span(line.start() + byline.start(), line.start() + byline.end())
        found.setdefault(byline.group(), Statement(byline.group(), (Evidence(document.doc_id, span),)))
    return list(found.values())
