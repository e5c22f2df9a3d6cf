"""All settings, few of them: command line > ZHENGWEN_* environment > settings.toml in the library > defaults."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from assistant.home import SETTINGS
from ingest.errors import SettingsError

_PREFIX = "ZHENGWEN_"
DEFAULT_PORT = 7860
KEY = "ZHENGWEN_LLM_API_KEY"  # never a setting: a key is in no file of ours and on no screen
_LEAST_WINDOW = 2048  # tokens; a smaller one holds no evidence worth asking about


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set. `embedder` is "shipped", a folder, the name of a sentence-transformers model, or a line of
    `vectorstore/sockets.py`; `vector_store` is empty for Chroma in the library, or such a line.

    `llm_base_url` is the address of a server that speaks OpenAI's protocol (…/v1); empty means no language model.
    `llm_timeout` bounds a whole answer, in seconds; `llm_context_window` is the model's, in tokens.
    `auth` is the file that holds the people; empty means that only this computer may come in. `trusted_proxies` are
    addresses that are believed when they name a person in `sso_header`. `unstated_level` is the least role that may
    read a paper that states no 公开方式.
    """

    home: Path
    embedder: str = "shipped"
    vector_store: str = ""
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    llm_base_url: str = ""
    llm_model: str = ""
    llm_timeout: float = 60.0
    llm_context_window: int = 8192
    auth: str = ""
    trusted_proxies: str = ""
    sso_header: str = ""
    unstated_level: str = "reader"


def load_settings(given: Mapping[str, Any], environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in force. `given` comes from the command line; None means not given.

    Raises SettingsError for a file that is no TOML, an unknown key or a value of the wrong kind.
    """
    if given.get("home") == "":  # an unset variable of a script, not a wish for the folder where it stands
        raise SettingsError("--home后面是空的，请写明资料库文件夹。")
    home = Path(given.get("home") or environment.get(_PREFIX + "HOME") or Path.home() / ".zhengwen").expanduser()
    home = Path(os.path.realpath(home))  # what lies in it is told from other files by its real path
    values: dict[str, Any] = dict(read_file(home / SETTINGS))
    names = [field.name for field in fields(Settings) if field.name != "home"]
    values |= {name: environment[_PREFIX + name.upper()] for name in names if _PREFIX + name.upper() in environment}
    values |= {name: given[name] for name in names if given.get(name) is not None}
    checked = {name: _CHECKS.get(name, str)(_of_its_kind(name, value)) for name, value in values.items()}
    if checked.get("llm_base_url") and not checked.get("llm_model"):
        raise SettingsError("设置了服务地址（llm_base_url）却没有模型名称（llm_model），请写明要用的模型。")
    return Settings(home=home, **checked)


def read_file(path: Path) -> Mapping[str, Any]:
    """The entries of a settings file, none where there is no file; whether they make sense together is not asked.

    Raises SettingsError for a file that is no TOML and an unknown key.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (NotADirectoryError, PermissionError) as error:
        raise SettingsError(f"资料库文件夹“{path.parent}”无法读取，请检查路径和权限。") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"设置文件“{path}”不是有效的TOML，请修正或删除它：{error}。") from error
    known = {field.name for field in fields(Settings)} - {"home"}
    unknown = sorted(set(values) - known)
    if any("key" in name for name in unknown):
        raise SettingsError(f"密钥不能写在设置文件“{path}”里，请删掉它，改用环境变量{KEY}。")
    if unknown:
        raise SettingsError(
            f"设置文件“{path}”里有不认识的项目：{'、'.join(unknown)}；可用的是{'、'.join(sorted(known))}。"
        )
    return values


def _of_its_kind(name: str, value: Any) -> Any:
    """The value, which a settings file may write as anything that TOML has; text may stand for a number, for that is
    what variables and the command line give. Raises SettingsError for any other kind."""
    kind, wanted = _NUMBERS.get(name, (str, "加引号的文字"))
    if isinstance(value, str | kind) and not isinstance(value, bool):
        return value
    # the value is not repeated: a key may stand in an address
    raise SettingsError(f"设置{name}要写成{wanted}，不能写成{_TOML_WORDS.get(type(value), '别的')}，请修正。")


def _port(value: Any) -> int:
    try:
        port = int(value)
    except (TypeError, ValueError):
        port = -1
    if not 1 <= port <= 65535:  # with 0 the system would choose one, which nobody is told
        raise SettingsError(f"端口“{value}”无效，请给出1到65535之间的整数。")
    return port


def _base_url(value: Any) -> str:
    address = str(value).strip().rstrip("/")
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        fine = parts.scheme in {"http", "https"} and parts.hostname is not None and parts.port != 0
        bare = parts.username is None and not parts.query and not parts.fragment
    except ValueError:
        fine = bare = False
    if not fine or not bare:  # the address is not repeated: a key may stand in it
        raise SettingsError(
            "服务地址（llm_base_url）无效，请写成http://主机:端口/v1这样的地址，不带用户名、密钥和参数。"
        )
    return address


def _seconds(value: Any) -> float:
    try:
        seconds = float(value)
    except (TypeError, ValueError):
        seconds = -1.0
    if not 0 < seconds <= 3600:
        raise SettingsError(f"llm_timeout“{value}”无效，请给出0到3600之间的秒数。")
    return seconds


def _window(value: Any) -> int:
    try:
        window = int(value)
    except (TypeError, ValueError):
        window = -1
    if window < _LEAST_WINDOW:
        raise SettingsError(f"llm_context_window“{value}”无效，请给出不小于{_LEAST_WINDOW}的整数。")
    return window


def _role(value: Any) -> str:
    word = str(value)
    if word not in _ROLES:
        raise SettingsError(f"unstated_level“{word}”无效，请写{'、'.join(_ROLES)}中的一个。")
    return word


_NUMBERS: Mapping[str, tuple[Any, str]] = {
    "port": (int, "整数"),
    "llm_timeout": (int | float, "数"),
    "llm_context_window": (int, "整数"),
}
_TOML_WORDS = {bool: "true或false", int: "整数", float: "小数", list: "[…]", dict: "{…}"}
_ROLES = ("reader", "editor", "administrator")
_CHECKS: Mapping[str, Callable[[Any], Any]] = {
    "port": _port,
    "llm_base_url": _base_url,
    "llm_timeout": _seconds,
    "llm_context_window": _window,
    "unstated_level": _role,
}
