"""What is wrong with a command, or with where it is to work, is one Chinese sentence and an exit status."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.arguments import Commands
from assistant.cli import main
from assistant.home import FAULTS
from tests.support.commands import ROOT, SAMPLES, zhengwen


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["ask", "  "], 1),
        (["search", "问", "-k", "0"], 1),
        (["docs", "show", "没有的文件"], 1),
        (["docs", "list", "通知.txt"], 1),
        (["docs", "show", "通知.txt", "--removed"], 1),
        (["batch", "清单.csv", "-o", "out.csv", "--jobs", "-1"], 1),
        (["outline", "没有的文件.txt"], 1),
        (["batch", "没有的清单.xlsx", "-o", "out.xlsx"], 1),
        (["serve", "--port", "abc"], 1),
        (["nonsense"], 2),
        (["ask"], 2),
    ],
)
def test_mistakes_get_one_chinese_line(tmp_path: Path, arguments: list[str], status: int) -> None:
    result = zhengwen("--home", tmp_path, *arguments, check=status)
    assert result.stdout == ""
    line = result.stderr.strip().splitlines()[-1]
    assert any("\u4e00" <= char <= "\u9fff" for char in line)
    if status == 1:
        assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "缺少问题"),
        (["nonsense"], "命令不能是“nonsense”，可以是ingest、docs、"),
        (["docs", "frob"], "动作不能是“frob”，可以是list、show、remove、restore、purge"),
        (["search", "问", "-k", "多"], "-k要写整数，不能是“多”"),
        (["ask", "问", "又"], "不认识“又”"),
        (["ingest", ".", "--jobs"], "--jobs后面要写一个值"),
        (["docs", "list", "--json=3"], "--json后面不能写“3”"),
    ],
)
def test_wrong_usage_is_told_in_chinese(arguments: list[str], said: str) -> None:
    lines = zhengwen(*arguments, check=2).stderr.splitlines()
    assert lines[0].startswith("用法：")
    assert lines[-1].startswith(f"用法有误：{said}")
    assert lines[-1].endswith("。用 --help 查看说明。")
    shown = zhengwen(arguments[0] if arguments[0] != "nonsense" else "serve", "--help").stdout
    assert not {"usage", "options", "positional", "show"} & set(shown.replace(":", " ").split())


@pytest.mark.parametrize(
    "arguments", [["draft", SAMPLES / "提案第20250417号.txt"], ["batch", "问题.csv"], ["backup"], ["eval", "collect"]]
)
def test_a_name_that_is_too_long_is_a_sentence(home: Path, tmp_path: Path, arguments: list[str | Path]) -> None:
    (tmp_path / "问题.csv").write_text("问题\n补助多少？\n", "utf-8")
    arguments = [tmp_path / "问题.csv" if one == "问题.csv" else one for one in arguments]
    output = tmp_path / f"{'长' * 90}{'.docx' if 'draft' in arguments else '.zip' if 'backup' in arguments else '.csv'}"
    said = zhengwen("--home", home, *arguments, "-o", output, check=1)
    assert "太长" in said.stderr
    assert said.stderr.count("\n") == 1


def test_what_the_system_refuses_is_a_sentence(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", str(home / "history.jsonl"))

    monkeypatch.setattr("assistant.records.history.History.rows", refuse)
    assert main(["--home", str(home), "history"]) == 1
    assert capsys.readouterr().err == f"没有权限读写“{home / 'history.jsonl'}”，请检查它和所在文件夹的权限。\n"
    with pytest.raises(PermissionError):
        main(["--home", str(home), "history", "--debug"])


def test_an_empty_home_is_no_home(tmp_path: Path) -> None:
    assert "资料库文件夹" in zhengwen("--home", "", "docs", "list", check=1).stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "茶园有多少？"],
        ["search", "茶园"],
        ["docs", "list"],
        ["history"],
        ["backup", "-o", "备份.zip"],
        ["batch", "问题.csv", "-o", "答复.csv"],
        ["check", str(SAMPLES / "云科函〔2025〕63号.pdf")],
        ["draft", str(SAMPLES / "提案第20250417号.txt"), "-o", "答复函.docx"],
    ],
)
def test_a_mistyped_home_makes_no_library(tmp_path: Path, arguments: list[str]) -> None:
    for home in (tmp_path / "没有", tmp_path / "别的"):
        (tmp_path / "别的").mkdir(exist_ok=True)
        (tmp_path / "别的" / "图.png").write_bytes(b"1")
        said = zhengwen("--home", home, *arguments, check=1)
        assert said.stdout == ""
        assert said.stderr.count("\n") == 1
        assert "没有资料库" in said.stderr
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["别的", "图.png"]


def test_an_empty_library_says_so(tmp_path: Path) -> None:
    listed = zhengwen("--home", tmp_path, "docs", "list")
    assert (listed.stdout, listed.stderr) == ("", "资料库里还没有文件，请先用 ingest 导入。\n")
    assert zhengwen("--home", tmp_path, "docs", "list", "--removed").stderr == "没有能撤销的移出。\n"
    assert "查看哪一份" in zhengwen("--home", tmp_path, "docs", "show", check=1).stderr


def test_a_second_process_is_told_so(home: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from assistant.library import Library\n"
        "with Library.open(Path(sys.argv[1])):\n    print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline().strip() == "open"
        result = zhengwen("--home", home, "ask", "问题", check=1)
        assert "资料库正被另一个程序使用" in result.stderr
        owner.communicate("")


def failing(error: Exception) -> Callable[[Commands], None]:
    """Adds a command that fails so."""

    def run(_: object) -> int:
        raise error

    return lambda commands: commands.add("fail", "失败", run) and None


def test_what_nobody_foresaw_is_one_line_and_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--home", str(tmp_path), "fail"]
    assert main(arguments, failing(RuntimeError("oops"))) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == f"程序出错了，请再试一次；经过记在“{tmp_path / FAULTS}”里。\n"
    assert "RuntimeError: oops" in (tmp_path / FAULTS).read_text("utf-8")
    with pytest.raises(RuntimeError):
        main([*arguments, "--debug"], failing(RuntimeError("oops")))
    assert main(["--home", str(tmp_path / "none"), "fail"], failing(RuntimeError("oops"))) == 1
    assert capsys.readouterr().err == "程序出错了，请再试一次；加上--debug可以看到经过。\n"
    assert main(arguments, failing(RuntimeError("(code: 13) database or disk is full"))) == 1
    assert capsys.readouterr().err == "磁盘空间不够，请腾出空间再试。\n"
