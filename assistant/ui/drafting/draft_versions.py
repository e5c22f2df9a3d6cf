"""The versions of a draft: kept for the visit, each with its files ready for the drafter to take away."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from assistant.drafting.filing import evidence_path, file_reply
from assistant.drafting.finding import Place
from assistant.drafting.schema import Reply
from assistant.ui.handouts import Handouts, download_link
from assistant.ui.language import asked_in_english, in_english


@dataclass(frozen=True, slots=True)
class Version:
    """A draft of this visit; `dropped` are the places whose sentences it does without, `taken` those of what was only
    shown that the drafter wants, `how` says how it came about."""

    reply: Reply
    dropped: frozenset[Place]
    taken: frozenset[Place]
    how: str
    letter: Path
    evidence: Path

    @property
    def documents(self) -> set[str]:
        """Those whose words are in its files."""
        cited = {c.doc_id for part in self.reply.parts for paragraph in part.paragraphs for c in paragraph.citations}
        cited |= {c.doc_id for part in self.reply.parts for c in part.nearest}
        return cited | {precedent.doc_id for precedent in self.reply.precedents}


def put_down(
    reply: Reply,
    letterhead: Path | None,
    how: str = "",
    dropped: frozenset[Place] = frozenset(),
    taken: frozenset[Place] = frozenset(),
) -> Version:
    """A version with its files written, in the folder of this process, which goes when it ends."""
    name = re.sub(r'[\\/:*?"<>|\s]+', "", reply.proposal.title)[:40] or "提案"
    letter = Path(tempfile.mkdtemp(dir=os.environ.get("GRADIO_TEMP_DIR"))) / f"答复：{name}.docx"
    file_reply(reply, letter, letterhead=letterhead)
    return Version(reply, dropped, taken, how, letter, evidence_path(letter))


def files_of(version: Version, handouts: Handouts) -> str:
    """The links to a version's files."""
    letter = handouts.lay_out(version.letter, version.documents)
    evidence = handouts.lay_out(version.evidence, version.documents)
    return (
        '<p class="zw-downloads">'
        f"{download_link(letter, '下载答复函', 'zw-letter-file')} "
        f"{download_link(evidence, '下载依据表', 'zw-evidence-file')}</p>"
        '<p class="zw-visit">各稿只留到离开页面，要留下的请下载。</p>'
    )


def names_of(versions: tuple[Version, ...]) -> list[tuple[str, int]]:
    """(what is shown, number) of each version. It is chosen in an input field, which the script does not translate."""
    english = asked_in_english()
    names = [f"第{n}稿：{v.how}" if v.how else f"第{n}稿" for n, v in enumerate(versions, 1)]
    return [(in_english(name) if english else name, n) for n, name in enumerate(names, 1)]


def index_of(number: int | None, versions: tuple[Version, ...]) -> int | None:
    """The index of a version by the number that the browser sent."""
    return number - 1 if isinstance(number, int) and 1 <= number <= len(versions) else None
