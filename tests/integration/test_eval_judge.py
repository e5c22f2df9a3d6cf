"""A language model's opinion of answers: beside the checks, measured against them, and never in their place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import app
from assistant.llm.client import from_settings
from assistant.settings import Settings
from eval.judge import Judged, Opinion, judge
from eval.runner import Asked
from eval.schema import Judgment, Sample
from eval.scoring import score
from tests.support.fake_llm import Fail, FakeServer, Speak

PAPER = "关于茶园的通知\n一、目标\n到2026年，全市茶园面积达到12万亩。\n二、经费\n市财政安排经费350万元。\n"


def asked(name: str, answer: str, *, refused: bool = False, kind: str = "factoid_number") -> Asked:
    sample = Sample(id=name, question="经费多少？", type=kind, answer="350万元。", must_contain=(("350万",),))
    said = Judgment(id=name, answer=answer, refused=refused)
    return Asked(sample, said, score(sample, said), {})


def test_agreement_and_where_it_ends() -> None:
    rows = [
        asked("a", "350万元[1]。"),
        asked("b", "40万元[1]。"),
        asked("c", "350万元[1]。"),
        asked("d", "没有。", refused=True),
    ]
    script = [Speak("正确"), Speak("正确。"), Speak("这个回答不正确"), Speak("错误")]
    with FakeServer(*script) as server:
        model = from_settings(Settings(Path(), llm_base_url=server.url, llm_model="fake"), None)
        assert model is not None
        got = judge(model, rows)
        assert "参考答案：350万元。" in server.asked(0)
        assert "[1]" not in server.asked(0)
    assert [one.right for one in got.opinions] == [True, True, False, False]
    assert [one.checked for one in got.opinions] == [True, False, True, False]
    assert (got.agreement.hits, got.agreement.n) == (2, 4)
    assert got.kappa == pytest.approx(0)
    assert [one.id for one in got.differing] == ["b", "c"]


def test_kappa_by_hand() -> None:
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    got = Judged("m", tuple(Opinion(str(n), right, checked) for n, (right, checked) in enumerate(pairs)))
    assert got.kappa == pytest.approx(0.4)  # observed .7, expected .5
    assert Judged("m", (Opinion("a", True, True),)).kappa is None


def test_a_server_that_fails_or_babbles_costs_opinions_only() -> None:
    rows = [asked("a", "350万元[1]。"), asked("b", "350万元[1]。")]
    with FakeServer(Speak("既正确又错误"), Fail(500)) as server:
        model = from_settings(Settings(Path(), llm_base_url=server.url, llm_model="fake", llm_timeout=5), None)
        assert model is not None
        got = judge(model, rows)
    assert [one.right for one in got.opinions] == [None, None]
    assert got.agreement.value is None
    assert got.failure
    assert "2 题没有判断" in got.line()


def test_the_command_reports_it_beside_the_checks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "set" / "documents").mkdir(parents=True)
    (tmp_path / "set" / "documents" / "茶园.txt").write_text(PAPER, encoding="utf-8")
    row = {"id": "1", "question": "市财政安排经费多少？", "answer": "350万元。", "must_contain": [["360万"]]}
    (tmp_path / "set" / "questions.jsonl").write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    command = ["eval", "run", str(tmp_path / "set"), "-o", str(tmp_path / "out"), "--judge", "--json"]
    assert app.main(command) == 1
    assert "没有设置语言模型" in capsys.readouterr().err
    with FakeServer(Speak("市财政安排经费350万元[1]。"), Speak("正确")) as server:
        monkeypatch.setenv("ZHENGWEN_LLM_BASE_URL", server.url)
        monkeypatch.setenv("ZHENGWEN_LLM_MODEL", "fake")
        assert app.main(command) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out)["total"]["accuracy"]["hits"] == 0  # the checks decide
    assert "与核对一致 0.0%" in shown.err
    scores = json.loads((tmp_path / "out" / "scores.json").read_text(encoding="utf-8"))
    assert scores["judge"]["opinions"] == [{"id": "1", "right": True, "checked": False}]
    assert "模型说正确，核对说错误" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
