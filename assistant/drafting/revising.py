"""A draft taken further by the drafter: a part drafted anew, a paragraph in other words.

What was not asked for stays: the other parts, and in a part that is drafted anew the paragraphs that the drafter has
changed. A changed sentence is held against the sources of its paragraph, by the same check as an answer's; what they do
not carry is the drafter's own and says so wherever the letter goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from assistant.drafting.finding import Finder, Place
from assistant.drafting.letters import assembled, gap, gap_of, nothing_said, stance_of
from assistant.drafting.schema import Paragraph, Part, Reply, Said
from assistant.drafting.selecting import ANSWERED
from assistant.holdings import Holdings
from assistant.reading.folding import fold
from assistant.reading.terms import coverage
from assistant.schema import Citation
from assistant.verifying.carrying import uncarried
from assistant.verifying.sources import source_of
from ingest.errors import InputError
from ingest.schema import Document

MOST_CHARACTERS = 5000  # of a paragraph
_SENTENCE = re.compile(r"[^。！？；]*[。！？；]?")


def kept_places(reply: Reply, numbers: Collection[int]) -> frozenset[Place]:
    """The places that must not be drawn on when the parts on suggestions `numbers` are drafted anew, since they would
    be said twice: those of sentences that stay in the letter, and of those that the drafter put into other words."""
    return frozenset(
        (citation.doc_id, citation.start)
        for part in reply.parts
        for paragraph in part.paragraphs
        if part.suggestion.number not in numbers or paragraph.edited
        for citation in (*paragraph.citations, *paragraph.replaced)
    )


def with_parts(library: Holdings, reply: Reply, fresh: Sequence[Part]) -> Reply:
    """The reply with some parts drafted anew: the drafter's own paragraphs stay, before what was found for them."""
    anew = {part.suggestion.number: part for part in fresh}
    finder = Finder(library)
    parts = [_renewed(part, anew.get(part.suggestion.number), finder, reply.issuer) for part in reply.parts]
    return assembled(library, finder, reply.proposal, parts)


def _renewed(part: Part, fresh: Part | None, finder: Finder, issuer: str | None) -> Part:
    if fresh is None:
        return part
    own = tuple(paragraph for paragraph in part.paragraphs if paragraph.edited)
    if not fresh.paragraphs and own:  # what the library does not support the drafter has written
        return replace(part, paragraphs=own, gaps=(), notes=())
    told = fold("".join(paragraph.text for paragraph in own))
    answered = [ask for ask in part.suggestion.asks if own and coverage(finder.terms(ask), told) >= ANSWERED]
    renewed = replace(fresh, number=part.number, paragraphs=(*own, *fresh.paragraphs))
    if not answered:
        return renewed
    closed = {gap_of(ask, part.suggestion, issuer) for ask in answered}
    left = [ask for ask in _unspoken(part, fresh, finder) if ask not in answered]
    # a draft names only so many gaps: one that was named before may have had no room beside those closed here
    before = [named for ask in left if (named := gap_of(ask, part.suggestion, issuer)) in part.gaps]
    gaps = tuple(open_now for open_now in dict.fromkeys((*fresh.gaps, *before)) if open_now not in closed)
    return replace(renewed, gaps=gaps, stance=stance_of(part.suggestion, left))


def _unspoken(part: Part, fresh: Part, finder: Finder) -> list[str]:
    """The wishes to which no sentence of the part drafted anew speaks."""
    said = [fold(sentence.text) for paragraph in fresh.paragraphs for sentence in paragraph.sentences]
    wishes = [(ask, finder.terms(ask)) for ask in part.suggestion.asks]
    return [ask for ask, terms in wishes if not any(coverage(terms, text) >= ANSWERED for text in said)]


def rewritten(library: Holdings, reply: Reply, number: int, text: str) -> Reply:
    """The reply with a paragraph, counted from 0 through the letter, in the drafter's words; without words it goes.

    Raises InputError for a paragraph that is not there, or a text too long, LibraryError where its source has gone.
    """
    text = re.sub(r"\s*\n\s*", "", text.replace("\u00a0", " ")).strip()  # an editing browser breaks lines and spaces
    if len(text) > MOST_CHARACTERS:
        raise InputError(f"一段最多{MOST_CHARACTERS}个字，请分成几段。")
    finder, parts, passed = Finder(library), list(reply.parts), 0
    for at, part in enumerate(parts):
        here = number - passed
        passed += len(part.paragraphs)
        if not 0 <= here < len(part.paragraphs):
            continue
        before, old, after = part.paragraphs[:here], part.paragraphs[here], part.paragraphs[here + 1 :]
        if text.split() == (old.attribution + "".join(said.text for said in old.sentences)).split():
            return reply
        paragraphs = (*before, *([_told(old, text, finder.document)] if text else []), *after)
        if paragraphs:
            parts[at] = replace(part, paragraphs=paragraphs)
        else:
            open_now = gap(nothing_said(part.suggestion), part.suggestion, reply.issuer)
            parts[at] = replace(part, paragraphs=(), gaps=(open_now,), stance=None)
        return assembled(library, finder, reply.proposal, parts)
    raise InputError("这一段已经不在这一稿里，请刷新后再改。")


def _told(paragraph: Paragraph, text: str, document_of: Callable[[str], Document]) -> Paragraph:
    """The paragraph with the words of `text`: each sentence that stands there as before keeps its citation."""
    attribution = paragraph.attribution if text.startswith(paragraph.attribution) else ""
    said: list[Said] = []
    gone = list(paragraph.replaced)
    rest = text[len(attribution) :]
    for old in paragraph.sentences:
        found = re.search(r"\s*".join(map(re.escape, "".join(old.text.split()))), rest)
        if found is None:
            gone += [old.citation] if old.citation is not None else []
            continue
        said += _checked(rest[: found.start()], paragraph.citations, document_of)
        said.append(old)
        rest = rest[found.end() :]
    said += _checked(rest, paragraph.citations, document_of)
    return replace(paragraph, attribution=attribution, sentences=tuple(said), edited=True, replaced=tuple(gone))


def _checked(text: str, citations: Sequence[Citation], document_of: Callable[[str], Document]) -> list[Said]:
    """The drafter's new sentences. Each gets the citation that supports it, if all sources together support it too;
    else it is marked as the drafter's own."""
    said: list[Said] = []
    sources = {citation: source_of(citation, document_of(citation.doc_id)) for citation in citations}
    for sentence in filter(None, _SENTENCE.findall(text)):
        otherwise = uncarried(sentence, list(sources.values())) if sources else []
        missing = {citation: otherwise or uncarried(sentence, [source]) for citation, source in sources.items()}
        carrying = next((citation for citation, words in missing.items() if not words), None)
        least = min(missing.values(), key=len, default=[])
        said.append(Said(sentence, carrying, () if carrying else tuple(dict.fromkeys(least))))
    return said
