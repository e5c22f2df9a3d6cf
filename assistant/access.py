"""Who may read a document: the least role that may, from what the document says or what an administrator decided.

主动公开 is for every reader, 依申请公开 for editors and above (it goes out to those who applied, not to everybody),
不予公开, 内部 and any mark of secrecy for administrators. A 公开方式 that we cannot read is a restriction that we do
not know, so editors look after it. A paper that says nothing is for every reader: whatever is restricted must bear the
mark (GB/T 9704), laws, plans and notices bear none, and readers are colleagues who signed in, not the public. A house
that wants it otherwise sets `unstated_level`.
"""

from __future__ import annotations

import re
from enum import IntEnum

from ingest.schema import Metadata
from vectorstore.codec import Record


class Role(IntEnum):
    """What a person may do; as a document's level, the least role that may read it."""

    READER = 0
    EDITOR = 1
    ADMINISTRATOR = 2

    @property
    def key(self) -> str:
        """How the role is stored."""
        return self.name.lower()


ROLE_WORDS = {Role.READER: "读者", Role.EDITOR: "编辑", Role.ADMINISTRATOR: "管理员"}
LEVEL_WORDS = {Role.READER: "所有读者", Role.EDITOR: "编辑和管理员", Role.ADMINISTRATOR: "仅管理员"}

_CHOICE = "(?:主动公开|依申请公开|不予公开|不公开|部分公开)"
_UNTICKED = re.compile(rf"[□☐○〇◯]\s*{_CHOICE}")
_UNTICKED_BEHIND = re.compile(rf"{_CHOICE}\s*[□☐○〇◯]")  # where the first box stands behind its words
_WITHHELD = re.compile(r"不予?公开|不宜公开|不得公开|非公开|免予公开|不予?发布|内部|保密|秘密|机密|绝密|涉密|外传")
_OPEN = re.compile(r"(?:主动|全文|同意|予以|可以|可)?公开(?:发布)?|面向社会公开|主动公开.*")


def role_of(key: str) -> Role | None:
    """The role that is stored as `key`; None for an unknown word."""
    return next((role for role in Role if role.key == key), None)


def stated_level(metadata: Metadata) -> Role | None:
    """The level that follows from a document's own 公开方式; None if it states none."""
    said = (metadata.disclosure or "").strip()
    unticked = _UNTICKED_BEHIND if re.match(rf"{_CHOICE}\s*[□☐○〇◯☑√✓■]", said) else _UNTICKED
    said = unticked.sub("", said).strip(" 。；;，,:：☑√✓■")
    if not said:
        return None
    if _WITHHELD.search(said):
        return Role.ADMINISTRATOR
    if "依申请" not in said and "部分" not in said and _OPEN.fullmatch(said):
        return Role.READER
    return Role.EDITOR


def level_of(record: Record, unstated: Role = Role.READER) -> Role:
    """Who may read a document. A decision that this program does not know keeps it to administrators."""
    if record.level is not None:
        decided = role_of(record.level)
        return Role.ADMINISTRATOR if decided is None else decided
    stated = stated_level(record.metadata)
    return unstated if stated is None else stated


def carried_level(previous: Record | None, metadata: Metadata) -> str | None:
    """What a new version takes over from the one it replaces: what a person decided, unless the new version states a
    stricter level itself. One that states nothing says nothing against a decision, whatever `unstated_level` is."""
    if previous is None or previous.level is None:
        return None
    decided, stated = role_of(previous.level), stated_level(metadata)
    if decided is not None and stated is not None and decided < stated:
        return None
    return previous.level
