"""What the frame of a letter of reply lacks, and where it contradicts itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.drafting.checks.fault import Fault
from assistant.drafting.checks.frame import Frame, Part
from ingest.schema import Document, Span

_DISCLOSURES = re.compile(
    r"(?:此件)?(?:主动|依申请|不予|不|部分|摘要|全文|同意|可以?|非|免予|暂不|宜)?公开(?:发布)?|否|是|A|B|主动|依申请|删减后公开"
)
_PHONE_DIGITS = {7, 8, 10, 11, 12}  # of a city, a mobile, or with the city's code
_PLACES = {"head": "信头", "opening": "开头", "tail": "落款"}


def form_faults(letter: Document, frame: Frame, customs: frozenset[str]) -> Iterator[Fault]:
    """The faults of the frame. `customs` are the fields that this office's other letters have (公开方式, 联系人)."""
    yield from _missing(letter, frame, customs)
    yield from _names(frame)
    yield from _numbers(frame)
    yield from _kinds(frame)
    yield from _end(frame)


def _missing(letter: Document, frame: Frame, customs: frozenset[str]) -> Iterator[Fault]:
    """What is not there: one fault for the head, one for the end."""
    item = frame.kind or "来件"
    numbered = frame.title_number or frame.opening_number or letter.metadata.proposal_number
    head = [
        (frame.doc_number or frame.bent_number or letter.metadata.doc_number or _open(letter, "发文字号"), "发文字号"),
        (frame.title or letter.metadata.title, "标题"),
        (frame.addressee or letter.metadata.addressee or _open(letter, "提出人"), "主送（称呼）"),
        (numbered or frame.kind is None or _open(letter, f"{item}号"), f"{item}号"),
    ]
    yield from _lacking([what for there, what in head if not there], Span(0, frame.head.end), "head")
    if frame.kind and (frame.opening is None or not re.search("收悉|收到|来函", frame.opening.text)):
        yield _fault("opening", f"开头没有写明收悉哪件{item}，请补上。", frame.opening or Part("", frame.head))
    tail = [
        (frame.closing, "结束语（如“专此答复”）"),
        (frame.signed_by or _open(letter, "发文机关"), "落款单位"),
        (frame.signed_on, "成文日期"),
        (frame.contact or _open(letter, "联系人") or "联系人" not in customs, "联系人及电话"),
        (frame.disclosure or _open(letter, "公开方式") or "公开方式" not in customs, "公开方式"),
    ]
    yield from _lacking([what for there, what in tail if not there], frame.tail, "tail")


def _lacking(missing: list[str], span: Span, place: str) -> Iterator[Fault]:
    if missing:
        yield _fault(place, "、".join(f"没有{what}" for what in missing) + "，请补上。", Part("", span))


def _names(frame: Frame) -> Iterator[Fault]:
    if frame.bent_number:
        yield _fault("head", f"发文字号“{frame.bent_number.text}”的年份要用六角括号〔〕。", frame.bent_number)
    if frame.signed_by and frame.named and frame.signed_by.text != frame.named.text:
        message = f"落款“{frame.signed_by.text}”与标题里的“{frame.named.text}”不一致。"
        yield _fault("tail", message, frame.signed_by)


def _numbers(frame: Frame) -> Iterator[Fault]:
    """The proposal's number in the title and in the opening."""
    title, opening = frame.title_number, frame.opening_number
    if title and opening and not (title.text.endswith(opening.text) or opening.text.endswith(title.text)):
        item = frame.kind or "来件"
        yield _fault("opening", f"{item}号前后不同：标题里是{title.text}，正文开头是{opening.text}。", opening)


def _kinds(frame: Frame) -> Iterator[Fault]:
    """提案, 委员 and 政协 go together, and 建议, 代表 and 人大."""
    if frame.kind is None:
        return
    other, wrong = ("建议", "代表") if frame.kind == "提案" else ("提案", "委员")
    if frame.opening_kind == other and frame.opening:
        yield _fault("opening", f"正文开头称“{other}”，这封函答复的是{frame.kind}，请核对。", frame.opening)
    if frame.addressee and re.search(rf"{wrong}$", frame.addressee.text) and "委员会" not in frame.addressee.text:
        right = "委员" if frame.kind == "提案" else "代表"
        yield _fault("head", f"称呼“{frame.addressee.text}”：{frame.kind}的提出人应称{right}。", frame.addressee)
    if frame.copies:
        own, foreign = ("政协", "人大") if frame.kind == "提案" else ("人大", "政协")
        to = frame.copies.text
        if foreign in to and own not in to:
            body = next((name for name in re.split("[、，,。]", to) if foreign in name), to)
            yield _fault("tail", f"抄送里的“{body}”：{frame.kind}通常抄送{own}，请核对。", frame.copies)


def _end(frame: Frame) -> Iterator[Fault]:
    if frame.signed_on and frame.date is None:
        yield _fault("tail", f"成文日期“{frame.signed_on.text}”不存在，请核对。", frame.signed_on)
    year = re.search(r"〔\s*(\d{4})", frame.doc_number.text) if frame.doc_number else None
    if frame.signed_on and frame.date and year and frame.date.year != int(year.group(1)):
        message = f"成文日期是{frame.date.year}年，发文字号是〔{year.group(1)}〕，年份不一致，请核对。"
        yield _fault("tail", message, frame.signed_on)
    if frame.phone and len(re.sub(r"\D", "", frame.phone.text)) not in _PHONE_DIGITS:
        yield _fault("tail", f"联系电话“{frame.phone.text}”的位数不对，请核对。", frame.phone)
    elif frame.contact and frame.phone is None and "待补" not in frame.contact.text:
        yield _fault("tail", f"“{frame.contact.text}”里没有电话号码，请补上。", frame.contact)
    how = frame.disclosure
    if how and "待补" not in how.text and not _DISCLOSURES.fullmatch(how.text):
        message = f"公开方式“{how.text}”不是通行的写法（主动公开、依申请公开、不予公开），请核对。"
        yield _fault("tail", message, how)


def _fault(place: str, message: str, part: Part) -> Fault:
    return Fault("form", _PLACES[place], message, part.span.start, part.span.end)


def _open(letter: Document, what: str) -> bool:
    """Whether 【待补】 stands where something is missing: that is told once."""
    return f"【待补：{what}" in letter.text
