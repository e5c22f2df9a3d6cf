"""Somebody else's part, named by one line of settings: `module:Class?argument=value&argument=value`.

    llama_index.embeddings.openai_like:OpenAILikeEmbedding?model_name=bge-m3&api_base=http://127.0.0.1:8000/v1
    llama_index.vector_stores.chroma:ChromaVectorStore.from_params?collection_name=zhengwen&host=127.0.0.1&port=8001

Only LlamaIndex's packages are looked into: a line of settings must not start whatever program lies about. Values that
read as JSON (numbers, true, lists) are taken so; `$NAME` is what the environment says, so that no key stands in a file.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import urllib.parse
from collections.abc import Mapping
from typing import Any

from ingest.errors import SettingsError

_SOCKET = re.compile(r"(?P<module>llama_index(?:\.\w+)+):(?P<name>\w+(?:\.\w+)?)(?:\?(?P<arguments>.*))?")


def is_socket(spec: str) -> bool:
    """Whether a setting names a part of LlamaIndex and no folder, no model."""
    return spec.startswith("llama_index.") and ":" in spec


def plugged(setting: str, spec: str, environment: Mapping[str, str] = os.environ) -> Any:
    """The object that `spec`, the value of `setting`, names.

    Raises SettingsError, in one Chinese sentence that repeats no argument, for a line of another form, a package that
    is not installed, a name that it lacks, a variable that is not set, and arguments that the class refuses.
    """
    match = _SOCKET.fullmatch(spec)
    if match is None:
        raise SettingsError(f"{setting}无效，请写成“llama_index.包.模块:类名?参数=值&参数=值”。")
    module, name = match["module"], match["name"]
    try:
        made: Any = importlib.import_module(module)
    except ImportError as error:
        package = "-".join(module.split(".")[:3]).replace("_", "-")
        raise SettingsError(f"没有安装“{module}”，请先用pip安装{package}，或改{setting}。") from error
    for part in name.split("."):
        made = getattr(made, part, None)
    if not callable(made):
        raise SettingsError(f"“{module}”里没有“{name}”，请检查{setting}。")
    arguments = {
        key: _value(setting, value, environment)
        for key, value in urllib.parse.parse_qsl(match["arguments"] or "", keep_blank_values=True)
    }
    try:
        return made(**arguments)
    except Exception as error:  # each integration has its own errors; what they say may repeat a key
        raise SettingsError(f"“{name}”不接受{setting}里写的参数，请对照它的说明修改，并检查服务是否已启动。") from error


def _value(setting: str, word: str, environment: Mapping[str, str]) -> Any:
    if word.startswith("$"):
        if word[1:] not in environment:
            raise SettingsError(f"{setting}要用的环境变量{word[1:]}没有设，请先设好它。")
        return environment[word[1:]]
    try:
        return json.loads(word)
    except ValueError:
        return word
