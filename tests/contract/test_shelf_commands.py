"""The commands that take documents in and away, and keep them: ingest, docs, backup, restore."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.commands import SAMPLES, zhengwen


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
