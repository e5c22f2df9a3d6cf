"""All settings, few of them: command line > ZHENGWEN_* environment > settings.toml in the library > defaults."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ingest.errors import SettingsError

_PREFIX = "ZHENGWEN_"
FILE = "settings.toml"
DEFAULT_PORT = 7860


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set. `embedder` is "shipped", a folder, or the name of a sentence-transformers model."""

    home: Path
    embedder: str = "shipped"
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT


def load_settings(given: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in force. `given` comes from the command line; None means not given.

    Raises SettingsError for a file that is no TOML, an unknown key or a value of the wrong kind.
    """
    home = Path(given.get("home") or environment.get(_PREFIX + "HOME") or Path.home() / ".zhengwen").expanduser()
    values: dict[str, Any] = dict(_from_file(home / FILE))
    names = [field.name for field in fields(Settings) if field.name != "home"]
    values |= {name: environment[_PREFIX + name.upper()] for name in names if _PREFIX + name.upper() in environment}
    values |= {name: given[name] for name in names if given.get(name) is not None}
    port = _port(values.pop("port", DEFAULT_PORT))
    return Settings(home=home, port=port, **{name: str(value) for name, value in values.items()})


def _from_file(path: Path) -> Mapping[str, Any]:
    if not path.exists():
        return {}
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"设置文件“{path}”不是有效的TOML，请修正或删除它：{error}。") from error
    known = {field.name for field in fields(Settings)} - {"home"}
    unknown = sorted(set(values) - known)
    if unknown:
        raise SettingsError(
            f"设置文件“{path}”里有不认识的项目：{'、'.join(unknown)}；可用的是{'、'.join(sorted(known))}。"
        )
    return values


def _port(value: Any) -> int:
    try:
        port = int(value)
    except (TypeError, ValueError):
        port = -1
    if not 0 <= port <= 65535:
        raise SettingsError(f"端口“{value}”无效，请给出0到65535之间的整数。")
    return port
