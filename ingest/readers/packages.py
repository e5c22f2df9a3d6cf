"""Zip packages (OFD, xlsx, archives): looked at by their declared sizes before anything is expanded.

zipfile never yields more of a part than is declared, so the declared sizes bound what a bomb can cost.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import Any

from ingest.errors import UnreadableFileError

MAX_PARTS = 20_000
MAX_EXPANDED = 300 * 1024 * 1024  # as in docx.py
MAX_PART = 64 * 1024 * 1024
MAX_XML = 24 * 1024 * 1024  # of a part that becomes a tree, which takes some twenty times its text

_ENCRYPTED = 0x1
_CHINESE_XML = re.compile(rb"""\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]*encoding=["']gb[\w-]+["'][^>]*\?>""", re.I)


class Package:
    """The parts of a zip package, found whatever the case and slashes of their names."""

    def __init__(self, data: bytes, name: str, program: str) -> None:
        """Raises UnreadableFileError for what is damaged, encrypted or too large; `program` could mend it."""
        self._name = name
        self._damaged = f"“{name}”已损坏或不完整，请重新下载，或用{program}打开后重新另存。"
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
            parts = self._archive.infolist()
        except Exception as error:  # zipfile: BadZipFile, struct.error, NotImplementedError, ValueError…
            raise UnreadableFileError(self._damaged) from error
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_EXPANDED:
            raise UnreadableFileError(f"“{name}”解压后过大，已停止读取，请拆分或另存后再试。")
        if any(part.flag_bits & _ENCRYPTED for part in parts):
            raise UnreadableFileError(f"“{name}”设了打开密码，请在{program}中去掉密码后再试。")
        self._parts: dict[str, zipfile.ZipInfo] = {}
        for part in parts:
            self._parts.setdefault(_key(part.filename), part)

    def names(self) -> list[str]:
        """The parts' names, with slashes and in small letters."""
        return list(self._parts)

    def locate(self, location: str, base: str = "") -> str | None:
        """The name of the part meant by a location in a part of the folder `base`: below it, or from the root."""
        wanted = location.strip().replace("\\", "/")
        for candidate in (posixpath.join(base, wanted), wanted):
            key = _key(candidate)
            if key in self._parts:
                return key
        return None

    def read(self, key: str, most: int = MAX_PART) -> bytes:
        """A part's bytes. Raises UnreadableFileError where they are damaged or absurdly many."""
        part = self._parts.get(_key(key))
        if part is None:
            raise UnreadableFileError(self._damaged)
        if part.file_size > most:
            raise UnreadableFileError(f"“{self._name}”内部的“{posixpath.basename(key)}”过大，请拆分后再试。")
        try:
            return self._archive.read(part)
        except Exception as error:  # zlib.error, BadZipFile, NotImplementedError (a compression nobody uses), EOFError
            raise UnreadableFileError(self._damaged) from error

    def xml(self, key: str) -> Any:
        """A part as an element tree; document types and entities, of which these formats have none, are refused."""
        from defusedxml import ElementTree

        data = self.read(key, MAX_XML)
        if head := _CHINESE_XML.match(data):  # expat knows no GB18030
            data = data[head.end() :].decode("gb18030", "replace").encode()
        try:
            return ElementTree.fromstring(data, forbid_dtd=True)
        except Exception as error:  # ParseError, DTDForbidden, UnicodeError, LookupError
            raise UnreadableFileError(self._damaged) from error


def _key(name: str) -> str:
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").casefold()
