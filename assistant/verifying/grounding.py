"""The last look before anybody sees an answer: does each statement stand in the words that it cites?

What standing means for a statement is said in `carrying.py`. A fact may also come from the name of the cited document
or section (12号函, 第三部分), which the citation itself shows. Words that give orders to a machine carry
nothing. A statement that fails is taken out; an answer with nothing left becomes a refusal. The same check serves both
ways of composing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.reading.facts import facts_of, same_date
from assistant.reading.folding import fold
from assistant.schema import Answer, Citation
from assistant.verifying.carrying import OWN_COUNT, support, uncarried, wrong_denials
from assistant.verifying.names import unknown_names
from assistant.verifying.sources import Source, source_of
from assistant.zh import nothing_found, unconfirmed
from ingest.errors import InvariantError
from ingest.numbering import HAN, han_to_int
from ingest.schema import Document

_MARKER = re.compile(r"\[(\d{1,3})\]")
_STATEMENT = re.compile(r"(?<=\])[；。]")
_LEAD = re.compile(
    r"(?:不一致|提到它的文件有|不同时间的数字不同|(?:最新的|资料库里这样的)[^，。；：\[]{1,12}(?:，最近的\d+份是)?|[^。；\[]{0,80}?(?:包括|共)\d+(?:项|个部分|章))："
)  # “…”包括5项：
_CHAPTER = re.compile(rf"末章为第([{HAN}]+)章")
_ITEM = 3  # characters of what a row is called
_TOUCHING = 0.3  # of the pairs of characters that a statement and one of its several sources have in common


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer that may be shown, and the statements that were taken out of it."""

    answer: Answer
    dropped: tuple[str, ...] = ()


def check(answer: Answer, documents: Mapping[str, Document]) -> Checked:
    """The answer without the statements that its citations do not carry, and those statements.

    Raises InvariantError for a quote that is no slice of its document.
    """
    for citation in answer.citations:
        if documents[citation.doc_id].text[citation.start : citation.end] != citation.quote:
            raise InvariantError(f"the quote of {citation.source} at {citation.start} is no slice")
    sources = {citation.marker: source_of(citation, documents[citation.doc_id]) for citation in answer.citations}
    lead, body = _lead(answer.text)
    statements = list(filter(None, _STATEMENT.split(body)))
    kept: list[str] = []
    dropped: list[str] = []
    words: list[str] = []
    counted = _miscounted(lead, statements) + _wrong_lead(lead, list(sources.values()))
    for statement in statements:
        markers = [int(marker) for marker in _MARKER.findall(statement)]
        wrong = uncarried(_MARKER.sub("", statement), [sources[marker] for marker in markers if marker in sources])
        wrong += [f"[{marker}]" for marker in _idle(f"{statement}，{answer.question}", markers, sources)]
        (dropped if wrong else kept).append(statement)
        words += wrong
    if not dropped and not counted:
        return Checked(answer)
    note = unconfirmed(len(dropped) + len(counted), [*counted, *words])
    left = replace(answer, warnings=(*answer.warnings, note))
    if not kept:
        return Checked(replace(left, text=nothing_found(answer.question), refused=True, citations=()), tuple(dropped))
    text, citations = _renumbered(("" if counted else lead) + "；".join(kept) + "。", answer.citations)
    return Checked(replace(left, text=text, citations=citations), tuple(dropped))


def _lead(text: str) -> tuple[str, str]:
    """The words that we put before the first statement, and the rest; a lead has no marker of its own. One with facts
    in it is checked with the first statement."""
    match = _LEAD.match(text)
    lead = match.group() if match else ""
    bare = unicodedata.normalize("NFKC", OWN_COUNT.sub("", lead))
    return ("", text) if re.search(r"\d|《", bare) else (lead, text[len(lead) :])


def _wrong_lead(lead: str, sources: Sequence[Source]) -> list[str]:
    """What the words before the first statement name or deny that nothing cited does."""
    if not lead:
        return []
    folded = fold(OWN_COUNT.sub("", lead))
    known = "\n".join(source.folded + "\n" + source.folded_name for source in sources)
    return unknown_names(folded, known) + wrong_denials(folded, known)


def _idle(said: str, markers: Sequence[int], sources: Mapping[int, Source]) -> list[int]:
    """The markers of a statement that point to nothing, or to words that have nothing to do with what is said or
    asked."""
    bare = _MARKER.sub("", said)
    dates, said = facts_of(bare).dates, fold(bare)
    items = [item for item in re.split("[、，,；;：:]", said) if len(item) >= _ITEM]
    idle = [marker for marker in markers if marker not in sources]
    if len(markers) > 1:  # a single source has been asked already whether it carries the whole
        known = {marker: sources[marker] for marker in markers if marker in sources}
        # 二〇〇五年三月三日 has no character of 2005年3月3日
        quotes = {
            marker: source.folded
            for marker, source in known.items()
            if not any(same_date(one, other) for one in dates for other in source.facts.dates)
            and not (source.rows and any(item in source.folded for item in items))  # one of a list, by its row
        }
        idle += [m for m, quote in quotes.items() if max(support(quote, said), support(said, quote)) < _TOUCHING]
    return idle


def _miscounted(lead: str, statements: Sequence[str]) -> list[str]:
    """Our own count in a lead (包括5项：), where it is not the number of statements that follow."""
    match = re.search(r"(?:共|包括)(\d+)(?:项|个部分|章)：", lead or statements[0]) if statements else None
    if match is None:
        return []
    counts = {len(statements)}
    if len(statements) == 1:  # its items, or what it cites
        said = statements[0].removeprefix("" if lead else statements[0][: match.end()])
        counts = {_MARKER.sub("", said).count("、") + 1, len(_MARKER.findall(said))}
    counts |= {han_to_int(last) for last in _CHAPTER.findall(statements[-1])}  # 共9章：第一章……；末章为第九章……
    return [match.group()] if int(match.group(1)) not in counts else []


def _renumbered(text: str, citations: tuple[Citation, ...]) -> tuple[str, tuple[Citation, ...]]:
    """The text with its markers counted from 1 again, and the citations that it still uses."""
    by_marker = {citation.marker: citation for citation in citations}
    order = [m for m in dict.fromkeys(int(marker) for marker in _MARKER.findall(text)) if m in by_marker]
    new = {old: i for i, old in enumerate(order, 1)}
    renumbered = _MARKER.sub(lambda match: f"[{new.get(int(match.group(1)), match.group(1))}]", text)
    return renumbered, tuple(replace(by_marker[old], marker=new[old]) for old in order)
