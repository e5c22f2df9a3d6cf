"""What the program is set to, and what `serve` says first."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.commands import ROOT, zhengwen


def test_settings_come_from_the_command_line_then_the_environment(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('port = 8001\nhost = "0.0.0.0"\n', encoding="utf-8")
    shown = zhengwen("--home", tmp_path, "settings", env={"ZHENGWEN_PORT": "8002"}).stdout
    assert "port = 8002" in shown
    assert "host = 0.0.0.0" in shown
    (tmp_path / "settings.toml").write_text("colour = 1\n", encoding="utf-8")
    assert "colour" in zhengwen("--home", tmp_path, "settings", check=1).stderr


def test_serving_people_begins_with_a_link_to_the_first_administrator(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(ROOT / "app.py"), "--home", str(tmp_path / "home"), "serve", "--port", str(port)]
    with subprocess.Popen(
        [*command, "--auth", str(tmp_path / "people.db")], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            assert process.stdout is not None
            said = [process.stdout.readline(), process.stdout.readline()]
            assert f"http://127.0.0.1:{port}" in said[0]
            assert f"http://127.0.0.1:{port}/invite?token=" in said[1]
        finally:
            process.kill()
    assert (tmp_path / "people.db").stat().st_size > 0


def test_a_service_manager_ends_it_as_ctrl_c_does(tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(ROOT / "app.py"), "--home", str(tmp_path / "home"), "serve", "--port", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env={**os.environ, "TMPDIR": str(made)}
    ) as process:
        assert process.stdout is not None
        assert "政问已启动" in process.stdout.readline()
        assert list(made.glob("zhengwen-*"))
        process.terminate()
        assert process.wait(60) == 0
    assert not list(made.glob("zhengwen-*"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--host", "::1"), "不能监听IPv6地址“::1”，请改用127.0.0.1"),
        (("--host", "::", "--auth", "people.db"), "不能监听IPv6地址“::”，请改用127.0.0.1"),
        (("--port", "0"), "请给出1到65535之间的整数"),
    ],
)
def test_where_it_cannot_listen_is_said_in_a_sentence(tmp_path: Path, given: tuple[str, ...], said: str) -> None:
    given = tuple(str(tmp_path / one) if one == "people.db" else one for one in given)
    shown = zhengwen("--home", tmp_path / "home", "serve", *given, check=1).stderr
    assert said in shown
    assert "Traceback" not in shown
