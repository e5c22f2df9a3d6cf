"""What a drafter should look at before a letter goes out: form, numbering, papers named, figures, suggestions left out.

A check points, it does not judge: every fault says what stands in the letter and what it was held against.
"""

from __future__ import annotations

import re

from assistant.drafting.checks.earlier import customs_of, earlier_faults
from assistant.drafting.checks.fault import Fault, fault_at
from assistant.drafting.checks.form import form_faults
from assistant.drafting.checks.frame import read_frame
from assistant.drafting.checks.numbering import numbering_faults
from assistant.drafting.checks.papers import number_faults, paper_faults
from assistant.drafting.checks.proposal import proposal_faults
from assistant.drafting.checks.suggestions import gap_faults, suggestion_faults
from assistant.drafting.comparing import against_itself, against_library
from assistant.drafting.schema import Proposal
from assistant.holdings import Holdings
from ingest.errors import InputError
from ingest.schema import Document, Span

_HEAD = 1500  # characters in which a letter of reply says that it is one
_ANSWERS = re.compile(
    r"(?:提案|建议|议案|来函|来信|来件)[^。]{0,120}收悉|收悉[^。]{0,120}(?:答复|函复|回复)|(?:答复|函复|回复)如下"
    r"|(?:提案|建议|议案)[^\n。]{0,16}(?:的|之)?(?:答复|复函|回复)"
)


def check_letter(letter: Document, library: Holdings, proposal: Proposal | None = None) -> list[Fault]:
    """The faults of a letter, in its order. Raises InputError for a paper that is no letter of reply."""
    if not (_ANSWERS.search(letter.text[:_HEAD]) or re.search(r"专此(?:答|函)复", letter.text)):
        raise InputError(f"“{letter.source}”不像是答复函（没有“收悉”“现答复如下”之类的话），请换成答复函再试。")
    frame = read_frame(letter)
    end = frame.tail.start
    known = list(earlier_faults(letter, frame, library))
    if proposal is not None:
        known += [fault for fault in proposal_faults(frame, proposal) if not any(_one_place(fault, k) for k in known)]
    told = {(fault.start, fault.end) for fault in known}  # what the library's copy says of a field says more
    form = form_faults(letter, frame, customs_of(letter, frame, library.documents()))
    faults = [*known, *(fault for fault in form if (fault.start, fault.end) not in told)]
    faults += [*gap_faults(letter), *numbering_faults(letter, end), *paper_faults(letter, library)]
    faults += number_faults(letter, Span(frame.head.end, end), library)
    figures = (*against_library(letter, library), *against_itself(letter))
    faults += [fault_at(letter, "figure", message, span) for span, message in figures]
    faults += suggestion_faults(letter, end, library, proposal)
    return sorted(faults, key=lambda fault: (fault.start, fault.end))


def _one_place(one: Fault, other: Fault) -> bool:
    return (one.start, one.end) == (other.start, other.end)
