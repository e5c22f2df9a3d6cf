"""The commands as the contract has them: what they take, what they print where, how they exit."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples" / "library"
CITED = {"marker", "source", "doc_number", "title", "section", "page", "quote", "start", "end"}
HEAVY = ["torch", "chromadb", "gradio", "llama_index", "sentence_transformers", "pandas", "scipy", "matplotlib"]


def zhengwen(
    *arguments: str | Path, check: int | None = 0, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [sys.executable, ROOT / "app.py", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
    )
    assert check is None or result.returncode == check, result.stderr
    assert "Traceback" not in result.stderr
    return result


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    zhengwen("--home", folder, "ingest", SAMPLES)
    return folder


def test_help_is_light() -> None:
    code = (
        "import sys, app\n"
        "try:\n    app.main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert "政问" in result.stdout
    assert result.stderr.strip() == "[]"


def test_ingest_rows_and_a_second_time_unchanged(tmp_path: Path) -> None:
    first = zhengwen("ingest", SAMPLES, "--json", "--home", tmp_path)
    rows = [json.loads(line) for line in first.stdout.splitlines()]
    assert len(rows) == len(list(SAMPLES.iterdir()))
    assert {row["status"] for row in rows} == {"added"}
    wanted = {"source", "status", "doc_id", "sections", "chunks", "pages", "ocr", "warnings", "error"}
    assert all(set(row) == wanted for row in rows)
    second = zhengwen("ingest", SAMPLES, "--json", "--home", tmp_path)
    assert {json.loads(line)["status"] for line in second.stdout.splitlines()} == {"unchanged"}


def test_a_changed_file_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "通知.txt"
    file.write_text("云溪市科学技术局关于做好申报工作的通知\n一、时间\n截止日期为3月1日。\n", encoding="utf-8")
    zhengwen("--home", tmp_path / "h", "ingest", file)
    file.write_text("云溪市科学技术局关于做好申报工作的通知\n一、时间\n截止日期为4月9日。\n", encoding="utf-8")
    row = json.loads(zhengwen("--home", tmp_path / "h", "ingest", file, "--json").stdout)
    assert row["status"] == "replaced"
    assert "替换了原来的《云溪市科学技术局关于做好申报工作的通知》" in row["warnings"][0]
    answer = zhengwen("--home", tmp_path / "h", "ask", "申报工作的截止日期是哪天？").stdout
    assert "4月9日" in answer
    assert "3月1日" not in answer
    restored = zhengwen("--home", tmp_path / "h", "docs", "restore", "通知.txt")
    assert "另有同名的文件“通知.txt”" in restored.stderr
    assert len(zhengwen("--home", tmp_path / "h", "docs", "list").stdout.splitlines()) == 2


def test_purging_drops_the_answers_that_quoted_it(tmp_path: Path) -> None:
    home, file = tmp_path / "h", tmp_path / "通知.txt"
    file.write_text("云溪市科学技术局关于做好申报工作的通知\n一、时间\n截止日期为3月1日。\n", encoding="utf-8")
    zhengwen("--home", home, "ingest", file)
    zhengwen("--home", home, "ask", "申报工作的截止日期是哪天？")
    assert "3月1日" in zhengwen("--home", home, "history").stdout
    zhengwen("--home", home, "docs", "remove", "通知.txt")
    assert "3月1日" in zhengwen("--home", home, "history").stdout, "while it can be brought back"
    zhengwen("--home", home, "docs", "purge", "通知.txt")
    assert zhengwen("--home", home, "history").stdout == ""


def test_ask_prints_an_answer_row(home: Path) -> None:
    row = json.loads(zhengwen("--home", home, "ask", "云科函〔2025〕63号的成文日期是哪天？", "--json").stdout)
    assert {"id", "question", "answer", "refused", "mode", "warnings", "citations"} <= set(row)
    assert row["mode"] == "extractive"
    assert all(set(citation) == CITED for citation in row["citations"])
    plain = zhengwen("--home", home, "ask", "云科函〔2025〕63号的成文日期是哪天？").stdout
    assert "2025年8月18日" in plain
    assert "[1] 云科函〔2025〕63号" in plain


def test_quotes_are_slices_of_the_printed_outline(home: Path) -> None:
    row = json.loads(zhengwen("--home", home, "ask", "2021年规划里高新技术企业2025年目标是多少家？", "--json").stdout)
    assert row["citations"]
    for citation in row["citations"]:
        text = json.loads(zhengwen("outline", SAMPLES / citation["source"], "--json").stdout)["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_outline(tmp_path: Path) -> None:
    row = json.loads(zhengwen("outline", SAMPLES / "云科函〔2025〕63号.pdf", "--json").stdout)
    assert set(row) == {"metadata", "outline", "links", "text"}
    assert row["metadata"]["letter_number"] == "云科函〔2025〕63号"
    assert set(row["outline"][0]) == {"kind", "level", "number", "title", "path", "start", "end", "page"}
    assert [node["path"] for node in row["outline"] if node["level"] == 1 and node["number"]] == [
        "一、",
        "二、",
        "三、",
        "四、",
    ]
    assert {node["page"] for node in row["outline"]} > {1, 2}


def test_search(home: Path) -> None:
    rows: list[dict[str, Any]] = json.loads(
        zhengwen("--home", home, "search", "中试平台补助", "-k", "3", "--json").stdout
    )
    assert [row["rank"] for row in rows] == [1, 2, 3]
    assert set(rows[0]) == {"rank", "score", "source", "doc_number", "title", "section", "text", "page", "found_by"}


def test_docs(home: Path, tmp_path: Path) -> None:
    listed = [json.loads(line) for line in zhengwen("--home", home, "docs", "list", "--json").stdout.splitlines()]
    assert len(listed) == len(list(SAMPLES.iterdir()))
    shown = json.loads(zhengwen("--home", home, "docs", "show", listed[0]["doc_id"], "--json").stdout)
    assert shown["outline"]
    own = tmp_path / "own"
    zhengwen("--home", own, "ingest", SAMPLES / "云科发〔2025〕22号.md")
    before = zhengwen("--home", own, "docs", "list").stdout
    assert "30天内可以撤销" in zhengwen("--home", own, "docs", "remove", "云科发〔2025〕22号.md").stderr
    assert zhengwen("--home", own, "docs", "list").stdout == ""
    [removed] = zhengwen("--home", own, "docs", "list", "--removed", "--json").stdout.splitlines()
    assert json.loads(removed)["removed_at"]
    zhengwen("--home", own, "docs", "restore", json.loads(removed)["doc_id"])
    assert zhengwen("--home", own, "docs", "list").stdout == before
    zhengwen("--home", own, "docs", "remove", "云科发〔2025〕22号.md")
    purged = zhengwen("--home", own, "docs", "purge", "云科发〔2025〕22号.md", "--json")
    assert json.loads(purged.stdout)["status"] == "purged"
    assert not list((own / "files").iterdir())


def test_backup_and_restore(home: Path, tmp_path: Path) -> None:
    made = zhengwen("--home", home, "backup", "-o", tmp_path / "b.zip")
    assert "已备份" in made.stderr
    assert made.stdout == ""
    assert "已经存在" in zhengwen("--home", home, "backup", "-o", tmp_path / "b.zip", check=1).stderr
    new = tmp_path / "new"
    assert "已恢复" in zhengwen("restore", tmp_path / "b.zip", "--home", new).stderr
    assert zhengwen("--home", new, "docs", "list").stdout == zhengwen("--home", home, "docs", "list").stdout
    assert "--replace" in zhengwen("restore", tmp_path / "b.zip", "--home", new, check=1).stderr
    assert "改名为" in zhengwen("restore", tmp_path / "b.zip", "--home", new, "--replace").stderr
    (tmp_path / "bad.zip").write_bytes(b"no zip")
    refused = zhengwen("restore", tmp_path / "bad.zip", "--home", tmp_path / "other", check=1)
    assert refused.stderr.count("\n") == 1
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["ask", "  "], 1),
        (["search", "问", "-k", "0"], 1),
        (["docs", "show", "没有的文件"], 1),
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


def test_odd_words_and_numbers_are_taken_as_they_can_be(home: Path) -> None:
    row = json.loads(zhengwen("--home", home, "ask", "补助\udcff多少", "--json").stdout)
    assert row["question"] == "补助�多少"
    every = json.loads(zhengwen("--home", home, "search", "补\udcff助", "-k", "9" * 20, "--json").stdout)
    assert len(every) > 10


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


def test_thanks_get_a_polite_sentence(home: Path) -> None:
    row = json.loads(zhengwen("--home", home, "ask", "谢谢！", "--json").stdout)
    assert row["refused"]
    assert row["answer"].startswith("您好，")
    assert "没有找到" not in row["answer"]


def test_an_empty_home_is_no_home(tmp_path: Path) -> None:
    assert "资料库文件夹" in zhengwen("--home", "", "docs", "list", check=1).stderr


def bad_files(folder: Path) -> dict[str, Path]:
    pdf = (SAMPLES / "云科函〔2025〕63号.pdf").read_bytes()
    files = {
        "empty.txt": b"",
        "cut.pdf": pdf[: len(pdf) // 2],
        "not.pdf": "这不是PDF，只是一段文字。".encode(),
        "noise.txt": bytes(range(128, 256)) * 40,
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return {name: folder / name for name in files} | {"missing": folder / "没有.txt"}


def test_bad_input_harms_no_other_file(tmp_path: Path) -> None:
    good = tmp_path / "国标.txt"
    good.write_bytes("关于编码的说明\n一、编码\n本文件用国标编码保存，共有三十六条。\n".encode("gb18030"))
    bad = bad_files(tmp_path)
    folder = tmp_path / "没有可读的文件"
    folder.mkdir()
    (folder / "图.xyz").write_bytes(b"1")
    result = zhengwen("--home", tmp_path / "h", "ingest", *bad.values(), folder, good, "--json", check=1)
    rows = {row["source"]: row for row in map(json.loads, result.stdout.splitlines())}
    assert rows["国标.txt"]["status"] == "added"
    failed = [row for row in rows.values() if row["status"] == "failed"]
    assert len(failed) == len(bad) + 1
    assert all(row["error"].endswith("。") for row in failed), failed
    assert len(result.stderr.strip().splitlines()) == len(failed)
    assert "三十六条" in zhengwen("--home", tmp_path / "h", "ask", "编码说明共有多少条？").stdout


def test_files_of_a_folder_that_are_passed_by_are_named_and_all_are_counted(tmp_path: Path) -> None:
    folder = tmp_path / "来文"
    folder.mkdir()
    (folder / "通知.txt").write_text("关于茶园的通知\n一、目标\n茶园面积达到12万亩。\n", encoding="utf-8")
    (folder / "说明").write_text("关于茶园的说明", encoding="utf-8")
    (folder / "照片.heic").write_bytes(b"heic")
    (folder / "坏.pdf").write_bytes(b"")
    for name in ("Thumbs.db", "~$通知.docx", ".DS_Store"):
        (folder / name).write_bytes(b"1")
    told = zhengwen("--home", tmp_path / "h", "ingest", folder, check=1).stderr.splitlines()
    assert told == [
        "“坏.pdf”：文件是空的，请检查是否保存完整。",
        "略过2份后缀不认识的文件：“照片.heic”“说明”；要收进来的，请写出它的路径单独导入，或改好后缀再试。",
        "共4份：已导入1份，失败1份，略过2份。",
    ]
    rows = zhengwen("--home", tmp_path / "h", "ingest", folder, "--json", check=1)
    assert {json.loads(row)["status"] for row in rows.stdout.splitlines()} == {"unchanged", "failed"}
    assert rows.stderr.splitlines() == told[:2]
    assert zhengwen("--home", tmp_path / "h", "ingest", folder / "说明").stderr == ""


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


def test_rows_that_could_not_be_answered_are_counted(home: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "问题.jsonl", tmp_path / "答复.jsonl"
    long = json.dumps({"id": "长", "question": "补" * 1200})
    source.write_text(f'{{"question": "63号函的成文日期是哪天？"}}\n{{broken\n{long}\n', encoding="utf-8")
    said = zhengwen("--home", home, "batch", source, "-o", target).stderr
    assert f"已回答1个问题，结果在“{target}”。\n" in said
    assert "有2行没能回答（编号2、长），原因写在结果里这几行的“提示”（warnings）中。\n" in said
    assert len(target.read_text(encoding="utf-8").splitlines()) == 3


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
