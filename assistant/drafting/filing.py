"""Putting a drafted reply away: the letter, its evidence table, its row.

All of them are written or none. What lay there before is kept beside the new one under another name, since somebody may
have worked on it; what a draft is made from is never written over.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path

from assistant.drafting.rows import reply_row
from assistant.drafting.schema import Reply
from ingest.errors import InputError


def evidence_path(letter: Path) -> Path:
    """Where the evidence table of a letter lies."""
    return letter.with_name(f"{letter.stem}_依据.docx")


def file_reply(
    reply: Reply,
    path: Path,
    *,
    letterhead: Path | None = None,
    json_path: Path | None = None,
    sources: Collection[Path] = (),
) -> tuple[Path, ...]:
    """Writes the letter to `path` (.docx), its evidence table beside it, and the row where it is wanted. `letterhead`
    is used where it exists. Returns where earlier files were kept.

    Raises InputError for a path that is no .docx, is one of `sources` or of the others, or cannot be written.
    """
    check_targets(path, json_path, sources)
    from assistant.drafting.evidence_table import write_evidence
    from assistant.drafting.typesetting import write_letter

    letter, table = io.BytesIO(), io.BytesIO()
    write_letter(reply, letter, letterhead if letterhead is not None and letterhead.is_file() else None)
    write_evidence(reply, table)
    contents = {path: letter.getvalue(), evidence_path(path): table.getvalue()}
    if json_path is not None:
        contents[json_path] = (json.dumps(reply_row(reply), ensure_ascii=False, indent=1) + "\n").encode()
    return _put(contents)


def check_targets(path: Path, json_path: Path | None = None, sources: Collection[Path] = ()) -> None:
    """Raises InputError for outputs that would not do, before any work is done for them."""
    if path.suffix.lower() != ".docx":
        raise InputError(f"答复函只能存为 .docx 文件，请把“{path.name}”改成 .docx 结尾。")
    targets = [path, evidence_path(path), *([json_path] if json_path else [])]
    given = {source.resolve() for source in sources}
    for target in targets:
        if target.resolve() in given:
            raise InputError(f"“{target.name}”就是要答复的提案，不能写在它上面，请换一个文件名。")
        if not target.parent.is_dir():
            raise InputError(f"没有文件夹“{target.parent}”，请先建好再试。")
        if target.is_dir():
            raise InputError(f"“{target}”是文件夹，请换一个文件名。")
    if len({target.resolve() for target in targets}) < len(targets):
        raise InputError("答复函、依据表和JSON不能是同一个文件，请换一个文件名。")


def _put(contents: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Writes all files under temporary names, then moves them to theirs; if one fails, all is undone. Returns the new
    names of the files that lay there before."""
    made: dict[Path, Path] = {}
    kept: dict[Path, Path] = {}
    placed: list[Path] = []
    target = next(iter(contents))
    try:
        for target, data in contents.items():
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=".zhengwen-")
            made[target] = Path(name)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
        for target, fresh in made.items():
            if target.exists():
                earlier = _free_name(target)
                target.rename(earlier)
                kept[target] = earlier
            fresh.replace(target)
            placed.append(target)
    except OSError as error:
        with suppress(OSError):  # the first fault is the one to tell
            for done in placed:
                done.unlink()
            for name_before, earlier in kept.items():
                earlier.rename(name_before)
        raise InputError(f"无法写入“{target}”，请检查有没有权限，或文件是否正被打开。") from error
    finally:
        for fresh in made.values():
            fresh.unlink(missing_ok=True)
    return tuple(kept.values())


def _free_name(path: Path) -> Path:
    """A name in the same folder that no file has yet: 答复.旧稿1.docx."""
    n = 1
    while (candidate := path.with_name(f"{path.stem}.旧稿{n}{path.suffix}")).exists():
        n += 1
    return candidate
