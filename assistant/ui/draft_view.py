"""A drafted letter as HTML: set like the paper, gaps marked, every sentence a link to what it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.drafting.finding import Place
from assistant.drafting.rows import paragraph_number
from assistant.drafting.schema import Paragraph, Part, Reply
from assistant.schema import Citation
from assistant.ui.escape import plain
from assistant.ui.language import THEIRS
from assistant.ui.naming import citation_words

_GAP = re.compile(r"(【待补[^】]*】)")
_SHOWN = 70  # characters of a sentence in the list of evidence


def letter_view(reply: Reply) -> str:
    """The letter, and above it what the drafter must look at."""
    return f'<article class="zw-letter">{_notes(reply)}<div class="zw-sheet" {THEIRS}>{_letter(reply)}</div></article>'


def evidence_choices(reply: Reply) -> list[tuple[str, str]]:
    """(what is shown, value) of every sentence of the letter, in its order."""
    return [
        (f"{part.number}{citation_words(citation)}：{_short(citation.quote)}", value_of(citation))
        for part in reply.parts
        for paragraph in part.paragraphs
        for citation in paragraph.citations
    ]


def value_of(citation: Citation) -> str:
    return f"{citation.doc_id}:{citation.start}"


def place_of(value: str) -> Place | None:
    """The place behind a value that the browser sent back; None for one that is none of ours."""
    found = re.fullmatch(r"([0-9a-f]{1,64}):(\d{1,9})", value)
    return (found[1], int(found[2])) if found else None


def citation_behind(reply: Reply, link: str) -> Citation | None:
    """The citation of the sentence that was clicked, by its number in the letter."""
    citations = [c for part in reply.parts for paragraph in part.paragraphs for c in paragraph.citations]
    return citations[int(link)] if re.fullmatch(r"\d{1,4}", link) and int(link) < len(citations) else None


def _notes(reply: Reply) -> str:
    rows = "".join(f"<li>{plain(warning)}</li>" for warning in reply.warnings)
    title = '<p class="zw-label">发出前请核对</p>'
    return f'<div class="zw-checks">{title}<ul {THEIRS}>{rows}</ul></div>' if rows else ""


def _letter(reply: Reply) -> str:
    numbers = iter(range(10_000))
    parts = "".join(_part(part, numbers) for part in reply.parts)
    tail = [
        (reply.issuer or "【待补：发文机关】", "zw-sign"),
        ("年　月　日", "zw-sign"),
        (f"（联系人及电话：{reply.contact or '【待补：联系人及电话】'}）", ""),
        (f"公开方式：{reply.disclosure or '【待补：公开方式】'}", ""),
        (f"抄送：{reply.cc or '【待补：抄送单位】'}。", "zw-copy"),
    ]
    return (
        f'<p class="zw-red">{_marked(reply.issuer or "【待补：发文机关】")}</p>'
        f'<p class="zw-serial">{_marked("【待补：发文字号】")}</p>'
        f'<h2>{_marked(reply.title)}</h2><p class="zw-to">{_marked(reply.addressee)}</p><p>{_marked(reply.opening)}</p>'
        f"{parts}<p>{_marked(reply.closing)}</p>"
        + "".join(f'<p class="{kind}">{_marked(text)}</p>' for text, kind in tail)
    )


def _part(part: Part, numbers: Iterator[int]) -> str:
    lines = [f"<h3>{plain(part.number + part.heading)}</h3><p>{plain(part.stance)}。</p>"]
    lines += [_paragraph(part, n, paragraph, numbers) for n, paragraph in enumerate(part.paragraphs, 1)]
    lines += [f"<p>{_marked(gap)}</p>" for gap in part.gaps]
    return "".join(lines)


def _paragraph(part: Part, n: int, paragraph: Paragraph, numbers: Iterator[int]) -> str:
    title = paragraph_number(part, n) + (f"{paragraph.title}。" if paragraph.title else "")
    said = "".join(
        f'<a class="zw-said" href="#e-{next(numbers)}" title="{plain(citation_words(sentence.citation))}">'
        f"{plain((paragraph.attribution if i == 0 else '') + sentence.text)}</a>"
        for i, sentence in enumerate(paragraph.sentences)
    )
    return f'<p><span class="zw-run-in">{plain(title)}</span>{said}</p>'


def _marked(text: str) -> str:
    pieces = _GAP.split(text)
    return "".join(f'<mark class="zw-gap">{plain(p)}</mark>' if _GAP.fullmatch(p) else plain(p) for p in pieces)


def _short(text: str) -> str:
    line = re.sub(r"\s+", "", text)
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "……"
