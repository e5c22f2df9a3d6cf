"""The frame of a letter of reply as its paper says it, whatever the custom of the place: head, opening, end.

Read from the letter's own lines: `Metadata` keeps what is right, a check must see what is wrong as well.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from assistant.drafting.schema import Kind
from assistant.reading.facts import han_value
from ingest.closing import ISSUER_END
from ingest.doc_numbers import YEAR_IN_BRACKETS
from ingest.schema import Document, Span

_HEAD = 1500  # characters in which an opening ends
_TAIL = 14  # lines at the end that may belong to the frame
_OPENING = re.compile(r"(?:答复|函复|回复|报告|汇报)如下|收悉")
_ENDS = re.compile(
    r"专此|特此|此复|此函|以上(?:答复|意见)|如有不妥|(?:最后|再次|衷心|诚挚|非常)?[，,]?(?:衷心|诚挚|再次)?(?:地)?感谢"
)
_CUSTOM = re.compile(r"专此|特此|此复|此函|感谢|以上(?:答复|意见)|如有不妥|欢迎|批评指正|宝贵意见")
_NUMBER = re.compile(r"第?\s*([A-Za-z]?\d[\d\-]*)\s*号")
_QUOTED = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》|“[^“”]*”|\"[^\"]*\"")
_DATE = re.compile(
    r"(?P<y>\d{4}|[〇○Ｏ零一二三四五六七八九]{4})\s*年\s*(?P<m>\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*"
    r"(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})\s*日(?!.{0,4}印)"
)
_CONTACT = re.compile(r"联\s*系\s*(?:人|电\s*话|单\s*位|方\s*式)|经\s*办\s*人|承\s*办\s*人|电\s*话\s*[：:]")
_PHONE = re.compile(r"(?<![\d〔])\d[\d\-－—– ]{2,16}\d(?!\d)")
_DISCLOSED = re.compile(r"公\s*开\s*(?:方\s*式|属\s*性|形\s*式|类\s*别|选\s*项)\s*[：:]\s*(?P<how>[^\n）) ]{1,14})")
_DISCLOSED_LINE = re.compile(r"(?:此件)?(?:主动公开|依申请公开|不予公开|不公开|部分公开|摘要公开|全文公开|公开)")
_COPIES = re.compile(r"抄\s*送\s*[：:]\s*(?P<to>[^\n]+(?:\n[^\n：:]*(?:局|委|办|政府|单位)[^\n：:]*)*)")
_BODY = re.compile(rf"[\u4e00-\u9fff、（）()]{{2,36}}?{ISSUER_END}")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the frame: its words as compared, and where they stand."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame says; `None` where it says nothing. Without a `kind` it answers a letter, not a proposal."""

    kind: Kind | None
    head: Span
    tail: Span
    doc_number: Part | None
    bent_number: Part | None  # a 文号 in other brackets than 〔〕
    title: Part | None
    named: Part | None  # the body in the title
    title_number: Part | None
    addressee: Part | None
    opening: Part | None
    opening_number: Part | None
    opening_kind: str | None
    closing: Part | None
    signed_by: Part | None
    signed_on: Part | None
    date: date | None
    contact: Part | None
    phone: Part | None
    disclosure: Part | None
    copies: Part | None


def read_frame(letter: Document) -> Frame:
    """The frame of a letter."""
    text = letter.text
    tail = _tail(letter)
    opening = _opening(letter, tail.start)
    head = Span(0, opening.span.start if opening else _first_body(letter, tail.start))
    addressee = _addressee(letter, head)
    title = _title(letter, Span(0, addressee.span.start if addressee else head.end))
    kind = _kind(letter, title, opening)
    said = _QUOTED.sub(lambda m: " " * len(m.group()), opening.text) if opening else ""
    signed_by, signed_on = _signature(text, tail)
    return Frame(
        kind=kind,
        head=head,
        tail=tail,
        doc_number=_found(text, head, re.compile(r"[\u4e00-\u9fffA-Za-z]{2,12}\s*〔\s*\d{4}\s*〕\s*第?\s*\d+\s*号")),
        bent_number=_found(
            text,
            head,
            re.compile(
                r"[\u4e00-\u9fff]{2,10}(?:字|函|提|建|复|办|发)\s*[\[［【(（]\s*\d{4}\s*[\]］】)）]\s*第?\s*\d+\s*号"
            ),
        ),
        title=title,
        named=_named(title),
        title_number=_number(title.text, title.span.start) if title else None,
        addressee=addressee,
        opening=opening,
        opening_number=_number(said, opening.span.start) if opening else None,
        opening_kind=_opening_kind(said, opening.text if opening else "", kind),
        closing=_found(text, Span(max(head.end, tail.start - 300), len(text)), _CUSTOM),
        signed_by=signed_by,
        signed_on=signed_on,
        date=_day(signed_on.text) if signed_on else None,
        contact=_line(text, tail, _CONTACT),
        phone=_phone(text, tail),
        disclosure=_disclosure(text, head, tail),
        copies=_found(text, tail, _COPIES, "to"),
    )


def _tail(letter: Document) -> Span:
    """The end of the letter, from the words that close it or the first line behind them that is frame."""
    text = letter.text
    closing = next((s.span.start for s in letter.sections if s.kind == "closing"), len(text))
    lines = [(m.start(), m.group()) for m in re.finditer(r"[^\n]+", text)][-_TAIL:]
    ends = [(at, match.group()) for at, line in lines if len(line) <= 160 and (match := _ENDS.match(line))]
    ends = [(at, words) for at, words in ends if at > len(text) // 4]
    # 感谢 may begin a part of the letter: where 专此 stands, that closes it
    said = next((at for at, words in ends if "感谢" not in words), None)
    thanked = ends[0][0] if ends else len(text)
    return Span(said if said is not None else min(closing, thanked), len(text))


def _opening(letter: Document, end: int) -> Part | None:
    """The paragraph that says what was received, up to 答复如下."""
    found = list(_OPENING.finditer(letter.text, 0, min(_HEAD, end)))
    if not found:
        return None
    last = next((match for match in found if match.group() != "收悉"), found[-1])
    stop = re.compile(r"[。：:\n]").search(letter.text, last.end())
    start = letter.text.rfind("\n", 0, found[0].start()) + 1
    span = Span(start, stop.start() if stop else len(letter.text))
    return Part(span.of(letter.text), span)


def _first_body(letter: Document, end: int) -> int:
    return min(letter.sections[0].span.start if letter.sections else _HEAD // 3, end)


def _addressee(letter: Document, head: Span) -> Part | None:
    for match in reversed(list(re.finditer(r"(?m)^[^\n。！]{2,200}[：:]\s*$", head.of(letter.text)))):
        words = re.sub(r"\s|[：:]", "", match.group())
        if not re.search(r"如下|关于|公开|办理结果", words):
            return Part(words, Span(match.start(), match.end()))
    return None


def _title(letter: Document, span: Span) -> Part | None:
    """The lines before the addressee that speak of what is answered."""
    lines = [(m.start(), m.end(), m.group()) for m in re.finditer(r"[^\n]+", span.of(letter.text))]
    about = [i for i, (_, _, line) in enumerate(lines) if re.search(r"答复|复函|的函\s*$|回复", line)]
    if not about:
        return None
    first = last = about[-1]
    while first > 0 and not re.search(r"关于|对", lines[first][2]):
        first -= 1
    start, end = lines[first][0], lines[last][1]
    return Part(letter.text[start:end], Span(start, end))


def _named(title: Part | None) -> Part | None:
    match = re.match(rf"\s*({_BODY.pattern})(?:关于|对)", title.text) if title else None
    return (
        Part(_plain(match.group(1)), Span(title.span.start, title.span.start + match.end(1)))
        if match and title
        else None
    )


def _number(text: str, start: int) -> Part | None:
    """The number of the proposal: the last that stands there as 第…号."""
    found = [m for m in _NUMBER.finditer(text) if not re.search(rf"{YEAR_IN_BRACKETS}\s*$", text[: m.start()])]
    return Part(found[-1].group(1), Span(start + found[-1].start(), start + found[-1].end())) if found else None


def _kind(letter: Document, title: Part | None, opening: Part | None) -> Kind | None:
    words = _plain(_QUOTED.sub("", title.text)) if title else ""
    for told in (words, _plain(_QUOTED.sub("", opening.text)) if opening else ""):
        if re.search(r"政协|提案|委员会第?[\u4e00-\u9fff]次会议", told) and "人大" not in told:
            return "提案"
        if re.search(r"人大|人民代表大会|号建议|建议第", told):
            return "建议"
    addressee = letter.metadata.addressee or ""
    return "建议" if addressee.endswith("代表") else "提案" if addressee.endswith("委员") else None


def _opening_kind(said: str, whole: str, kind: Kind | None) -> str | None:
    """What the opening calls the paper, where that is said of it and not of what it asks for: a 提案 may be titled
    关于…的建议, a 建议 is never called 提案."""
    behind = re.search(r"收悉[^，,。；]{0,2}(提案|建议)", said)
    numbered = re.search(r"(提案|建议|议案)\s*第?\s*[A-Za-z]?\d+\s*号|\d\s*号\s*(提案|建议|议案)", said)
    if behind:
        return behind.group(1)
    if numbered:
        return numbered.group(1) or numbered.group(2)
    return "提案" if kind == "建议" and ("提案" in said or re.search(r"提案[》”\"]", whole)) else None


def _signature(text: str, tail: Span) -> tuple[Part | None, Part | None]:
    by = on = None
    for match in re.finditer(r"[^\n]+", tail.of(text)):
        line = match.group()
        start = tail.start + match.start()
        dated = _DATE.search(line)
        if dated and on is None and len(line) <= 60 and "印发" not in line and not re.search(r"[。；]", line):
            on = Part(_plain(dated.group()), Span(start + dated.start(), start + dated.end()))
        name = re.sub(r"[（(]\s*(?:盖章|公章|章|代章)\s*[）)]", "", line[: dated.start()] if dated else line).strip()
        if by is None and "印发" not in line and _BODY.fullmatch(re.sub(r"\s", "", name)):
            by = Part(_plain(name), Span(start, start + len(line)))
    return by, on


def _day(text: str) -> date | None:
    """The day that a date names; None for one that no calendar has."""
    match = _DATE.search(text)
    if match is None:
        return None
    try:
        return date(*(int(han_value(re.sub("[○Ｏ]", "〇", match[part]))) for part in ("y", "m", "d")))
    except ValueError:
        return None


def _line(text: str, tail: Span, pattern: re.Pattern[str]) -> Part | None:
    for match in re.finditer(r"[^\n]+", tail.of(text)):
        if pattern.search(match.group()) and not match.group().startswith(("抄", "公开")):
            return Part(
                _plain(match.group()).strip("()（）"), Span(tail.start + match.start(), tail.start + match.end())
            )
    return None


def _phone(text: str, tail: Span) -> Part | None:
    line = _line(text, tail, _CONTACT)
    match = _PHONE.search(text, line.span.start, line.span.end) if line else None
    return Part(match.group(), Span(match.start(), match.end())) if match else None


def _disclosure(text: str, head: Span, tail: Span) -> Part | None:
    for span in (tail, head):
        found = _found(text, span, _DISCLOSED, "how")
        if found:
            return Part(found.text.strip("。，；)）"), found.span)
        for match in re.finditer(r"[^\n]+", span.of(text)):
            line = match.group().strip("（）() 。")
            if _DISCLOSED_LINE.fullmatch(line):
                return Part(line, Span(span.start + match.start(), span.start + match.end()))
    return None


def _found(text: str, span: Span, pattern: re.Pattern[str], group: str | int = 0) -> Part | None:
    match = pattern.search(text, span.start, span.end)
    return Part(_plain(match.group(group)), Span(match.start(), match.end())) if match else None


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).translate(str.maketrans(",:;()", "，：；（）"))
