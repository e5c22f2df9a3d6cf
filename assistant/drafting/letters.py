"""The letter in the documents' own words: parts in the proposal's order, paragraphs by section, the frame around them.

Nothing is said that no document says. What the drafter must fill in stands in 【待补：…】; what was taken over from an
earlier letter's frame (公开方式, 抄送) is named in the warnings.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import combinations

from assistant.composing import cite
from assistant.drafting.agencies import department_for
from assistant.drafting.comparing import differing_figures
from assistant.drafting.finding import Finder, Place, Support, section_of
from assistant.drafting.precedents import find_precedents
from assistant.drafting.schema import Paragraph, Part, Precedent, Proposal, Reply, Said, Stance, Suggestion
from assistant.drafting.selecting import Selection, select
from assistant.drafting.wording import enumerator, points_back, sentence, with_years, year_of_number
from assistant.holdings import Holdings
from assistant.reading.units import sentence_spans
from assistant.schema import Evidence
from ingest.numbering import int_to_han
from ingest.schema import Document, Span
from vectorstore.codec import Record

_PARAGRAPHS = 6  # of one part
_TITLE = 20  # characters of a run-in heading
_LONGEST_BEFORE = 200  # characters of a sentence that is taken along because the next one points back to it
_LONG = 250  # characters: so long a paragraph ends where the document's does
_GAPS = 3  # wishes named as open in one part
_ASKED = 36  # characters of a wish in a gap
_BEHIND = re.compile(r"截[止至]|已|累计|获批|建成|完成|[达为]到?\s*\d|共\s*\d|荣获|入选")
_RULES = re.compile(r"办法|规定|条例|细则|措施")
_PLAN = re.compile(r"规划|方案|计划|意见|要点")


def draft(
    library: Holdings, proposal: Proposal, today: date | None = None, dropped: Collection[Place] = frozenset()
) -> Reply:
    """The reply to a proposal from what the library holds, without the sentences that begin at `dropped` (doc_id,
    offset): the next best take their room."""
    today = today or date.today()
    records = library.documents()
    asked_for = {r.doc_id for r in records if r.metadata.doc_type in {"提案", "建议"}}
    finder = Finder(library, asked_for)
    found = [
        [support for support in finder.find(suggestion) if support.place not in dropped]
        for suggestion in proposal.suggestions
    ]
    headings = [finder.heading_terms(suggestion) for suggestion in proposal.suggestions]
    selections = select(proposal.suggestions, found, headings)
    parts: list[Part] = []
    warnings: list[str] = list(proposal.warnings)
    for n, (suggestion, selection) in enumerate(zip(proposal.suggestions, selections, strict=True), 1):
        paragraphs, notes = _paragraphs(selection.chosen, finder, today, dropped)
        warnings += notes
        gaps = _gaps(suggestion, selection)
        stance = _stance(suggestion, selection)
        parts.append(Part(f"{int_to_han(n)}、", suggestion, stance, paragraphs, gaps))
    letters = [r for r in records if (r.metadata.doc_type or "").endswith("答复函")]
    warnings += _differing(parts)
    used = Counter(s.unit.doc_id for selection in selections for s in selection.chosen)
    precedents = find_precedents(library, finder, proposal, letters, used)
    return _framed(proposal, tuple(parts), letters, records, precedents, warnings)


def gap(text: str, topic: str) -> str:
    """A place that the drafter must fill in."""
    return f"【待补：{text}，建议向{department_for(topic)}核实】"


def attribution(document: Document, said: str, today: date) -> str:
    """Whose words a paragraph tells and of when; empty for a letter of this year, whose words are still ours."""
    metadata = document.metadata
    year = (metadata.issued_on or "")[:4] or year_of_number(document)
    kind = metadata.doc_type or ""
    if kind.endswith("函"):
        return "" if year == str(today.year) else f"据{year}年答复，" if year else f"据{_name(document)}，"
    name = _name(document)
    if name in said[: len(name) + 4]:
        return ""
    if _RULES.search(kind):
        return f"{name}规定，"
    if _PLAN.search(kind) and not _BEHIND.search(said):
        return f"{name}提出，"
    return f"据{name}，"


def _name(document: Document) -> str:
    metadata = document.metadata
    if metadata.title:
        return f"《{metadata.title.strip('《》')}》"
    return metadata.doc_number or f"“{document.source}”"


def _paragraphs(
    chosen: Sequence[Support], finder: Finder, today: date, dropped: Collection[Place]
) -> tuple[tuple[Paragraph, ...], list[str]]:
    """The paragraphs of a part, one a section: letters first, newer papers before older ones, then the best."""
    groups: dict[tuple[str, int | None], list[Support]] = defaultdict(list)
    for support in chosen:
        document = finder.document(support.unit.doc_id)
        groups[document.doc_id, section_of(document, support.unit.span.start)].append(support)
    best = sorted(groups, key=lambda key: -max(s.score for s in groups[key]))[:_PARAGRAPHS]
    order = sorted(best, key=lambda key: _rank(finder.document(key[0]), key[1]))
    paragraphs: list[Paragraph] = []
    warnings: list[str] = []
    for key in order:
        document = finder.document(key[0])
        spans = _with_before(document, key[1], [s.unit.span for s in groups[key]], dropped)
        if not spans:
            continue
        for n, run in enumerate(_apart(document, spans)):
            sentences, undated = _sentences(document, run)
            for word in undated:
                name = document.metadata.doc_number or _name(document)
                warnings.append(f"引自{name}的“{word}”没有写明年份，请核对时间后再用。")
            text = "".join(said.text for said in sentences)
            title = "" if n else _run_in(document, key[1])
            title = "" if text.startswith(title) else title
            paragraphs.append(Paragraph(title, attribution(document, text, today), sentences))
    return tuple(paragraphs), warnings


def _rank(document: Document, section: int | None) -> tuple[bool, str, str, int]:
    metadata = document.metadata
    year = metadata.issued_on or year_of_number(document) or "0"
    newest_first = "".join(chr(0x10FFF - ord(char)) for char in year)
    return not (metadata.doc_type or "").endswith("函"), newest_first, document.doc_id, section or 0


def _with_before(
    document: Document, section: int | None, spans: Sequence[Span], dropped: Collection[Place]
) -> list[Span]:
    """The sentences in the document's order; one that points back (该基金……) with the one before it, or not at all."""
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
        fits = before is not None and len(before.of(document.text)) <= _LONGEST_BEFORE
        fits = fits and before is not None and (document.doc_id, before.start) not in dropped
        if before is not None and fits and not points_back(before.of(document.text)):
            kept.add(before)
        else:
            kept.discard(span)
    return sorted(kept)


def _apart(document: Document, spans: Sequence[Span]) -> list[list[Span]]:
    """The sentences of a section as paragraphs: a long one goes on where the document begins a new one."""
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
        words, left = with_years(sentence(text, numbered=complete, follows=follows), document)
        goes_on = n + 1 < len(spans) and not document.text[span.end : spans[n + 1].start].strip()
        if goes_on and text.rstrip().endswith("；"):
            words = words[:-1] + "；"
        undated += left
        said.append(Said(words, cite(Evidence(document.doc_id, span), document, n + 1)))
    return tuple(said), undated


def _run_in(document: Document, section: int | None) -> str:
    """The heading under which the words stand there, where it is short enough to run in a paragraph."""
    if section is None:
        return ""
    own = document.sections[section]
    title = re.sub(r"[。；：，\s]+$", "", own.title)
    usable = own.kind in {"heading", "dash", "box_item"} and 4 <= len(title) <= _TITLE
    return title if usable and not re.search(r"^关于|[。；：？]|\d", title) else ""


def _stance(suggestion: Suggestion, selection: Selection) -> Stance:
    if not selection.chosen:
        return "留作参考"
    return "部分采纳" if len(selection.unanswered) * 2 > len(suggestion.asks) else "吸收采纳"


def _gaps(suggestion: Suggestion, selection: Selection) -> tuple[str, ...]:
    if not selection.chosen:
        return (gap(f"关于“{suggestion.heading}”的办理情况，资料库中没有相关内容", suggestion.text),)
    return tuple(
        gap(f"“{ask if len(ask) <= _ASKED else ask[:_ASKED] + '……'}”的办理情况", ask)
        for ask in selection.unanswered[:_GAPS]
    )


def _differing(parts: Sequence[Part]) -> Iterator[str]:
    """Where two papers give one indicator different figures: both stay, and the drafter is told."""
    said = [sentence for part in parts for paragraph in part.paragraphs for sentence in paragraph.sentences]
    for one, other in combinations(said, 2):
        if one.citation.doc_id == other.citation.doc_id:
            continue
        for what, here, there in differing_figures(one.text, other.text):
            names = [c.doc_number or f"《{c.title}》" for c in (one.citation, other.citation)]
            yield f"“{what}”的数字不同：{names[0]}为{here}，{names[1]}为{there}，请核对时间和口径。"


def _framed(
    proposal: Proposal,
    parts: tuple[Part, ...],
    letters: Sequence[Record],
    records: Sequence[Record],
    precedents: Sequence[Precedent],
    warnings: list[str],
) -> Reply:
    issuer = _issuer(proposal, letters, records)
    alike = [r for r in letters if ("人大" in (r.metadata.doc_type or "")) == (proposal.kind == "建议")]
    pattern = max(alike, key=_when, default=None)
    cc = pattern.metadata.cc if pattern is not None else None
    disclosure = pattern.metadata.disclosure if pattern is not None else None
    if pattern is not None and (cc or disclosure):
        named = "、".join(word for word, value in (("公开方式", disclosure), ("抄送", cc)) if value)
        warnings.append(f"{named}沿用{pattern.metadata.doc_number or pattern.source}，请核对。")
    same = [r for r in letters if proposal.number and r.metadata.proposal_number == proposal.number]
    warnings += [
        f"资料库里已有对这份{proposal.kind}的答复：{r.metadata.doc_number or r.source}，请勿重复答复。" for r in same
    ]
    warnings += [
        f"{precedent.doc_number or precedent.source}曾表示“{promise.quote}”，请核实落实情况。"
        for precedent in precedents
        for promise in precedent.promises
    ]
    missing = [
        word
        for word, value in (("提案号", proposal.number), ("会议届次", proposal.session), ("提出人", proposal.proposers))
        if not value
    ]
    if missing:
        warnings.append(f"{proposal.kind}里没有写明{'、'.join(missing)}，请在函中【待补】处填写。")
    number = proposal.number or f"【待补：{proposal.kind}号】"
    session = proposal.session or "【待补：会议届次】"
    item = "提案" if proposal.kind == "提案" else "建议"
    reference = f"提案第{number}号" if proposal.kind == "提案" else f"建议第{number}号"
    asking = "委员" if proposal.kind == "提案" else "代表"
    return Reply(
        proposal=proposal,
        title=f"{issuer or '【待补：发文机关】'}关于{session}第{number}号{item}答复的函",
        addressee=_addressee(proposal.proposers, asking),
        opening=f"《{proposal.title}》（{reference}）收悉。经认真研究，现答复如下：",
        parts=parts,
        closing="专此答复，感谢对我市相关工作的关心和支持，欢迎继续提出宝贵意见。",
        issuer=issuer,
        contact=None,
        disclosure=disclosure,
        cc=cc,
        precedents=tuple(precedents),
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _when(record: Record) -> str:
    number = re.search(r"〔(\d{4})〕", record.metadata.doc_number or "")
    return record.metadata.issued_on or (number.group(1) if number else "")


def _issuer(proposal: Proposal, letters: Sequence[Record], records: Sequence[Record]) -> str | None:
    """Who answers: the body whose letters fill the shelf; without letters the one that the proposal names."""
    counts = Counter(r.metadata.issuer for r in letters if r.metadata.issuer)
    if counts:
        return counts.most_common(1)[0][0]
    if proposal.lead_agency:
        return proposal.lead_agency
    counts = Counter(r.metadata.issuer for r in records if r.metadata.issuer)
    return counts.most_common(1)[0][0] if counts else None


def _addressee(proposers: str | None, asking: str) -> str:
    if not proposers:
        return f"【待补：提出人】{asking}："
    persons = all(re.fullmatch(r"[\u4e00-\u9fff·]{2,4}", name) for name in proposers.split("、"))
    plain = re.sub(r"(?:等)?(?:委员|代表)$", "", proposers)
    return f"{plain}{asking}：" if persons else f"{proposers}："
