"""Changes entries of a library's settings.toml and leaves all others, comments too, as they stand."""

from __future__ import annotations

import json
import re
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.home import SETTINGS
from assistant.settings import load_settings, read_file
from ingest.errors import SettingsError
from vectorstore.whole import write_whole

# of an entry's line: a value on one line and the comment behind it, or whatever else
_REST = r"""(?:[ \t]*(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^#"'\n]*?)(?P<comment>[ \t]*\#.*)?|.*)"""


def save_settings(home: Path, changes: Mapping[str, str]) -> None:
    """Writes some entries, whole or not at all; the settings must make sense with them.

    Raises SettingsError where they do not, and where the file cannot be written.
    """
    path = home / SETTINGS
    read_file(path)  # one that is no TOML is for whoever wrote it to mend
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    wanted: dict[str, Any] = {**tomllib.loads(before), **changes}
    text = _changed(before, changes)
    if _parsed(text) != wanted:  # entries in a form that the lines do not show, such as a text of several lines
        text = "".join(f"{name} = {_value(value)}\n" for name, value in wanted.items())
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=home, prefix=".settings-") as folder:
            (Path(folder) / SETTINGS).write_text(text, encoding="utf-8")
            load_settings({"home": Path(folder)}, {})
        write_whole(path, text, private=True)
    except OSError as error:
        raise SettingsError(f"设置文件“{path}”无法写入，请检查权限和磁盘空间。") from error


def _changed(text: str, changes: Mapping[str, str]) -> str:
    """The text with the lines of these entries exchanged, or put in at its top."""
    fresh = []
    for name, value in changes.items():
        line = f"{name} = {_value(value)}"
        found = re.search(rf"(?m)^[ \t]*{re.escape(name)}[ \t]*={_REST}$", text)
        if found is None:
            fresh.append(f"{line}\n")
        else:
            text = text[: found.start()] + line + (found["comment"] or "") + text[found.end() :]
    return "".join(fresh) + text


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _value(value: Any) -> str:
    """A value as TOML; a JSON string is one, but for the sign DEL."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    return str(value).lower() if isinstance(value, bool) else str(value)
