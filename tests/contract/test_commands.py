"""The commands that ask and show, as the contract has them: what they take, what they print where."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.commands import ROOT, SAMPLES, zhengwen

CITED = {"marker", "source", "doc_number", "title", "section", "page", "quote", "start", "end"}
HEAVY = ["torch", "chromadb", "gradio", "llama_index", "sentence_transformers", "pandas", "scipy", "matplotlib"]


def test_help_is_light() -> None:
    code = (
        "import sys, app\n"
        "try:\n    app.main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert "政问" in result.stdout
    assert result.stderr.strip() == "[]"


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


def test_thanks_get_a_polite_sentence(home: Path) -> None:
    row = json.loads(zhengwen("--home", home, "ask", "谢谢！", "--json").stdout)
    assert row["refused"]
    assert row["answer"].startswith("不客气，")
    assert "没有找到" not in row["answer"]


def test_odd_words_and_numbers_are_taken_as_they_can_be(home: Path) -> None:
    row = json.loads(zhengwen("--home", home, "ask", "补助\udcff多少", "--json").stdout)
    assert row["question"] == "补助�多少"
    every = json.loads(zhengwen("--home", home, "search", "补\udcff助", "-k", "9" * 20, "--json").stdout)
    assert len(every) > 10


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


def test_rows_that_could_not_be_answered_are_counted(home: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "问题.jsonl", tmp_path / "答复.jsonl"
    long = json.dumps({"id": "长", "question": "补" * 1200})
    source.write_text(f'{{"question": "63号函的成文日期是哪天？"}}\n{{broken\n{long}\n', encoding="utf-8")
    said = zhengwen("--home", home, "batch", source, "-o", target).stderr
    assert f"已回答1个问题，结果在“{target}”。\n" in said
    assert "有2行没能回答（编号2、长），原因写在结果里这几行的“提示”（warnings）中。\n" in said
    assert len(target.read_text(encoding="utf-8").splitlines()) == 3
