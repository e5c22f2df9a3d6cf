"""The parts of a reply in the documents' own words: in the proposal's order, a paragraph a section, gaps marked.

Nothing is said that no document says. What the library does not hold stands in 【待补：…】.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from assistant.composing import cite
from assistant.drafting.agencies import department_for
from assistant.drafting.attributing import aim_of, attribution, name_of
from assistant.drafting.comparing import Telling, differing_figures
from assistant.drafting.finding import Finder, Place, Support
from assistant.drafting.framing import frame, issuer_of
from assistant.drafting.homes import home_of
from assistant.drafting.precedents import find_precedents
from assistant.drafting.quoting import quoted
from assistant.drafting.run_ins import once, run_in, titled
from assistant.drafting.schema import Paragraph, Part, Proposal, Reply, Said, Stance, Suggestion
from assistant.drafting.selecting import Selection, select, unanswered
from assistant.drafting.wording import (
    dated_words,
    enumerator,
    issued_day,
    issued_year,
    points_back,
    sentence,
    speaks_to_members,
    with_years,
)
from assistant.holdings import Holdings
from assistant.reading.units import sentence_spans
from assistant.schema import Evidence
from assistant.zh import called
from ingest.numbering import int_to_han
from ingest.schema import Document, Span

_PARAGRAPHS = 8  # of one part
_LONGEST_BEFORE = 200  # characters of a sentence that is taken along because the next one points back to it
_LONG = 250  # characters: so long a paragraph ends where the document's does
_GAPS = 3  # wishes named as open in one part
_QUOTED = 30  # characters of a sentence of the drafter's own in the list of what to check
_PROPOSED = re.compile("提出，(到20[0-9]{2}年，)?$")  # how `attribution` tells a plan's aims
_ASKED = 36  # characters of a wish in a gap


def draft(
    library: Holdings,
    proposal: Proposal,
    today: date | None = None,
    dropped: Collection[Place] = frozenset(),
    taken: Collection[Place] = frozenset(),
) -> Reply:
    """The reply to a proposal from what the library holds, without the sentences that begin at `dropped` (doc_id,
    offset): the next best take their room. `taken`: sentences that were only shown, which the drafter wants said."""
    today = today or date.today()
    records = library.documents()
    asked_for = {r.doc_id for r in records if r.metadata.doc_type in {"提案", "建议"}}
    home = home_of(proposal, records)
    finder = Finder(library, asked_for, home.foreign)
    asked = [finder.asked(suggestion) for suggestion in proposal.suggestions]
    found = [
        [support for support in finder.find(suggestion, words) if support.place not in dropped]
        for suggestion, words in zip(proposal.suggestions, asked, strict=True)
    ]
    issuer = issuer_of(proposal, home.own(records))
    parts: list[Part] = []
    for n, selection in enumerate(select(proposal.suggestions, found, asked, taken)):
        suggestion = proposal.suggestions[n]
        paragraphs, notes = _paragraphs(selection.chosen, finder, today, dropped)
        paragraphs = titled(paragraphs, suggestion, finder)
        said = {(c.doc_id, c.start) for paragraph in paragraphs for c in paragraph.citations}
        left = unanswered(suggestion, asked[n], [s for s in selection.chosen if s.place in said])
        gaps = _gaps(suggestion, left, issuer) if paragraphs else (_open(suggestion, selection, issuer),)
        # what the office thinks of a suggestion on which the library is silent, only the office can say
        stance = stance_of(suggestion, left) if paragraphs else None
        near = [s.unit for s in selection.nearest]
        shown = [cite(Evidence(u.doc_id, u.span), finder.document(u.doc_id), i) for i, u in enumerate(near, 1)]
        parts.append(Part(f"{int_to_han(n + 1)}、", suggestion, stance, paragraphs, gaps, tuple(notes), tuple(shown)))
    return assembled(library, finder, proposal, parts)


def assembled(library: Holdings, finder: Finder, proposal: Proposal, parts: Sequence[Part]) -> Reply:
    """The whole reply made of finished parts: with its frame, the earlier letters like it, and the warnings."""
    records = library.documents()
    paragraphs = [paragraph for part in parts for paragraph in part.paragraphs]
    cited = {(c.doc_id, c.start) for paragraph in paragraphs for c in (*paragraph.citations, *paragraph.replaced)}
    used = Counter(doc_id for doc_id, _ in cited)
    # what stands in the letter is no longer offered, in whichever part it stands: its tick there is none here
    parts = [replace(p, nearest=tuple(c for c in p.nearest if (c.doc_id, c.start) not in cited)) for p in parts]
    warnings = [*proposal.warnings, *(note for part in parts for note in part.notes), *_own_words(parts)]
    bare = [part.number.rstrip("、") for part in parts if part.nearest and not part.paragraphs]
    if bare:
        warnings.append(f"第{'、'.join(bare)}条没有足够把握的依据；资料库里最接近的原文列在依据表里，请判断能否采用。")
    warnings += _differing(parts, {record.doc_id: issued_year(record) for record in records})
    home = home_of(proposal, records)
    letters = [r for r in home.own(records) if r.metadata.is_reply]
    return frame(proposal, parts, records, find_precedents(library, finder, proposal, letters, used), warnings, home)


def gap(text: str, asked: Suggestion, issuer: str | None) -> str:
    """A 【待补】 with the department to ask; where that is the issuing office itself, its own section."""
    department = department_for(asked.heading, asked.text)
    own = department == "科学技术部门" and re.search("科学技术局|科技局|科学技术厅", issuer or "") is not None
    return f"【待补：{text}，建议向{'本局业务科室' if own else department}核实】"


def _paragraphs(
    chosen: Sequence[Support], finder: Finder, today: date, dropped: Collection[Place]
) -> tuple[tuple[Paragraph, ...], list[str]]:
    """The paragraphs of a part, one a section: letters first, newer papers before older ones, then the best."""
    groups: dict[tuple[str, int | None], list[Support]] = defaultdict(list)
    for support in chosen:
        groups[support.unit.doc_id, support.section].append(support)
    best = sorted(groups, key=lambda key: -max(s.score for s in groups[key]))[:_PARAGRAPHS]
    order = sorted(best, key=lambda key: _rank(finder.document(key[0]), key[1]))
    paragraphs: list[Paragraph] = []
    stale: dict[str, dict[str, None]] = defaultdict(dict)
    before = ""
    for key in order:
        document = finder.document(key[0])
        spans = _with_before(document, key[1], [s.unit.span for s in groups[key]], dropped)
        for n, run in enumerate(_apart(document, spans) if spans else ()):
            sentences, undated = _sentences(document, run)
            title = "" if n else run_in(document, key[1])
            title, sentences = once(title, sentences)
            text = "".join(said.text for said in sentences)
            aim = aim_of(document, key[1], run[0].start, sentences[0].text)
            told = attribution(document, text, today, again=before == document.doc_id, aim=aim)
            paragraphs.append(Paragraph(title, told, sentences))
            before = document.doc_id
            if issued_year(document) != str(today.year):
                name = document.metadata.doc_number or name_of(document)
                stale[name] |= dict.fromkeys([*undated, *dated_words(text)])
    warnings = [
        f"引自{name}的{'、'.join(f'“{word}”' for word in list(words)[:6])}是当时的说法，请核对时间后再用。"
        for name, words in stale.items()
        if words
    ]
    return tuple(paragraphs), warnings


def _rank(document: Document, section: int | None) -> tuple[bool, int, str, int]:
    """Letters before plans, newer papers before older ones, then the document's order."""
    return not document.metadata.is_letter, -int(issued_day(document)), document.doc_id, section or 0


def _with_before(
    document: Document, section: int | None, spans: Sequence[Span], dropped: Collection[Place]
) -> list[Span]:
    """The sentences in the document's order. One that refers to the sentence before it (该基金……) is preceded by that
    sentence, or left out where that cannot be used."""
    whole = document.sections[section].span if section is not None else Span(0, len(document.text))
    start = document.sections[section].heading.end if section is not None else 0
    all_spans = sentence_spans(Span(start, whole.end), document.text)
    kept: set[Span] = set(spans)
    for span in sorted(spans):
        if not points_back(span.of(document.text)):
            continue
        before = next((s for s in reversed(all_spans) if s.end <= span.start and "\t" not in s.of(document.text)), None)
        if before in kept:
            continue
        if before is not None and (document.doc_id, before.start) not in dropped and _leads(before.of(document.text)):
            kept.add(before)
        else:
            kept.discard(span)
    return sorted(kept)


def _leads(text: str) -> bool:
    """Whether a sentence can be added only because the next one refers to it."""
    return len(text) <= _LONGEST_BEFORE and not (points_back(text) or speaks_to_members(text))


def _apart(document: Document, spans: Sequence[Span]) -> list[list[Span]]:
    """The sentences of a section cut into paragraphs: a long one ends where a paragraph of the document ends."""
    runs: list[list[Span]] = [[]]
    for span in spans:
        before = runs[-1]
        length = sum(s.end - s.start for s in before)
        if length >= _LONG and "\n" in document.text[before[-1].end : span.start]:
            runs.append([])
        runs[-1].append(span)
    return runs


def _sentences(document: Document, spans: Sequence[Span]) -> tuple[tuple[Said, ...], list[str]]:
    texts = [span.of(document.text) for span in spans]
    counts = [enumerator(text) for text in texts]
    complete = [n for n in counts if n] == list(range(1, sum(map(bool, counts)) + 1)) and sum(map(bool, counts)) > 1
    said: list[Said] = []
    undated: list[str] = []
    for n, (span, text) in enumerate(zip(spans, texts, strict=True)):
        follows = n > 0 and not document.text[spans[n - 1].end : span.start].strip()
        before = document.text[document.text.rfind("\n", 0, span.start) + 1 : span.start]
        words, left = with_years(sentence(text, numbered=complete, follows=follows), document, before)
        goes_on = n + 1 < len(spans) and not document.text[span.end : spans[n + 1].start].strip()
        if goes_on and text.rstrip().endswith("；"):
            words = words[:-1] + "；"
        undated += left
        said.append(Said(words, cite(Evidence(document.doc_id, span), document, n + 1)))
    return tuple(said), undated


def stance_of(suggestion: Suggestion, left: Sequence[str]) -> Stance:
    """The stance that the evidence on a suggestion bears out, by the wishes that are `left` open."""
    return "部分采纳" if len(left) * 2 > len(suggestion.asks) else "吸收采纳"


def _open(suggestion: Suggestion, selection: Selection, issuer: str | None) -> str:
    """The gap of a suggestion on which nothing is said."""
    if selection.same_as:
        return f"【待补：与第{int_to_han(selection.same_as)}条建议相近，依据已写在该条，建议合并答复】"
    found = "没有足够把握的依据，最接近的原文见依据表" if selection.nearest else "没有检出可用的依据"
    return gap(f"{nothing_said(suggestion)}，资料库中{found}", suggestion, issuer)


def nothing_said(suggestion: Suggestion) -> str:
    """What a gap names where a part says nothing at all: stance and progress."""
    return f"关于{quoted(suggestion.heading)}的采纳意见和办理情况"


def _gaps(suggestion: Suggestion, left: Sequence[str], issuer: str | None) -> tuple[str, ...]:
    """The gaps for wishes that no sentence of the part answers."""
    return tuple(gap_of(ask, suggestion, issuer) for ask in left[:_GAPS])


def gap_of(ask: str, suggestion: Suggestion, issuer: str | None) -> str:
    """The gap of one wish of a suggestion."""
    shown = ask if len(ask) <= _ASKED else ask[:_ASKED] + "……"
    return gap(f"{quoted(shown)}的办理情况", Suggestion(0, shown, suggestion.heading, ()), issuer)


def _own_words(parts: Sequence[Part]) -> Iterator[str]:
    """The sentences that the drafter wrote and no source carries."""
    for part in parts:
        for said in (said for paragraph in part.paragraphs for said in paragraph.sentences if said.citation is None):
            short = said.text if len(said.text) <= _QUOTED else said.text[:_QUOTED] + "……"
            missing = "、".join(f"“{word}”" for word in said.unproved[:3])
            why = f"出处里没有{missing}" if missing else "没有出处"
            yield f"第{part.number.rstrip('、')}条里“{short}”是拟稿人的话，未核对（{why}）。"


def _differing(parts: Sequence[Part], years: Mapping[str, str]) -> Iterator[str]:
    """Where two papers give one indicator different figures: both stay, and the drafter is told. `years`: of which year
    each paper is, by its doc_id."""
    said = [
        (_telling(paragraph, sentence.text, years.get(sentence.citation.doc_id, "")), sentence.citation)
        for part in parts
        for paragraph in part.paragraphs
        for sentence in paragraph.sentences
        if sentence.citation is not None
    ]
    for (one, first), (other, second) in combinations(said, 2):
        if first.doc_id == second.doc_id:
            continue
        for what, here, there, aim in differing_figures(one, other):
            names = [called(c.doc_number, c.title, f"“{c.source}”") for c in (first, second)]
            kind = "目标数字" if aim else "数字"
            yield f"“{what}”的{kind}不同：{names[0]}为{here}，{names[1]}为{there}，请核对时间和口径。"


def _telling(paragraph: Paragraph, text: str, year: str) -> Telling:
    """A sentence as it is compared: 《……规划》提出，到2025年， before its paragraph says that it aims, and for when."""
    proposed = _PROPOSED.search(paragraph.attribution)
    return Telling((proposed.group(1) or "") + text if proposed else text, year, proposed is not None)
