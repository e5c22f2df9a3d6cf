"""Putting a drafted reply away: the letter, its evidence table, its row. Either all are written or none."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from assistant.drafting.rows import reply_row
from assistant.drafting.schema import Reply
from ingest.errors import InputError

LETTERHEAD = Path("templates") / "letterhead.docx"  # in the library's folder: the office's own


def evidence_path(letter: Path) -> Path:
    """Where the evidence table of a letter lies."""
    return letter.with_name(f"{letter.stem}_依据.docx")


def file_reply(reply: Reply, path: Path, home: Path | None = None, *, json_path: Path | None = None) -> None:
    """Writes the letter to `path` (.docx), its evidence table beside it, and the row where it is wanted. A letterhead
    of the office's own is looked for in `home`, the library's folder.

    Raises InputError for a path that is no .docx or cannot be written.
    """
    from assistant.drafting.typesetting import write_evidence, write_letter

    if path.suffix.lower() != ".docx":
        raise InputError(f"答复函只能存为 .docx 文件，请把“{path.name}”改成 .docx 结尾。")
    own = home / LETTERHEAD if home is not None else None
    targets = [path, evidence_path(path), *([json_path] if json_path else [])]
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".zhengwen-") as folder:
            made = [Path(folder) / str(n) for n in range(len(targets))]
            write_letter(reply, made[0], own if own and own.is_file() else None)
            write_evidence(reply, made[1])
            if json_path is not None:
                row = json.dumps(reply_row(reply), ensure_ascii=False, indent=1)
                made[2].write_text(row + "\n", encoding="utf-8")
                if json_path.parent.resolve() != path.parent.resolve():
                    targets[2].write_bytes(made[2].read_bytes())
                    made, targets = made[:2], targets[:2]
            for source, target in zip(made, targets, strict=True):
                source.replace(target)
    except OSError as error:
        raise InputError(f"无法写入“{path}”，请检查文件夹是否存在、是否有权限，或文件是否正被打开。") from error
