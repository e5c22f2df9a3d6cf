"""文号 and titles that a letter gives otherwise than the papers of the library, and 文号 of series that the library
holds but with a number that no paper of it has or names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from assistant.drafting.checks.fault import Fault, fault_at
from assistant.holdings import Holdings
from assistant.reading.facts import Letter, facts_of
from assistant.reading.folding import fold
from ingest.doc_numbers import DOC_NUMBER, canonical_number
from ingest.numbering import int_to_han
from ingest.schema import Document, Span
from vectorstore.codec import Record

_TITLE = re.compile(r"《((?:[^《》\n]|《[^《》\n]*》){2,120})》")
_BEHIND = re.compile(r"\s*[（(]([^（）()\n]{4,40})[）)]")  # a title's 文号
_SHOWN = 2  # of the numbers that a series has
_NEAR_TITLE = 0.84  # so alike are two titles of which one is a slip for the other


def paper_faults(letter: Document, library: Holdings) -> Iterator[Fault]:
    """Titles that are nearly a known one, and known titles with another 文号 behind them."""
    metadata = letter.metadata
    numbers, titles = _known(letter, [r for r in library.documents() if r.doc_id != letter.doc_id], library)
    own = {_counted(value) for value in (metadata.proposal_title, metadata.title) if value}
    for match in _TITLE.finditer(letter.text):
        span = Span(match.start(), match.end())
        title = _counted(match.group(1))
        if title not in titles and title not in own:
            near = _nearest(title, titles)
            if near is not None:
                message = f"《{match.group(1)}》与资料库里的《{titles[near]}》名称不一致。"
                yield fault_at(letter, "paper", message, span)
        elif title in titles and title not in own and fold(match.group(1)) != fold(titles[title]):
            message = f"《{match.group(1)}》在资料库里写作《{titles[title]}》，请核对。"
            yield fault_at(letter, "paper", message, span)
        behind = _BEHIND.match(letter.text, match.end())
        number = canonical_number(behind.group(1)) if behind else None
        if number and title in numbers and number not in numbers[title]:
            message = f"《{match.group(1)}》的文号是{'、'.join(sorted(numbers[title]))}，这里写作{number}。"
            yield fault_at(letter, "paper", message, span)


def number_faults(letter: Document, body: Span, library: Holdings) -> Iterator[Fault]:
    """文号 within `body` that no paper of the library has or names, where the library holds that series of that year,
    or the same number of another year. Of other series it cannot tell."""
    held: dict[str, set[tuple[str, int]]] = {}
    named: list[Letter] = []
    for record in library.documents():
        if record.doc_id == letter.doc_id:
            continue
        number = facts_of(record.metadata.doc_number or "").letters
        for one in number:
            held.setdefault(one.office, set()).add((one.year, one.serial))
        document = library.document(record.doc_id)
        named += [*number, *(facts_of(document.text).letters if document is not None else ())]
    own = facts_of(letter.metadata.doc_number or "").letters
    titled = {match.end() for match in _TITLE.finditer(letter.text) if _BEHIND.match(letter.text, match.end())}
    for match in DOC_NUMBER.finditer(letter.text, body.start, body.end):
        if any(0 < match.start() - end <= 2 for end in titled):
            continue  # told with its title
        for cited in facts_of(match.group()).letters:
            series = next((office for office in held if cited.office.endswith(office)), None)
            if series is None or any(_same_number(cited, other) for other in (*own, *named)):
                continue
            near = [serial for serial in held[series] if cited.year == serial[0] or cited.serial == serial[1]]
            if near:
                near.sort(key=lambda one: (-_likeness(one[1], cited.serial), one))
                shown = "、".join(f"{series}〔{year}〕{serial}号" for year, serial in near[:_SHOWN])
                message = f"资料库里没有文号是{series}〔{cited.year}〕{cited.serial}号的文件，相近的有{shown}，请核对。"
                yield fault_at(letter, "paper", message, Span(match.start(), match.end()))


def _same_number(one: Letter, other: Letter) -> bool:
    offices = one.office.endswith(other.office) or other.office.endswith(one.office)
    return (one.year, one.serial) == (other.year, other.serial) and offices


def _likeness(one: int, other: int) -> float:
    return SequenceMatcher(None, str(one), str(other), autojunk=False).ratio()


def _known(letter: Document, others: Sequence[Record], library: Holdings) -> tuple[dict[str, set[str]], dict[str, str]]:
    """文号 by comparing form, and titles as written by theirs: of the papers and of those they cite. A title that the
    letter writes as some paper does is right, however others write it."""
    numbers: dict[str, set[str]] = {}
    titles: dict[str, str] = {}
    written = {fold(match.group(1)) for match in _TITLE.finditer(letter.text)}
    for record in others:
        document = library.document(record.doc_id)
        if document is None:
            continue
        named = [(document.metadata.title, document.metadata.doc_number), (document.metadata.proposal_title, None)]
        named += [(link.title, link.doc_number) for link in document.links.references]
        named += [(match.group(1), None) for match in _TITLE.finditer(document.text)]
        for title, number in named:
            if title:
                key = _counted(title)
                titles[key] = title if fold(title) in written else titles.get(key, title)
                if number:
                    numbers.setdefault(key, set()).add(number)
    return numbers, titles


def _counted(title: str) -> str:
    """A title as it is compared: 15条 and 十五条 are one."""
    return re.sub(r"(?<!\d)\d{1,2}(?!\d)", lambda m: int_to_han(int(m.group())), fold(title))


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
