"""The `eval` commands as a user runs them, and the gate: the sample questions must go on being answered."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import app
from ingest.errors import UserError

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "samples"
SET = ROOT / "eval" / "data" / "samples"
# measured .95 when this was set; raise it with the program, never lower it
LEAST_ACCURACY = 0.9

Paths = tuple[Path, Path]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """The sample library, and the results of a run of the sample questions over it."""
    home, out = tmp_path_factory.mktemp("library"), tmp_path_factory.mktemp("run") / "results"
    assert app.main(["--home", str(home), "ingest", str(SAMPLES / "library")]) == 0
    assert app.main(["eval", "run", str(SET / "questions.jsonl"), "-o", str(out), "--home", str(home)]) == 0
    return home, out


def test_the_sample_questions_are_answered(run: Paths) -> None:
    scores = json.loads((run[1] / "scores.json").read_text(encoding="utf-8"))
    wrong = [row["id"] for row in scores["questions"] if not row["right"]]
    assert scores["total"]["accuracy"]["value"] >= LEAST_ACCURACY, f"wrong: {wrong}"
    assert scores["total"]["quotes"]["value"] == 1


def test_a_run_leaves_answers_and_scores(run: Paths) -> None:
    answers = [json.loads(line) for line in (run[1] / "answers.jsonl").read_text(encoding="utf-8").splitlines()]
    scores = json.loads((run[1] / "scores.json").read_text(encoding="utf-8"))
    assert len(answers) == len(scores["questions"]) == scores["total"]["n"]
    assert {"id", "question", "answer", "refused", "mode", "warnings", "citations"} <= set(answers[0])
    assert {"accuracy", "citation_precision", "citation_recall", "quotes", "numbers"} <= set(scores["total"])
    assert {"ece", "bins", "thresholds", "best"} == set(scores["calibration"])
    assert all((row["stage"] is None) == row["right"] for row in scores["questions"])


def test_the_report_stands_alone(run: Paths) -> None:
    page = (run[1] / "report.html").read_text(encoding="utf-8")
    assert page.count("<svg") >= 3
    assert "正确率" in page
    for outside in ("<script", "src=", "@import", "url(http"):
        assert outside not in page
    assert {part.name for part in run[1].iterdir()} == {"answers.jsonl", "scores.json", "report.html"}


def test_a_run_compared_with_itself(run: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["eval", "compare", str(run[1]), str(run[1]), "--json"]) == 0
    got = json.loads(capsys.readouterr().out)
    assert got["comparison"]["difference"] == 0
    assert got["won"] == got["lost"] == []
    assert app.main(["eval", "compare", str(run[1]), str(run[1])]) == 0
    assert "McNemar" in capsys.readouterr().out


def test_a_set_with_its_own_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "set" / "documents").mkdir(parents=True)
    text = "关于茶园的通知\n一、目标\n到2026年，全市茶园面积达到12万亩。\n二、经费\n市财政安排经费350万元。\n"
    (tmp_path / "set" / "documents" / "tea.txt").write_text(text, encoding="utf-8")
    row = {"id": "1", "question": "市财政安排经费多少？", "type": "factoid_number", "answer": "350万元", "history": []}
    row |= {"must_contain": [["350万"]], "evidence": [{"seed": "tea", "section": "二、"}]}
    (tmp_path / "set" / "questions.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
    assert app.main(["eval", "run", str(tmp_path / "set"), "-o", str(tmp_path / "out"), "--json"]) == 0
    got = json.loads(capsys.readouterr().out)
    assert got["total"]["accuracy"]["hits"] == got["total"]["citation_recall"]["hits"] == 1


@pytest.fixture
def retrieval_set(tmp_path: Path) -> Path:
    subjects = ["茶园灌溉补助", "科技特派员下乡", "中试平台认定", "种子基金管理", "夜校培训安排"]
    docs = [
        {"id": f"d{n}", "title": f"关于{subject}的通知", "text": f"各有关单位：现将{subject}有关事项通知如下。" * 3}
        for n, subject in enumerate(subjects)
    ]
    qa = [
        {"id": f"q{n}", "question": f"{subject}怎么办理？", "doc_ids": [f"d{n}"]} for n, subject in enumerate(subjects)
    ]
    qa.append({"id": "lost", "question": "没有收录的文件说了什么？", "doc_id": "d99"})
    for name, rows in (("docs", docs), ("qa", qa)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


def test_retrieval(retrieval_set: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_file = tmp_path / "run.txt"
    assert app.main(["eval", "retrieval", str(retrieval_set), "--run", str(run_file)]) == 0
    shown = capsys.readouterr()
    got = json.loads(shown.out)
    measures = ["R@1", "R@5", "R@10", "R@100", "nDCG@10", "RR@10"]
    assert list(got) == ["n", *measures, "seconds_index", "seconds_query_p50", "seconds_query_p99"]
    assert got["n"] == 5
    assert [got[name] for name in measures] == [1] * 6
    assert "有1个问题" in shown.err
    lines = [line.split(" ") for line in run_file.read_text(encoding="utf-8").splitlines()]
    assert all(len(line) == 6 and line[1] == "Q0" for line in lines)
    assert {line[0]: line[2] for line in reversed(lines)} == {f"q{n}": f"d{n}" for n in range(5)}


def test_retrieval_of_the_first_questions(retrieval_set: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["eval", "retrieval", str(retrieval_set), "--limit", "2"]) == 0
    assert json.loads(capsys.readouterr().out)["n"] == 2


def test_faults_are_one_chinese_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["eval", "retrieval", str(tmp_path)]) == 1
    assert "qa.jsonl" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        app.main(["eval"])
    assert stopped.value.code == 2


def test_help_loads_nothing_heavy() -> None:
    heavy = ["torch", "chromadb", "gradio", "llama_index", "pandas", "scipy", "matplotlib", "numpy", "ir_measures"]
    script = (
        "import sys, app\n"
        "try:\n    app.main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stderr.strip() == "[]"


def test_the_bench_measures(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from eval import bench

    monkeypatch.setattr(bench, "_TIMES", 1)
    assert bench.main([str(SAMPLES / "library"), "--questions", str(SET / "questions.jsonl")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["| 项目 | 数值 |", "|---|---|"]
    assert all(line.startswith("| ") and line.endswith(" |") for line in lines[2:])
    assert len(lines) >= 10
    with pytest.raises(UserError, match="找不到"):
        bench.run("outline", str(SAMPLES / "no-such-file.txt"))
