"""What a drafter should look at before a letter goes out: form, numbering, papers named, figures, suggestions left out.

A check points, it does not judge: every fault says what stands in the letter and what it was held against.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from assistant.drafting.comparing import against_itself, against_library
from assistant.drafting.proposals import proposal_of
from assistant.drafting.schema import Proposal
from assistant.holdings import Holdings
from assistant.reading.terms import fold
from assistant.reading.units import section_path
from ingest.closing import read_signature
from ingest.errors import InputError
from ingest.metadata import canonical_number
from ingest.numbering import int_to_han, read_marker
from ingest.schema import Document, Section, Span
from vectorstore.codec import Record

FaultKind = Literal["form", "numbering", "paper", "figure", "suggestion", "gap"]
_TITLE = re.compile(r"《((?:[^《》\n]|《[^《》\n]*》){2,120})》")
_LEVELS = ("han", "han_paren", "digit", "digit_paren")  # 一、（一）1.（1）: GB/T 9704-2012, 7.3.3
_NEAR_TITLE = 0.84  # so alike are two titles of which one is a slip for the other
_ANSWERED = 0.6  # of a suggestion's pairs of characters in the letter's headings and first words


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to look at; `start` and `end` are its place in the letter's text, as `outline` prints it."""

    kind: FaultKind
    section: str
    message: str
    start: int
    end: int


def check_letter(letter: Document, library: Holdings, proposal: Proposal | None = None) -> list[Fault]:
    """The faults of a letter, in its order. Raises InputError for a paper that is no letter of reply."""
    if not _is_reply(letter):
        raise InputError(f"“{letter.source}”不像是答复函（没有“现答复如下”之类的话），请换成答复函再试。")
    faults = [*_form(letter), *_gaps(letter), *_numbering(letter)]
    faults += _papers(letter, library)
    faults += [Fault("figure", section_path(letter, span), message, span.start, span.end) for span, message in (
        *against_library(letter, library), *against_itself(letter))]  # fmt: skip
    faults += _suggestions(letter, library, proposal)
    return sorted(faults, key=lambda fault: (fault.start, fault.end))


def _is_reply(letter: Document) -> bool:
    kind = letter.metadata.doc_type or ""
    return kind.endswith("函") or re.search(r"答复如下|收悉|专此(?:答|函)复", letter.text) is not None


def _at(letter: Document, kind: FaultKind, message: str, start: int, end: int) -> Fault:
    return Fault(kind, section_path(letter, Span(start, end)), message, start, end)


def _form(letter: Document) -> Iterator[Fault]:
    """What the frame of a letter of reply has and this one has not."""
    metadata = letter.metadata
    closing = next((s.span for s in letter.sections if s.kind == "closing"), Span(len(letter.text), len(letter.text)))
    signed_by, signed_on = read_signature(closing.of(letter.text).split("\n"))
    item = "建议" if "人大" in (metadata.doc_type or "") else "提案"
    head = letter.text[: letter.sections[0].span.start if letter.sections else len(letter.text)]
    wanted = (
        (metadata.doc_number or _left_open(letter, "发文字号"), "没有发文字号", False),
        (metadata.title, "没有标题", False),
        (metadata.addressee or _left_open(letter, "提出人"), "没有主送（称呼）", False),
        (re.search("收悉|收到|来函", head), f"开头没有写明收悉哪件{item}", False),
        (metadata.proposal_number or _left_open(letter, f"{item}号"), f"没有写明{item}号", False),
        (re.search(r"专此|特此|此复|此函", closing.of(letter.text)), "没有结束语（如“专此答复”）", True),
        (signed_by, "没有落款单位", True),
        (signed_on, "没有成文日期", True),
        (metadata.contact_name or metadata.contact_phone or _left_open(letter, "联系人"), "没有联系人及电话", True),
        (metadata.disclosure, "没有公开方式", True),
    )
    for value, message, at_end in wanted:
        if not value:
            place = closing.start if at_end else 0
            yield Fault("form", "", f"{message}，请补上。", place, place)
    if signed_by and metadata.issuer and metadata.title and signed_by not in metadata.title:
        named = re.match(r"(.+?)关于", metadata.title)
        if named and named.group(1) != signed_by:
            yield Fault(
                "form", "", f"落款“{signed_by}”与标题里的“{named.group(1)}”不一致。", closing.start, closing.end
            )


def _left_open(letter: Document, what: str) -> bool:
    """Whether 【待补】 stands where something is missing: that is told once."""
    return f"【待补：{what}" in letter.text


def _gaps(letter: Document) -> Iterator[Fault]:
    for match in re.finditer(r"【待补[^】]*】", letter.text):
        yield _at(letter, "gap", f"还没有补上：{match.group()}", match.start(), match.end())


def _numbering(letter: Document) -> Iterator[Fault]:
    """Numbers that skip, repeat or begin late, kind by kind, below each heading."""
    end = next((s.span.start for s in letter.sections if s.kind == "closing"), len(letter.text))
    last: dict[str, int] = {}
    for start, style, ordinal, shown in _markers(letter, end):
        for inner in _LEVELS[_LEVELS.index(style) + 1 :]:
            last.pop(inner, None)
        expected = last.get(style, 0) + 1
        last[style] = ordinal
        if ordinal != expected:
            wanted = int_to_han(expected) if style.startswith("han") else str(expected)
            yield _at(
                letter, "numbering", f"编号不连续：这里是“{shown}”，按顺序应是“{wanted}”。", start, start + len(shown)
            )
    for section, run in _runs(letter):
        counts = [n for n, _ in run]
        if counts != list(range(1, len(counts) + 1)):
            wrong = next((s for (n, s), i in zip(run, range(1, len(run) + 1), strict=True) if n != i), run[0][1])
            shown = "、".join(f"{int_to_han(n)}是" for n in counts)
            yield Fault("numbering", section, f"“{shown}”的次序不连续。", wrong.span.start, wrong.span.end)


def _markers(letter: Document, end: int) -> Iterator[tuple[int, str, int, str]]:
    """(place, style, ordinal, as written) of the numbers that stand before headings, and of those of the upper levels
    that stand at the start of a line and were not taken for headings: what breaks a sequence is looked for."""
    found: dict[int, tuple[str, int, str]] = {}
    for section in letter.sections:
        marker = read_marker(section.number) if section.kind == "heading" else None
        if marker is not None and marker.style in _LEVELS:
            found[section.span.start] = (marker.style, marker.ordinal, section.number)
    position = 0
    for line in letter.text[:end].split("\n"):
        marker = read_marker(line)
        if marker is not None and marker.style in _LEVELS[:2]:
            found.setdefault(position, (marker.style, marker.ordinal, marker.number))
        position += len(line) + 1
    for start in sorted(found):
        yield start, *found[start]


def _runs(letter: Document) -> Iterator[tuple[str, list[tuple[int, Section]]]]:
    """一是…二是…: each run of them, with the path of the section in which it stands."""
    runs: dict[int | None, list[tuple[int, Section]]] = {}
    for section in letter.sections:
        match = re.match(r"([一二三四五六七八九十])是", section.number) if section.kind == "enumeration" else None
        if match:
            ordinal = "一二三四五六七八九十".index(match.group(1)) + 1
            runs.setdefault(section.parent, []).append((ordinal, section))
    for parent, run in runs.items():
        # a section may hold several runs: 一是 begins a new one
        begins = [i for i, (n, _) in enumerate(run) if n == 1 and i] + [len(run)]
        start = 0
        for end in begins:
            yield (letter.sections[parent].path if parent is not None else ""), run[start:end]
            start = end


def _papers(letter: Document, library: Holdings) -> Iterator[Fault]:
    """文号 and titles that are not those of the papers in the library."""
    metadata = letter.metadata
    others = [r for r in library.documents() if r.doc_id != letter.doc_id]
    for record in others:
        other = record.metadata
        same = bool(metadata.proposal_number) and other.proposal_number == metadata.proposal_number
        same = same and other.proposal_title == metadata.proposal_title and (other.doc_type or "").endswith("函")
        if same and other.doc_number and metadata.doc_number and other.doc_number != metadata.doc_number:
            at = max(0, letter.text.find("〔") - 8)
            message = f"发文字号{metadata.doc_number}与资料库里对同一件的答复{other.doc_number}不同。"
            yield Fault("paper", "", message, at, at + len(metadata.doc_number))
        elif (
            other.doc_number and other.doc_number == metadata.doc_number and other.title != metadata.title and not same
        ):
            yield Fault("paper", "", f"发文字号{other.doc_number}已是《{other.title}》的文号。", 0, 0)
    numbers, titles = _known_papers(others, library)
    for match in _TITLE.finditer(letter.text):
        title = fold(match.group(1))
        own = {fold(value) for value in (metadata.proposal_title, metadata.title) if value}
        if title not in titles and title not in own:
            near = _nearest(title, titles)
            if near is not None:
                message = f"《{match.group(1)}》与资料库里的《{titles[near]}》名称不一致。"
                yield _at(letter, "paper", message, match.start(), match.end())
        behind = re.match(r"\s*[（(]([^（）()\n]{4,40})[）)]", letter.text[match.end() :])
        number = canonical_number(behind.group(1)) if behind else None
        if number and title in numbers and number not in numbers[title]:
            message = f"《{match.group(1)}》的文号是{'、'.join(sorted(numbers[title]))}，这里写作{number}。"
            yield _at(letter, "paper", message, match.start(), match.end())


def _known_papers(others: Sequence[Record], library: Holdings) -> tuple[dict[str, set[str]], dict[str, str]]:
    """文号 by folded title, and titles as written by their folded form: of the papers and of those they cite."""
    numbers: dict[str, set[str]] = {}
    titles: dict[str, str] = {}
    for record in others:
        document = library.document(record.doc_id)
        if document is None:
            continue
        named = [(document.metadata.title, document.metadata.doc_number), (document.metadata.proposal_title, None)]
        named += [(link.title, link.doc_number) for link in document.links.references]
        for title, number in named:
            if title:
                titles.setdefault(fold(title), title)
                if number:
                    numbers.setdefault(fold(title), set()).add(number)
        for match in _TITLE.finditer(document.text):
            titles.setdefault(fold(match.group(1)), match.group(1))
    return numbers, titles


def _nearest(title: str, titles: Iterable[str]) -> str | None:
    """The known title of which this one is a slip; none where one holds the other (办法 and 办法实施细则)."""
    best: tuple[float, str] | None = None
    for known in titles:
        if abs(len(known) - len(title)) > 4 or known in title or title in known:
            continue
        likeness = SequenceMatcher(None, title, known, autojunk=False).ratio()
        years = re.findall(r"\d+", title) == re.findall(r"\d+", known)
        if likeness >= _NEAR_TITLE and years and (best is None or likeness > best[0]):
            best = (likeness, known)
    return best[1] if best else None


def _suggestions(letter: Document, library: Holdings, proposal: Proposal | None) -> Iterator[Fault]:
    """Suggestions of the proposal that no part of the letter answers."""
    if proposal is None:
        proposal = _own_proposal(letter, library)
    wanted = [suggestion.heading for suggestion in proposal.suggestions] if proposal is not None else []
    whose = "提案"
    if not wanted:
        earlier = _earlier_letter(letter, library)
        wanted = _headings(earlier) if earlier is not None else []
        whose = f"{earlier.metadata.doc_number or earlier.source}" if earlier is not None else ""
    answered = fold("\n".join([*_headings(letter), *_first_words(letter)]))
    for heading in wanted:
        pairs = [heading[i : i + 2] for i in range(len(heading) - 1)]
        if pairs and sum(fold(pair) in answered for pair in pairs) < _ANSWERED * len(pairs):
            yield Fault("suggestion", "", f"没有看到对“{heading}”的答复（见{whose}）。", 0, 0)


def _own_proposal(letter: Document, library: Holdings) -> Proposal | None:
    """The proposal that the letter answers, where the library holds it."""
    metadata = letter.metadata
    for record in library.documents():
        if record.metadata.doc_type not in {"提案", "建议"}:
            continue
        number = bool(metadata.proposal_number) and record.metadata.proposal_number == metadata.proposal_number
        title = bool(metadata.proposal_title) and record.metadata.proposal_title == metadata.proposal_title
        document = library.document(record.doc_id) if number or title else None
        if document is not None:
            try:
                return proposal_of(document)
            except InputError:
                return None  # a proposal that asks for nothing leaves nothing out
    return None


def _earlier_letter(letter: Document, library: Holdings) -> Document | None:
    """Another version of this letter in the library: an answer to the same proposal."""
    for record in library.documents():
        metadata = record.metadata
        same = bool(metadata.proposal_title) and metadata.proposal_title == letter.metadata.proposal_title
        if same and (metadata.doc_type or "").endswith("函") and record.doc_id != letter.doc_id:
            return library.document(record.doc_id)
    return None


def _headings(letter: Document) -> list[str]:
    level = min((s.level for s in letter.sections if s.kind == "heading"), default=1)
    return [
        re.sub(r"^关于|的建议$|[“”\"]", "", s.title)
        for s in letter.sections
        if s.kind == "heading" and s.level == level and s.title
    ]


def _first_words(letter: Document) -> list[str]:
    """How each section begins: some letters name the suggestion there and not in the heading."""
    return [letter.text[s.heading.end : s.heading.end + 60] for s in letter.sections if s.kind == "heading"]
