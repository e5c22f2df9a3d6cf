"""Sentences as the reader sees them: each with its place, its headings and what stands around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.reading.folding import fold
from ingest.chunking import headings_of
from ingest.interviews import ANSWERED
from ingest.schema import Document, Section, Span

# 秘 书 长：某某  某部副部长
_HOLDS_OFFICE = re.compile(
    r"(?:召\s*集\s*人|主\s*任|组\s*长|秘\s*书\s*长|主\s*席|会\s*长|理\s*事\s*长|总\s*指\s*挥|(?:副|常务).{2,6})[：:]\s*\S"
)
_HEADING = 36  # characters: what is longer is a sentence, numbered or not
_ASIDE = re.compile(r"[（(][^（）()：:\d]*(?:负责|牵头|配合|参加|参与|实施|办理)[^（）()：:\d]*[）)]")
_BRACKETS = re.compile(r"[（(][^（）()\n]{1,100}[）)]")
_END = re.compile(r"[。！？；\n]|;(?=\s|[\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence (or a part of one ended by ；) of a document.

    `text` is the slice `document.text[span]`; `folded` its comparing form; `context` folds the rest of its paragraph,
    `headings` the titles above it, `lead` what the sections above say before their first sub-heading (到2025年……),
    `title` the document's, with its issuer.
    """

    doc_id: str
    span: Span
    text: str
    folded: str
    before: str
    context: str
    headings: str
    title: str
    lead: str
    section: int | None


def sentence_spans(span: Span, text: str) -> list[Span]:
    """The sentences within a span of a text, without white space at their ends."""
    asides = [Span(*match.span()) for match in _BRACKETS.finditer(text, span.start, span.end)]
    ends = [m.end() for m in _END.finditer(text, span.start, span.end) if not _inside(m.start(), asides)]
    # （联系人：某某；电话：……） behind a full stop is no part of the sentence behind it
    ends += [a.end for a in asides if a.start > span.start and text[a.start - 1] in "。；！？\n"]
    out: list[Span] = []
    start = span.start
    for end in sorted({*ends, span.end}):
        out.append(Span(start, end))
        start = end
    pieces = [trimmed for piece in out if (trimmed := trim(piece, text)).end > trimmed.start]
    return _without_marks(pieces, text)


# 答：不能。 says with the sentence behind it what it denies
_BARE_ANSWER = 8  # characters


def _without_marks(sentences: list[Span], text: str) -> list[Span]:
    """The sentences of a paper without the 答： before them; 不能。 is one with the sentence that says why."""
    out: list[Span] = []
    bare = False
    for sentence in sentences:
        mark = ANSWERED.match(text, sentence.start, sentence.end)
        begins = mark is not None and (sentence.start == 0 or text[sentence.start - 1] in "\n？?")
        if bare and not begins and "\n" not in text[out[-1].end : sentence.start]:
            out[-1] = Span(out[-1].start, sentence.end)
            bare = False
            continue
        kept = Span(mark.end(), sentence.end) if mark is not None and begins else sentence
        bare = begins and kept.end - kept.start <= _BARE_ANSWER
        if kept.end > kept.start:
            out.append(kept)
    return out


def _inside(offset: int, asides: list[Span]) -> bool:
    at = bisect_right(asides, offset, key=lambda aside: aside.start) - 1
    return at >= 0 and offset < asides[at].end


def trim(span: Span, text: str) -> Span:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def sentence_begin(text: str, at: int) -> int:
    """Where the sentence begins in which a place of a text stands, be it cut at ；; 0 where no other ends shortly
    before it."""
    return max(text.rfind(mark, max(0, at - _LOOKED_BACK), at) for mark in "。！？\n") + 1


_LOOKED_BACK = 400  # characters


def head_of(document: Document) -> Span:
    """What stands before a paper's first section: its title, number, addressee and opening; all of a paper without."""
    first = (section.span.start for section in document.sections if section.kind != "closing")
    return Span(0, next(first, len(document.text)))


def deepest_section(document: Document, offset: int) -> int | None:
    """The index of the innermost section in which the character at `offset` stands; None before the first heading."""
    after = bisect_right(document.sections, offset, key=lambda section: section.span.start)
    for i in range(after - 1, -1, -1):
        if document.sections[i].span.start <= offset < document.sections[i].span.end:
            return i
    return None


def section_path(document: Document, span: Span) -> str:
    """The place of a span as it is cited."""
    index = deepest_section(document, span.start)
    return document.sections[index].path if index is not None else ""


def units_of(document: Document, spans: Iterable[Span]) -> list[Unit]:
    """The sentences of some passages of a document, in document order, each once."""
    found: dict[Span, Unit] = {}
    # who issued a paper says of what place it speaks, where its sentences only say 我市
    title = fold(f"{document.metadata.title or ''} {document.metadata.issuer or ''}")
    heads = [Span(table.span.start, table.rows[0].span.start) for table in document.tables if table.rows]
    for span in sorted(set(spans)):
        sentences = sentence_spans(span, document.text)
        for n, sentence in enumerate(sentences):
            if sentence in found:
                continue
            if any(head.start <= sentence.start < head.end for head in heads):
                continue  # the head of a table says what its rows are, and nothing by itself
            text = sentence.of(document.text)
            index = deepest_section(document, sentence.start)
            section: Section | None = document.sections[index] if index is not None else None
            if section is not None and section.kind == "figure":
                continue  # a caption says nothing of what it stands under
            if _ASIDE.fullmatch(text):
                continue  # （海关总署负责） behind a sentence tells nothing by itself
            if (
                section is None
                and len(text) <= 60
                and not _HOLDS_OFFICE.match(text)
                and not re.search("[，。；]", text)
            ):
                continue  # a line of the letter's frame
            if section is not None and _is_bare_heading(document, section, sentence):
                continue
            around = fold(span.of(document.text))
            before = fold("".join(s.of(document.text) for s in sentences[max(0, n - 2) : n]))
            headings = fold(" ".join(_headings(document, index)))
            found[sentence] = Unit(
                document.doc_id,
                sentence,
                text,
                fold(text),
                before,
                around,
                headings,
                title,
                _lead(document, index),
                index,
            )
    return [found[span] for span in sorted(found)]


def _lead(document: Document, index: int | None) -> str:
    """How the sections above begin: it says for what year or of what the list below it speaks."""
    out: list[str] = []
    parent = document.sections[index].parent if index is not None else None
    while parent is not None:
        section = document.sections[parent]
        out.append(document.text[section.heading.end : min(section.heading.end + 40, section.span.end)])
        parent = section.parent
    return fold("".join(out))


def _is_bare_heading(document: Document, section: Section, sentence: Span) -> bool:
    """Whether a sentence is only the heading of what follows: it is read as the head of that, not by itself."""
    if section.kind == "question":
        return section.heading.contains(sentence)
    if sentence.start != section.heading.start or section.kind in {"enumeration", "closing"}:
        return False
    if sentence.end > section.heading.end + 1:
        return False
    text = sentence.of(document.text)
    if len(text) > _HEADING or text.endswith("；") or (text.endswith("。") and re.search(r"\d[^.、．）)]", text)):
        return False  # an item that says something: 同意某局与某台合建3个气象站；
    return bool(document.text[sentence.end : section.span.end].strip(" \n。；："))


def _headings(document: Document, index: int | None) -> tuple[str, ...]:
    if index is None:
        return ()
    section = document.sections[index]
    named = _NAMED_ARTICLE.match(section.span.of(document.text)) if not section.title else None
    return (*headings_of(document, section), *([named.group(1)] if named else ()))


# 第七条 中小企业数字化改造补助。对……: an article whose first words, and no more, say what it is on
_NAMED_ARTICLE = re.compile(r"第[一二三四五六七八九十百零\d]+条[ \u3000]*([^，,；;：:。\n]{4,24})。(?=\s*\S)")
