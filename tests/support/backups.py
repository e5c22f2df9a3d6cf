"""Backups that somebody changed, and how one is refused."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.backup.layout import MANIFEST
from assistant.backup.restoring import restore_backup
from ingest.errors import UserError

Change = Callable[[dict[str, bytes]], None]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def altered(backup: Path, change: Change, *, relist: bool = True) -> Path:
    """A backup whose files were changed, with a list that fits them."""
    with zipfile.ZipFile(backup) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(held.pop(MANIFEST))
    change(held)
    if relist:
        manifest["parts"] = [
            {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in held.items()
        ]
    path = backup.with_name("altered.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**held, MANIFEST: json.dumps(manifest).encode()}.items():
            archive.writestr(name, data)
    return path


def with_file(name: str, data: bytes = b"x") -> Change:
    return lambda held: held.update({name: data})


def refused(path: Path, tmp_path: Path, words: str) -> None:
    before = {found.name for found in tmp_path.iterdir()}
    outside = {found.name for found in tmp_path.parent.iterdir()}
    with pytest.raises(UserError, match=words) as caught:
        restore_backup(path, tmp_path / "new")
    assert str(caught.value).count("。") == 1
    assert {found.name for found in tmp_path.iterdir()} == before
    assert {found.name for found in tmp_path.parent.iterdir()} == outside
