"""What somebody may hand us as a backup does nothing, and is one sentence."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from assistant.backup.layout import MANIFEST
from assistant.backup.restoring import restore_backup
from assistant.home import REGISTER
from ingest.errors import InputError
from tests.support.backups import Change, altered, refused, with_file


def with_register(statement: str) -> Change:
    def change(held: dict[str, bytes]) -> None:
        with sqlite3.connect(":memory:") as db:
            db.deserialize(held[REGISTER])
            db.executescript(statement)
            held[REGISTER] = db.serialize()

    return change


def without_originals(held: dict[str, bytes]) -> None:
    for name in [name for name in held if name.startswith("files/")]:
        del held[name]


# sound to SQLite, and nothing that the program would have written
TAMPERED = [
    *(
        f"UPDATE documents SET {column} = x'00ff' WHERE rowid = (SELECT min(rowid) FROM documents)"
        for column in ("metadata", "text", "structure", "source", "file", "added_at", "warnings", "pages")
    ),
    *(f"UPDATE chunks SET {column} = x'00ff'" for column in ("position", "start", '"end"', "path", "headings", "page")),
    "UPDATE documents SET structure = '{}'",
    "UPDATE documents SET structure = replace(structure, '\"sections\":[[', '\"sections\":[[[],')",
    "UPDATE documents SET structure = json_set(structure, '$.sections[0][9]', 0)",  # a section in itself
    "UPDATE documents SET structure = json_set(structure, '$.sections[0][6]', 1000000)",  # that ends behind the text
    "UPDATE documents SET structure = json_set(structure, '$.sections[0][3]', 7)",
    "UPDATE documents SET structure = replace(hex(zeroblob(100000)), '00', '[')",
    "UPDATE documents SET metadata = '{\"title\": 7}'",
    'UPDATE documents SET metadata = \'{"title": "\\ud800"}\'',
    "UPDATE documents SET warnings = '[1]'",
    'UPDATE chunks SET "end" = 1000000',
    'UPDATE chunks SET "end" = start',
    "UPDATE chunks SET start = -1",
    "UPDATE vectors SET vector = x'00ff' WHERE rowid = (SELECT min(rowid) FROM vectors)",
    "UPDATE vectors SET vector = zeroblob(0)",
    "UPDATE vectors SET vector = zeroblob(7)",
    "UPDATE vectors SET vector = 'text'",
    "UPDATE vectors SET vector = x'007e' || substr(vector, 3)",
    "DELETE FROM vectors WHERE rowid = (SELECT min(rowid) FROM vectors)",
    "UPDATE vectors SET model = x'00ff'",
    "UPDATE journal SET put = '7'",
    "UPDATE journal SET put = '[7]'",
    "UPDATE meta SET value = x'00ff'",
    "DROP TABLE removed_chunks",
    "PRAGMA foreign_keys = OFF; INSERT INTO removed_documents SELECT * FROM documents;"
    " UPDATE removed_documents SET metadata = '7'",
]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (with_file("../outside.txt"), "不是完整的政问备份"),
        (with_file("files/../../outside.txt"), "不是完整的政问备份"),
        (with_file("/tmp/outside.txt"), "不是完整的政问备份"),
        (with_file("files/..\\..\\outside.txt"), "不是完整的政问备份"),
        (with_file("files/0123456789abcdef./x"), "不是完整的政问备份"),
        (with_file("people.db"), "不是完整的政问备份"),
        (with_file("lock"), "不是完整的政问备份"),
        (with_file("settings.toml", b"0" * 80_000_000), "大得不合理"),
        (with_file(REGISTER, b"no register"), "登记文件已损坏"),
        (with_register("UPDATE documents SET file = '../../outside.txt'"), "缺少登记过的原件"),
        (with_register("CREATE TRIGGER t AFTER INSERT ON documents BEGIN DELETE FROM documents; END"), "已损坏"),
        (with_register("PRAGMA user_version = 99"), "更新版本"),
        (with_register("DROP TABLE documents"), "已损坏"),
        *((with_register(statement), "已损坏") for statement in TAMPERED),
        (without_originals, "缺少登记过的原件"),
        (lambda held: held.pop(REGISTER), "不是完整的政问备份"),
    ],
)
def test_a_hostile_backup_is_one_sentence(backup: Path, tmp_path: Path, change: Change, words: str) -> None:
    path = altered(backup, change)
    refused(path, tmp_path, words)


def test_a_damaged_backup_is_one_sentence(backup: Path, tmp_path: Path) -> None:
    whole = backup.read_bytes()
    bad = tmp_path / "bad.zip"
    for data in (b"", b"no zip", whole[: len(whole) // 2], _flipped(whole)):
        bad.write_bytes(data)
        refused(bad, tmp_path, "不是完整的政问备份")
    refused(
        altered(backup, lambda held: held.update({"settings.toml": b"port = 1"}), relist=False), tmp_path, "不是完整"
    )
    with pytest.raises(InputError, match="找不到备份"):
        restore_backup(tmp_path / "none.zip", tmp_path / "new")


def _flipped(data: bytes) -> bytes:
    """One byte of an original is another."""
    at = data.index("人才公寓".encode())
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_an_entry_that_is_longer_than_it_says_is_not_unpacked(backup: Path, tmp_path: Path) -> None:
    """The list and the directory agree on a size, the packed bytes hold more."""
    path = altered(backup, with_file("settings.toml", b"0" * 5_000))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    [part] = [part for part in manifest["parts"] if part["name"] == "settings.toml"]
    part["size"] = 4_000
    path = _with_manifest(path, manifest)
    refused(path, tmp_path, "不是完整的政问备份")


def _with_manifest(path: Path, manifest: object) -> Path:
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    held[MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "manifest",
    [
        [],
        {},
        "x",
        {"parts": 1},
        {"format": 1, "parts": [], "missing": [], "made_at": 1},
        {"format": 1, "parts": [], "missing": [], "made_at": 1, "documents": float("inf")},
    ],
)
def test_a_list_that_makes_no_sense(backup: Path, tmp_path: Path, manifest: object) -> None:
    refused(_with_manifest(backup, manifest), tmp_path, "不是完整的政问备份")
