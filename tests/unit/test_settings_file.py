"""settings.toml is changed entry by entry, whole or not at all."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from assistant.home import SETTINGS
from assistant.settings import load_settings
from assistant.settings_file import save_settings
from ingest.errors import SettingsError

SERVER = {"llm_base_url": "http://127.0.0.1:11434/v1", "llm_model": "qwen3"}


def test_other_entries_and_comments_stay(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).write_text('# 本单位\nport = 8000  # 端口\nllm_model = "旧"\nembedder = "shipped"\n', "utf-8")
    save_settings(tmp_path, SERVER)
    text = (tmp_path / SETTINGS).read_text("utf-8")
    assert "# 本单位\nport = 8000  # 端口\n" in text
    assert 'llm_model = "qwen3"\n' in text
    assert text.count("llm_model") == text.count("llm_base_url") == 1
    settings = load_settings({"home": tmp_path}, {})
    assert (settings.port, settings.llm_base_url, settings.llm_model) == (8000, *SERVER.values())
    save_settings(tmp_path, {"llm_base_url": "", "llm_model": ""})
    assert load_settings({"home": tmp_path}, {}).llm_base_url == ""
    assert [path.name for path in tmp_path.iterdir()] == [SETTINGS]


def test_a_new_file(tmp_path: Path) -> None:
    save_settings(tmp_path / "home", SERVER)
    assert tomllib.loads((tmp_path / "home" / SETTINGS).read_text("utf-8")) == SERVER


@pytest.mark.parametrize("name", ['a"b', "a\\b", "a\nb", "甲\u007f", "'''", '"""', "x = 1 # y"])
def test_whatever_a_name_holds_is_read_back(tmp_path: Path, name: str) -> None:
    save_settings(tmp_path, {**SERVER, "llm_model": name})
    assert load_settings({"home": tmp_path}, {}).llm_model == name
    save_settings(tmp_path, SERVER)
    assert load_settings({"home": tmp_path}, {}).llm_model == "qwen3"


def test_a_form_that_lines_do_not_show_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).write_text(
        'sso_header = """\nllm_model = "x"\n"""\nport = 8000\n"llm_model" = "旧"\n', "utf-8"
    )
    save_settings(tmp_path, SERVER)
    settings = load_settings({"home": tmp_path}, {})
    assert (settings.sso_header, settings.port, settings.llm_model) == ('llm_model = "x"\n', 8000, "qwen3")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"llm_base_url": "ftp://x", "llm_model": "m"}, "服务地址（llm_base_url）无效"),
        ({"llm_base_url": "http://user:secret@x/v1", "llm_model": "m"}, "服务地址（llm_base_url）无效"),
        ({"llm_base_url": "http://127.0.0.1/v1", "llm_model": ""}, "没有模型名称（llm_model）"),
    ],
)
def test_what_makes_no_sense_changes_nothing(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    (tmp_path / SETTINGS).write_text("port = 8000\n", "utf-8")
    with pytest.raises(SettingsError, match=words):
        save_settings(tmp_path, changes)
    assert (tmp_path / SETTINGS).read_text("utf-8") == "port = 8000\n"
    assert [path.name for path in tmp_path.iterdir()] == [SETTINGS]


def test_a_file_that_is_no_toml_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).write_text("port = \n", "utf-8")
    with pytest.raises(SettingsError, match="TOML"):
        save_settings(tmp_path, SERVER)
    assert (tmp_path / SETTINGS).read_text("utf-8") == "port = \n"


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ('llm_model = "旧 # 名"  # 模型 "大"', 'llm_model = "qwen3"  # 模型 "大"'),
        ("llm_model='旧 # 名' # 模型", 'llm_model = "qwen3" # 模型'),
        ('llm_model = "a\\"#b"#模型', 'llm_model = "qwen3"#模型'),
        ('llm_model = """旧"""  # 模型', 'llm_model = "qwen3"'),
    ],
)
def test_the_comment_behind_a_changed_entry_stays(tmp_path: Path, line: str, kept: str) -> None:
    (tmp_path / SETTINGS).write_text(f"# 本单位\n{line}\nport = 8000\n", "utf-8")
    save_settings(tmp_path, SERVER)
    assert f"\n{kept}\nport = 8000\n" in (tmp_path / SETTINGS).read_text("utf-8")
