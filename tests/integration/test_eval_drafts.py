"""The measure of drafts sees a figure that is not the source's."""

from __future__ import annotations

from datetime import date

from assistant.drafting.letters import draft
from assistant.drafting.proposals import read_proposal
from assistant.library import Library
from eval.drafts import unproved
from tests.conftest import SAMPLES


def test_changed_digits_are_seen(sample_library: Library) -> None:
    reply = draft(sample_library, read_proposal(next(SAMPLES.glob("提案*.txt"))), date(2026, 11, 21))
    changed = seen = 0
    for said in (said for part in reply.parts for paragraph in part.paragraphs for said in paragraph.sentences):
        document = sample_library.document(said.citation.doc_id)
        assert document is not None
        wrong, _ = unproved(said.text, said.citation.quote, document)
        assert wrong == [], said.text
        for at, char in enumerate(said.text):
            if char.isdigit():
                other = said.text[:at] + str((int(char) + 1) % 10) + said.text[at + 1 :]
                changed += 1
                seen += bool(unproved(other, said.citation.quote, document)[0])
    assert changed > 80
    assert seen >= 0.98 * changed, (seen, changed)
