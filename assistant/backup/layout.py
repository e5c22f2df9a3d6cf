"""What stands in a backup: one .zip of the register, the originals, the settings, and a list of all of it.

    manifest.json            what follows, with sizes and digests; written last, so a backup that was cut short lacks it
    register.sqlite3         a snapshot
    files/<doc_id>.pdf       the originals that it names
    settings.toml, templates/letterhead.docx    where they exist

Conversations and records of answers belong to the people who had them and are not in it, nor is the file of people.
Caches are built anew.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from assistant.home import BACKED_UP, FILES, ORIGINAL, REGISTER

FORMAT = 1
MANIFEST = "manifest.json"
ORIGINALS = f"{FILES}/"
ROOM = 1.05  # of the bytes that are copied: what must be free, since hardly anything of it can be packed


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`missing`: originals that the register names and that were not there any more."""

    made_at: str
    documents: int
    parts: tuple[Part, ...]
    missing: tuple[str, ...] = ()
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Of everything, unpacked."""
        return sum(part.size for part in self.parts)


def is_ours(name: str) -> bool:
    """Whether a file of this name belongs into a backup, and so into a library."""
    if name.startswith(ORIGINALS):
        return ORIGINAL.fullmatch(name.removeprefix(ORIGINALS)) is not None
    return name == REGISTER or name in BACKED_UP


def written(manifest: Manifest) -> bytes:
    return json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()


def read_back(data: bytes) -> Manifest:
    """The manifest that was written. Raises ValueError, KeyError or TypeError for anything else."""
    values = json.loads(data)
    parts = tuple(Part(str(p["name"]), int(p["size"]), str(p["sha256"])) for p in values["parts"])
    missing = tuple(str(name) for name in values["missing"])
    return Manifest(str(values["made_at"]), int(values["documents"]), parts, missing, int(values["format"]))
