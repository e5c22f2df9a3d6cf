"""A drafted letter as HTML: set like the paper, gaps marked, every sentence a link to what it rests on."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from itertools import count

from assistant.drafting.finding import Place
from assistant.drafting.rows import paragraph_number
from assistant.drafting.schema import SERIAL, Paragraph, Part, Reply, Said
from assistant.schema import Citation
from assistant.ui.escape import plain
from assistant.ui.language import THEIRS
from assistant.ui.naming import citation_words

_GAP = re.compile(r"(【待补[^】]*】)")
_SHOWN = 70  # characters of a sentence in the list of evidence


def letter_view(reply: Reply, step: int, fault: str = "") -> str:
    """The letter, and above it what the drafter must look at; `fault` is why the last step was not taken. `step` is
    another one each time, so that the browser draws even the same letter again, without what it did to it meanwhile."""
    told = f'<p class="zw-note" role="alert">{plain(fault)}</p>' if fault else ""
    sheet = f'<div class="zw-sheet" {THEIRS}>{_letter(reply)}</div>'
    return f'<article class="zw-letter" data-step="{step}">{told}{_notes(reply)}{sheet}</article>'


def evidence_choices(reply: Reply) -> list[tuple[str, str]]:
    """(what is shown, value) of every sentence of the letter, in its order, and behind a part's own the nearest that
    could stand there."""
    return [
        (f"{part.number}{before}{citation_words(citation)}：{_short(citation.quote)}", value_of(citation))
        for part in reply.parts
        for before, citations in (("", _used(part)), ("待选：", part.nearest))
        for citation in citations
    ]


def used_values(reply: Reply) -> list[str]:
    """The values of the sentences that stand in the letter."""
    return [value_of(citation) for part in reply.parts for citation in _used(part)]


def _used(part: Part) -> tuple[Citation, ...]:
    return tuple(citation for paragraph in part.paragraphs for citation in paragraph.citations)


def value_of(citation: Citation) -> str:
    return f"{citation.doc_id}:{citation.start}"


def place_of(value: str) -> Place | None:
    """The place behind a value that the browser sent back; None for one that is none of ours."""
    found = re.fullmatch(r"([0-9a-f]{1,64}):(\d{1,9})", value)
    return (found[1], int(found[2])) if found else None


def with_unticked(
    reply: Reply, ticked: Collection[str], numbers: Collection[int] | None = None
) -> tuple[set[int], set[str]]:
    """The suggestions whose evidence was unticked, and what was: of the suggestions `numbers`, or of all."""
    return _among(reply, numbers, lambda part: [v for v in map(value_of, _used(part)) if v not in ticked])


def with_ticked(
    reply: Reply, ticked: Collection[str], numbers: Collection[int] | None = None
) -> tuple[set[int], set[str]]:
    """The suggestions for which something that was only shown was ticked, and what: as `with_unticked`."""
    return _among(reply, numbers, lambda part: [v for v in map(value_of, part.nearest) if v in ticked])


def _among(
    reply: Reply, numbers: Collection[int] | None, values_of: Callable[[Part], list[str]]
) -> tuple[set[int], set[str]]:
    found = {
        (part.suggestion.number, value)
        for part in reply.parts
        if numbers is None or part.suggestion.number in numbers
        for value in values_of(part)
    }
    return {number for number, _ in found}, {value for _, value in found}


def citation_behind(reply: Reply, link: str) -> Citation | None:
    """The citation of the sentence that was clicked, by its number in the letter."""
    citations = [citation for part in reply.parts for citation in _used(part)]
    return citations[int(link)] if re.fullmatch(r"\d{1,4}", link) and int(link) < len(citations) else None


def _notes(reply: Reply) -> str:
    rows = "".join(f"<li>{plain(warning)}</li>" for warning in reply.warnings)
    title = '<p class="zw-label">发出前请核对</p>'
    return f'<div class="zw-checks">{title}<ul {THEIRS}>{rows}</ul></div>' if rows else ""


def _letter(reply: Reply) -> str:
    numbers, lines = count(), count()
    parts = "".join(_part(part, numbers, lines) for part in reply.parts)
    tail = [
        (reply.signed_by, "zw-sign"),
        ("年　月　日", "zw-sign"),
        *((line, "") for line in reply.remarks),
        (reply.copies, "zw-copy"),
    ]
    return (
        f'<p class="zw-red">{_marked(reply.signed_by)}</p>'
        f'<p class="zw-serial">{_marked(SERIAL)}</p>'
        f'<h2>{_marked(reply.title)}</h2><p class="zw-to">{_marked(reply.addressee)}</p><p>{_marked(reply.opening)}</p>'
        f"{parts}<p>{_marked(reply.closing)}</p>"
        + "".join(f'<p class="{kind}">{_marked(text)}</p>' for text, kind in tail)
    )


def _part(part: Part, numbers: Iterator[int], lines: Iterator[int]) -> str:
    number = part.suggestion.number
    again = f'<a class="zw-again" href="#w-again-{number}" aria-label="重拟这条（第{number}条）">重拟这条</a>'
    heading = plain(part.number + part.heading)
    shown = [f'<h3>{heading}<span class="zw-tools">{again}</span></h3>']
    shown += [f"<p>{plain(part.stance)}。</p>"] if part.stance else []
    shown += [_paragraph(part, n, paragraph, numbers, next(lines)) for n, paragraph in enumerate(part.paragraphs, 1)]
    shown += [f"<p>{_marked(gap)}</p>" for gap in part.gaps]
    return "".join(shown)


def _tools(part: int, n: int) -> str:
    """The tools behind a paragraph, told from those of the others to whoever only hears them."""
    return (
        f'<span class="zw-tools"><a class="zw-change" href="#w" aria-label="改（第{part}条第{n}段）">改</a>'
        f'<a class="zw-save" href="#w" aria-label="保存（第{part}条第{n}段）">保存</a>'
        f'<a class="zw-leave" href="#w" aria-label="不改了（第{part}条第{n}段）">不改了</a>'
        '<span class="zw-tool-hint">改过的句子在原来的出处里核对</span></span>'
    )


def _paragraph(part: Part, n: int, paragraph: Paragraph, numbers: Iterator[int], line: int) -> str:
    title = paragraph_number(part, n) + (f"{paragraph.title}。" if paragraph.title else "")
    said = "".join(
        _sentence(sentence, paragraph.attribution if i == 0 else "", numbers)
        for i, sentence in enumerate(paragraph.sentences)
    )
    return (
        f'<p class="zw-line"><span class="zw-run-in">{plain(title)}</span>'
        f'<span class="zw-words" id="zw-line-{line}">{said}</span>'
        f"{_tools(part.suggestion.number, n)}</p>"
    )


def _sentence(said: Said, before: str, numbers: Iterator[int]) -> str:
    if said.citation is None:
        why = "、".join(f"“{word}”" for word in said.unproved[:3])
        hint = plain(f"出处里没有{why}" if why else "没有出处")
        return f'{plain(before)}<span class="zw-own" title="{hint}">{plain(said.text)}<sup>未核对</sup></span>'
    return (
        f'<a class="zw-said" href="#e-{next(numbers)}" title="{plain(citation_words(said.citation))}">'
        f"{plain(before + said.text)}</a>"
    )


def _marked(text: str) -> str:
    pieces = _GAP.split(text)
    return "".join(f'<mark class="zw-gap">{plain(p)}</mark>' if _GAP.fullmatch(p) else plain(p) for p in pieces)


def _short(text: str) -> str:
    line = re.sub(r"\s+", "", text)
    return line if len(line) <= _SHOWN else line[:_SHOWN] + "……"
