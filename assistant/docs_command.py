"""`docs`: what stands on the shelf, taking it away and back."""

from __future__ import annotations

import json
import sys
from datetime import datetime

from assistant.build import open_library
from assistant.home import HISTORY
from assistant.library import Library, find_among
from assistant.records.history import History
from assistant.rows import metadata_row, outline_row
from assistant.settings import Settings
from assistant.shelf.removal import KEPT_DAYS, beside
from ingest.errors import InputError
from ingest.schema import Document
from vectorstore.codec import Record

_WANTED = {"show": "查看", "remove": "移出", "restore": "恢复", "purge": "彻底删除"}


def docs(settings: Settings, action: str, name: str, *, removed: bool, as_json: bool) -> int:
    """Carries an action out and returns the exit status. Raises UserError subclasses."""
    if action == "list" and name:
        raise InputError("docs list 列出全部文件，后面不写名；要看其中一份，请用 docs show 加上它的名。")
    if action != "list" and removed:
        raise InputError(f"--removed 只能和 docs list 一起用，请去掉它再运行 docs {action}。")
    with open_library(settings) as library:
        if action == "list":
            rows = _rows(library, removed=removed)
            for record, when in rows:
                _print_record(record, when, as_json=as_json)
            if not rows:
                said = "没有能撤销的移出。" if removed else "资料库里还没有文件，请先用 ingest 导入。"
                print(said, file=sys.stderr)
        elif action in {"restore", "purge"}:
            _undo(library, History(settings.home / HISTORY), action, name, as_json=as_json)
        else:
            if not name:
                raise InputError(f"请写明要{_WANTED[action]}哪一份：docs {action} 后面加文件编号、文件名、文号或标题。")
            document = library.find_document(name)
            if document is None:
                raise InputError(f"资料库里没有“{name}”，请先用 docs list 查看文件编号。")
            if action == "remove":
                _remove(library, document, as_json=as_json)
            elif as_json:
                _dump({"doc_id": document.doc_id, "source": document.source, **outline_row(document)})
            else:
                print_outline(document)
    return 0


def print_outline(document: Document) -> None:
    """A document's frame and headings, for people."""
    for name, value in metadata_row(document.metadata).items():
        if value:
            print(f"{name}: {value}")
    print()
    for section in document.sections:
        print("  " * (section.level - 1) + f"{section.number} {section.title}".strip())


def _rows(library: Library, *, removed: bool) -> list[tuple[Record, str]]:
    if not removed:
        return [(record, "") for record in library.documents()]
    return [(r.record, datetime.fromtimestamp(r.at).isoformat(timespec="seconds")) for r in library.removed()]


def _print_record(record: Record, when: str, *, as_json: bool) -> None:
    row = {"doc_id": record.doc_id, "source": record.source, **metadata_row(record.metadata)}
    if as_json:
        _dump({**row, "removed_at": when} if when else row)
        return
    number = row["letter_number"] or "（无文号）"
    end = f"  {when}移出" if when else ""
    print(f"{record.doc_id}  {record.source}  {number}  {row['title'] or ''}  {row['date'] or ''}{end}")


def _remove(library: Library, document: Document, *, as_json: bool) -> None:
    library.remove(document.doc_id)
    print(f"已移出：{document.source}", file=sys.stderr)
    print(f"{KEPT_DAYS}天内可以撤销：docs restore {document.doc_id}", file=sys.stderr)
    if as_json:
        _dump({"doc_id": document.doc_id, "source": document.source, "status": "removed"})


def _undo(library: Library, history: History, action: str, name: str, *, as_json: bool) -> None:
    """Brings a removed document back, or drops it for good."""
    if not name:
        raise InputError(f"请写明要{_WANTED[action]}哪一份，先用 docs list --removed 查看文件编号。")
    found = find_among(name, [removed.record for removed in library.removed()])
    if found is None:
        raise InputError(f"移出的文件里没有“{name}”，请先用 docs list --removed 查看文件编号。")
    if action == "restore":
        library.restore(found.doc_id)
    else:
        history.forget(found.doc_id)  # first: while the document is there, it can be asked for once more
        library.forget(found.doc_id)
    print(f"{'已恢复' if action == 'restore' else '已彻底删除'}：{found.source}", file=sys.stderr)
    if said := beside(found.doc_id, library.documents()):
        print(f"注意：{said}", file=sys.stderr)
    if as_json:
        status = "restored" if action == "restore" else "purged"
        _dump({"doc_id": found.doc_id, "source": found.source, "status": status})


def _dump(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False))
