"""`draft` and `check`: a letter for a proposal, and what in a letter is to be looked at once more.

Both ask for the settings when what they are given is read: that needs no library.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from assistant.build import open_assistant, open_library
from assistant.drafting.checking import check_letter
from assistant.drafting.filing import check_targets, evidence_path, file_reply
from assistant.drafting.proposals import read_proposal
from assistant.home import LETTERHEAD
from assistant.settings import Settings
from ingest.pipeline import parse
from vectorstore.index import Progress


def draft(
    settings_of: Callable[[], Settings], source: Path, output: Path, json_path: Path | None, progress: Progress
) -> int:
    """Writes the letter and returns the exit status. Raises UserError subclasses."""
    check_targets(output, json_path, (source,))
    proposal = read_proposal(source)
    settings = settings_of()
    with open_assistant(settings, progress) as assistant:
        reply = assistant.draft(proposal)
        head = settings.home / LETTERHEAD
        kept = file_reply(reply, output, letterhead=head, json_path=json_path, sources=(source,))
    gaps = len(reply.open_places)
    _note(f"已起草{len(reply.parts)}条建议的答复：“{output}”，{gaps}处待补。")
    _note(f"每句话的依据在批注里，也在“{evidence_path(output)}”里。")
    for earlier in kept:
        _note(f"原来的文件没有丢，改名为“{earlier}”。")
    for warning in reply.warnings:
        _note(f"注意：{warning}")
    return 0


def check(
    settings_of: Callable[[], Settings], source: Path, proposal: Path | None, progress: Progress, *, as_json: bool
) -> int:
    """Names what is to be looked at and returns the exit status. Raises UserError subclasses."""
    letter = parse(source)
    asked = read_proposal(proposal) if proposal else None
    with open_library(settings_of(), progress) as library:
        faults = check_letter(letter, library, asked)
    for fault in faults:
        if as_json:
            print(json.dumps(asdict(fault), ensure_ascii=False))
        else:
            print(f"□ {fault.section + ' ' if fault.section else ''}{fault.message}")
    if not as_json:
        _note(f"共{len(faults)}处需要核对。" if faults else "没有发现需要核对的地方。")
    return 0


def _note(sentence: str) -> None:
    print(sentence, file=sys.stderr)
