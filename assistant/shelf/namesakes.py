"""Which other documents of a library bear a document's 文号: drafts, scans, versions of one paper. And whether two
files of one name are one paper."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import PurePath

from ingest.schema import Document, Metadata
from vectorstore.codec import Record
from vectorstore.register import Register

_FEW = 8  # numbers; to look for one the register reads the frames of all documents, which for many is done once


class Namesakes:
    """For one ingest. Two of them at once may miss each other's newest documents: it is a warning, not a rule."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._asked = 0
        self._bearers: dict[str, list[str]] | None = None

    def of(self, document: Document) -> list[Record]:
        """The other documents that bear its number, in the order in which they came; it is in the register itself."""
        number = document.metadata.doc_number
        if number is None:
            return []
        self._asked += 1
        if self._asked <= _FEW:
            doc_ids = [doc_id for doc_id, _ in self._register.sources_of_number(number)]
        else:
            if self._bearers is None:
                self._bearers = defaultdict(list)
                for record in self._register.records():
                    if record.metadata.doc_number is not None:
                        self._bearers[record.metadata.doc_number].append(record.doc_id)
            doc_ids = self._bearers[number]
            if document.doc_id not in doc_ids:
                doc_ids.append(document.doc_id)
        records = [self._register.record(doc_id) for doc_id in doc_ids if doc_id != document.doc_id]
        return [record for record in records if record is not None]


def same_paper(one: Metadata, other: Metadata) -> bool:
    """Whether two files of one name are versions of one paper, as their frames say: by the 文号, where one of them has
    none by the title."""
    if one.doc_number is not None and other.doc_number is not None:
        return one.doc_number == other.doc_number
    return one.title == other.title


def from_folders(register: Register, name: str, metadata: Metadata, uploaded: str) -> list[Record]:
    """The documents of this file name and 文号 that came from a folder: not each of their path keys begins with
    `uploaded`, as those of uploads do."""
    number = metadata.doc_number
    if number is None:
        return []
    records = register.records_by_id().values()
    return [
        record
        for record in records
        if record.source == name
        and record.metadata.doc_number == number
        and not all(re.match(f"(?:beside:)*{uploaded}", key) for key in register.path_keys_of(record.doc_id))
    ]


def numbered(name: str, n: int) -> str:
    """附件.docx → 附件（2）.docx"""
    path = PurePath(name)
    return f"{path.stem}（{n}）{path.suffix}"
