"""Notes that say who sees to a measure: （牵头单位：甲；责任单位：乙、丙）, or （甲牵头，乙、丙配合）."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.reading.clauses import bare
from assistant.reading.units import deepest_section, trim
from ingest.schema import Document, Span

Role = Literal["lead", "duty", "help"]
LEADS = "牵头|牵的头|主责|主办|挑头"
HELPS = "配合|协办|协同|协助|参与|参加"
_DUTIES = "责任|负责|落实|实施|承办"

_INSIDE = r"(?:[^（）()\n]|[（(][^（）()\n]{0,24}[）)]){2,200}"  # 各乡镇（街道） stands in brackets itself
_NOTE = re.compile(
    rf"(?:(?<=[。；;])(?=[（(【\[]{_INSIDE}[）)】\]])|(?=[（(【\[]{_INSIDE}[）)】\]]\s*(?:[。；;]|$)))"
    rf"[（(【\[](?P<noted>{_INSIDE})[）)】\]]|"
    rf"^\s*(?P<line>(?:{LEADS}|{_DUTIES})(?:单位|部门|科室|处室)[：:][^\n]{{2,200}})$",
    re.MULTILINE,
)
_LABEL = re.compile(rf"({LEADS}|{_DUTIES}|{HELPS})(?:单位|部门|科室|处室|机构)?[：:]")
_DOES = re.compile(
    rf"[，,；;\s]{{0,4}}由?(?P<who>[^；;]{{1,80}}?)(?:等(?:有关|相关)?(?:部门|单位)?)?(?:按照?(?:各自)?职责(?:分工)?)?"
    rf"(?:共同|分别)?"
    rf"(?P<does>{LEADS}|{_DUTIES}|{HELPS})(?=[，,；;]|$)"
)
_BODY = re.compile(
    "[^由为将的其]{0,14}(?:[局委办会科部院府室行协处厅署社镇区县市]|中心|街道|公司|集团|部门|单位|机构|大学|联盟)"
)
_BETWEEN = re.compile("、|，|,|以及|会同|和(?=[市县区各省])|及(?=[市县区各省])")
# what a note says beside who does it: （甲局、乙局负责，排在第一位的部门为牵头部门，下同）
_FIRST_LEADS = re.compile(
    rf"(?:排|列)(?:名|位)?(?:在|于)?(?:第一|首)[位个名]?的?(?:部门|单位|者)?(?:为|是|即为?)(?:{LEADS})(?:部门|单位|者)?"
)
_REMARK = re.compile(
    rf"[，,；;]\s*(?:下同|以下同|其中{_FIRST_LEADS.pattern}|{_FIRST_LEADS.pattern}|适用(?:范围|区域|地区)[：:])"
)
_MEASURES = {"heading", "box", "box_item"}  # sections that a note stands at the end of
_NAME = 32  # characters of what a measure is called


@dataclass(frozen=True, slots=True)
class DutyPart:
    """Who has one role in a measure; `span` is where the note says it, with its label."""

    role: Role
    span: Span
    bodies: tuple[str, ...]

    def naming(self, body: str, document: Document) -> Span:
        """Where it names a body; with its label, where that stands right before."""
        at = document.text.index(body, self.span.start)
        return Span(self.span.start if body == self.bodies[0] else at, at + len(body))


@dataclass(frozen=True, slots=True)
class DutyNote:
    """A note behind a measure. `measure`: the text that it stands behind; `name`: what that is called; `first_leads`:
    where the paper says that of those named beside each other the first one leads."""

    span: Span
    measure: Span
    name: Span
    parts: tuple[DutyPart, ...]
    first_leads: Span | None = None

    def called(self, document: Document) -> str:
        """The words of the measure's name."""
        return bare(self.name.of(document.text))

    def bodies(self, *roles: Role) -> tuple[str, ...]:
        """Who has one of some roles; anybody, where none is given."""
        return tuple(body for part in self.parts if not roles or part.role in roles for body in part.bodies)


def is_note(text: str) -> bool:
    """Whether a sentence is but such a note: it is said of what stands before it, and of nothing else."""
    noted = text.strip(" （）()【】[]。；;")
    label = _LABEL.match(noted)
    return label is not None and "。" not in noted


def notes_of(document: Document) -> tuple[DutyNote, ...]:
    """The notes of a paper that say who sees to what stands before them."""
    found: list[DutyNote] = []
    first_leads: Span | None = None  # said of one note and, with 下同, of those behind it
    for match in _NOTE.finditer(document.text):
        group = "noted" if match["noted"] else "line"
        parts = _parts(match[group], match.start(group))
        if not parts:
            continue
        said = _FIRST_LEADS.search(document.text, *match.span(group))
        first_leads = Span(*said.span()) if said is not None else first_leads
        index = deepest_section(document, match.start(group))
        while index is not None and document.sections[index].kind not in _MEASURES:
            index = document.sections[index].parent
        line = document.text.rfind("\n", 0, match.start(group)) + 1
        before = found[-1].span.end if found else 0
        if index is not None and not document.text[line : match.start()].strip():
            index = _listed_in(document, index, before)
        start = document.sections[index].span.start if index is not None else line
        alone = before <= start
        measure = Span(start if alone else before, match.start())
        titled = alone and index is not None and 0 < len(bare(document.sections[index].title)) <= _NAME
        name = document.sections[index].heading if titled and index is not None else _opening(measure, document.text)
        found.append(DutyNote(Span(*match.span(group)), measure, trim(name, document.text), parts, first_leads))
    return tuple(found)


def _listed_in(document: Document, index: int, before: int) -> int:
    """The section whose list ends with a section; itself where it is the last of no list, or where a note stands in
    the list already: （一）…… （二）…… （责任单位：甲） on a line of its own is said of both items."""
    parent = document.sections[index].parent
    if parent is None or document.sections[parent].kind not in _MEASURES:
        return index
    above, section = document.sections[parent].span, document.sections[index].span
    siblings = sum(other.parent == parent for other in document.sections)
    return parent if siblings > 1 and before <= above.start and section.end >= above.end - 1 else index


def _opening(measure: Span, text: str) -> Span:
    """The first clause of a measure that has no heading of its own."""
    start = trim(measure, text).start
    end = re.compile(r"[^，,。；;：:\n]*").match(text, start, measure.end)
    return Span(start, end.end() if end is not None else measure.end)


def _parts(noted: str, at: int) -> tuple[DutyPart, ...]:
    """Who does what by the words of a note, which begin at a place of the text; () where they are no such note."""
    remark = _REMARK.search(noted)
    noted = noted[: remark.start()] if remark is not None else noted
    labels = list(_LABEL.finditer(noted))
    if labels and not noted[: labels[0].start()].strip():
        ends = [label.start() for label in labels[1:]] + [len(noted)]
        return tuple(
            _part(label.group(1), noted[label.end() : end], at + label.start(), noted[label.start() : end])
            for label, end in zip(labels, ends, strict=True)
        )
    parts: list[DutyPart] = []
    end = 0
    noted = noted.rstrip("；;，,。 ")
    while end < len(noted):
        does = _DOES.match(noted, end)
        if does is None or not all(_BODY.fullmatch(body) for body in _BETWEEN.split(does["who"])):
            return ()  # （由市科技局负责解释） is no such note
        parts.append(_part(does["does"], does["who"], at + does.start("who"), does.group()[does.start("who") - end :]))
        end = does.end()
    return tuple(parts)


def _part(does: str, who: str, start: int, said: str) -> DutyPart:
    role: Role = "lead" if does in LEADS.split("|") else "help" if does in HELPS.split("|") else "duty"
    bodies = (body.strip("；;。 等") for body in _BETWEEN.split(who))
    return DutyPart(role, Span(start, start + len(said.rstrip("；;，,。 "))), tuple(body for body in bodies if body))
