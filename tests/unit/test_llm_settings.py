"""A language model is a setting; without it nothing of it is loaded, and its key is in no file and on no screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.home import SETTINGS
from assistant.llm.client import from_settings
from assistant.settings import KEY, load_settings
from ingest.errors import SettingsError

ROOT = Path(__file__).resolve().parents[2]
SECRET = "sk-never-shown"


def test_none_by_default(tmp_path: Path) -> None:
    settings = load_settings({"home": tmp_path}, {})
    assert (settings.llm_base_url, settings.llm_timeout, settings.llm_context_window) == ("", 60.0, 8192)
    assert from_settings(settings, SECRET) is None


def test_file_and_environment(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).write_text(
        'llm_base_url = "http://127.0.0.1:11434/v1/"\nllm_model = "qwen3"\nllm_timeout = 20\n', encoding="utf-8"
    )
    settings = load_settings({"home": tmp_path}, {"ZHENGWEN_LLM_CONTEXT_WINDOW": "32768", KEY: SECRET})
    assert settings.llm_base_url == "http://127.0.0.1:11434/v1"
    assert (settings.llm_timeout, settings.llm_context_window) == (20.0, 32768)
    assert SECRET not in repr(settings)
    model = from_settings(settings, SECRET)
    assert model is not None
    assert (model.name, model.seconds, model.context_window) == ("qwen3", 20.0, 32768)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('llm_base_url = "http://127.0.0.1:1/v1"', "llm_model"),
        ('llm_base_url = "ftp://host/v1"', "llm_base_url"),
        ('llm_base_url = "host:1/v1"', "llm_base_url"),
        (f'llm_base_url = "https://user:{SECRET}@host/v1"', "llm_base_url"),
        (f'llm_base_url = "https://host/v1?key={SECRET}"', "llm_base_url"),
        ("llm_timeout = 0", "llm_timeout"),
        ('llm_timeout = "soon"', "llm_timeout"),
        ("llm_context_window = 100", "llm_context_window"),
        (f'llm_api_key = "{SECRET}"', KEY),
        ("port = true", "port要写成整数，不能写成true或false"),
        ("port = 7860.5", "port要写成整数，不能写成小数"),
        ("port = inf", "port要写成整数"),
        ("llm_timeout = false", "llm_timeout要写成数"),
        ("llm_context_window = 2024-01-01", "llm_context_window要写成整数，不能写成别的"),
        ('llm_model = ["a"]', "llm_model要写成加引号的文字"),
        ("host = 127", "host要写成加引号的文字，不能写成整数"),
        (f'llm_base_url = {{a = "{SECRET}"}}', "llm_base_url要写成加引号的文字"),
    ],
)
def test_what_makes_no_sense_is_said(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / SETTINGS).write_text(line + "\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=words) as error:
        load_settings({"home": tmp_path}, {})
    assert SECRET not in str(error.value)


def run(code: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=120,
        env={**os.environ, "ZHENGWEN_HOME": str(home), **environment},
    )


def test_the_key_is_never_printed(tmp_path: Path) -> None:
    code = "import app; app.main(['settings'])"
    assert "已设置" in run(code, tmp_path, **{KEY: SECRET}).stdout
    assert SECRET not in run(code, tmp_path, **{KEY: SECRET}).stdout
    assert "未设置" in run(code, tmp_path, **{KEY: ""}).stdout


def test_without_it_nothing_of_it_is_loaded(tmp_path: Path) -> None:
    code = (
        "import sys, app\n"
        "app.main(['ingest', 'samples/library/云科函〔2023〕38号.txt'])\n"
        "app.main(['ask', '云科函〔2023〕38号的成文日期是哪天？'])\n"
        "print([m for m in ('llama_index', 'openai', 'tiktoken', 'jinja2') if m in sys.modules], file=sys.stderr)"
    )
    result = run(code, tmp_path)
    assert "2023年7月12日" in result.stdout
    assert "llama_index" not in result.stderr
    assert "openai" not in result.stderr
    assert "tiktoken" not in result.stderr
