"""Letters that answered similar proposals, and their promises: the drafter must check whether they were kept."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.composing import cite
from assistant.drafting.finding import Finder
from assistant.drafting.schema import Precedent, Proposal
from assistant.holdings import Holdings
from assistant.reading.folding import fold
from assistant.reading.terms import coverage
from assistant.reading.units import sentence_spans
from assistant.schema import Evidence
from assistant.verifying.planted import is_order
from ingest.schema import Document, Span
from vectorstore.codec import Record

_MOST, _PROMISES = 3, 3
_ALIKE = 0.42  # the cosine of two proposals' titles from which they are of one matter
_USED = 2  # sentences of a letter in the draft: what it answered was of one matter with this
_ABOUT = 0.5  # of a wish's words in a promise
_PROMISE = re.compile(
    r"下一步|将(?=进一步|继续|加快|加大|会同|推动|推进|组织|先行|积极|努力|适时|研究|根据|协同|建设|于|逐步|不断|加速)|拟(?:于|在|将|共建|建)|力争|争取|预计|计划于|到20\d\d年|尽快|年内"
)


def find_precedents(
    library: Holdings,
    finder: Finder,
    proposal: Proposal,
    letters: Sequence[Record],
    used: Mapping[str, int],
) -> tuple[Precedent, ...]:
    """The most similar proposals that were answered, with their letters: the very same one first, then those whose
    letters the draft uses most (`used`: doc_id → sentences), then those alike in title."""
    titles = [record.metadata.proposal_title or record.metadata.title or "" for record in letters]
    if not titles:
        return ()
    about = f"{proposal.title}。{'；'.join(s.heading for s in proposal.suggestions)}"
    cosines = library.similarities(about, titles)
    judged: list[tuple[tuple[bool, int, float], Record, str]] = []
    for record, title, cosine in zip(letters, titles, cosines, strict=True):
        same = bool(proposal.number) and record.metadata.proposal_number == proposal.number
        count = used.get(record.doc_id, 0)
        if same or count >= _USED or cosine >= _ALIKE:
            judged.append(((same, count, cosine), record, title))
    judged.sort(key=lambda one: one[0], reverse=True)
    return tuple(_precedent(record, title, finder, proposal) for _, record, title in judged[:_MOST])


def _precedent(record: Record, title: str, finder: Finder, proposal: Proposal) -> Precedent:
    document = finder.document(record.doc_id)
    promises = enumerate(_promises(document, finder, proposal), 1)
    cited = tuple(cite(Evidence(record.doc_id, span), document, n) for n, span in promises)
    return Precedent(record.doc_id, record.source, record.metadata.doc_number, record.metadata.title, title, cited)


def _promises(document: Document, finder: Finder, proposal: Proposal) -> list[Span]:
    """The sentences of a letter that promise something on what is asked for now."""
    closing = next((s.span.start for s in document.sections if s.kind == "closing"), len(document.text))
    start = document.sections[0].span.start if document.sections else 0
    wanted = [finder.terms(wish) for s in proposal.suggestions for wish in (s.heading, *s.asks)]
    judged: list[tuple[float, Span]] = []
    for span in sentence_spans(Span(start, closing), document.text):
        text = span.of(document.text)
        if _PROMISE.search(text) and not is_order(text):
            judged.append((max(coverage(terms, fold(text)) for terms in wanted), span))
    judged.sort(key=lambda one: -one[0])
    return sorted(span for share, span in judged[:_PROMISES] if share >= _ABOUT)
