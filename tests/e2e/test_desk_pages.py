"""The pages 批量 and 评测, the remarks below an answer, and the report of an evaluation, in a real Chromium."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

from assistant.answering import Assistant
from assistant.batches.jobs import BatchJobs
from assistant.home import REMARKS
from assistant.library import Library
from assistant.records.remarks import Remarks
from assistant.schema import Answer, Question
from assistant.settings import Settings
from eval.desk import EvaluationDesk
from eval.schema import Judgment, Sample
from eval.scoring import score
from tests.conftest import ROOT
from tests.e2e.conftest import NOTICE, free_port, visiting
from tests.e2e.test_pages import BANK, GRADIO_WORDS, HINTS, ask
from tests.support.uploading import uploaded

pytestmark = pytest.mark.e2e


class Paused:
    """The real assistant, that waits before every question until it may go on."""

    def __init__(self, real: Assistant) -> None:
        self.real, self.library, self.draft = real, real.library, real.draft
        self.redraft, self.rewrite = real.redraft, real.rewrite
        self.go_on = threading.Event()
        self.go_on.set()
        self.asked: list[str] = []

    def ask(self, question: Question) -> Answer:
        self.go_on.wait(30)
        self.asked.append(question.text)
        return self.real.ask(question)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The app with everything that the desk offers, over one document; a set of two questions in its library."""
    from assistant.ui.app import build_app, launch
    from assistant.ui.desk import Desk
    from assistant.ui.handouts import Handouts
    from assistant.ui.house import for_one

    home = tmp_path_factory.mktemp("desk") / "home"
    notice = home.parent / "山塘清淤通知.txt"
    notice.write_text(NOTICE, encoding="utf-8")
    with Library.open(home) as library:
        assert [result.status for result in uploaded(library, notice.name, notice)] == ["added"]
        (home / "sets" / "山塘").mkdir(parents=True)
        rows = [
            {"id": "1", "question": BANK, "type": "factoid_number", "answer": "18元。", "must_contain": [["18元"]]},
            {"id": "2", "question": "单口山塘最多补助多少？", "answer": "9万元。", "must_contain": [["十万元"]]},
        ]
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (home / "sets" / "山塘" / "questions.jsonl").write_text(lines, encoding="utf-8")
        assistant = Paused(Assistant(library))
        evaluations = EvaluationDesk(Settings(home), assistant.real)
        offered = Desk(BatchJobs(home / "batches"), Remarks(home / REMARKS).append, evaluations)
        handouts = Handouts()
        blocks = build_app(assistant, desk=offered, handouts=handouts)
        address = launch(blocks, port=free_port(), middleware=for_one(assistant.real, handouts=handouts))
        yield SimpleNamespace(address=address, home=home, assistant=assistant)
        assistant.go_on.set()
        blocks.close(verbose=False)


@pytest.fixture
def visit(chromium, desk: SimpleNamespace) -> Iterator[object]:
    """A fresh visit; no request may leave the computer, and nothing may be wrong in the console."""
    own = ("data:", "blob:", "about:")
    with visiting(chromium, desk.address, own, viewport={"width": 1366, "height": 700}, locale="fr-FR") as page:
        page.wait_for_selector("#zw-question textarea")
        yield page


def open_tab(page, name: str) -> None:
    page.click(f"button[role=tab]:has-text('{name}')")


def test_a_list_is_answered_stopped_taken_up_and_taken_away(visit, desk, tmp_path: Path) -> None:
    source = tmp_path / "防汛检查.csv"
    rows = ["编号;问题;处室", f"甲;{BANK};水利科", "乙;清淤名单上有多少口山塘？;水利科", "丙;;综合科"]
    source.write_text("\n".join(rows), encoding="utf-8")
    open_tab(visit, "批量")
    visit.locator("#zw-batch-view", has_text="上传一份问题清单").wait_for()
    visit.click("#zw-batch-begin")
    visit.locator("#zw-batch-view", has_text="还没有选择问题清单").wait_for()

    desk.assistant.go_on.clear()
    visit.set_input_files("#zw-batch-file input[type=file]", str(source))
    visit.locator("#zw-batch-file", has_text="防汛检查").wait_for()
    visit.click("#zw-batch-begin")
    visit.locator("#zw-batch-view .zw-batch-running").wait_for()
    visit.locator("#zw-live[role=status]", has_text=re.compile(r"正在回答 \d+%")).wait_for()
    visit.click("#zw-batch-stop")
    desk.assistant.go_on.set()
    visit.locator("#zw-batch-view .zw-batch-stopped").wait_for()
    assert re.search(r"回答了 [12]/3 行，按“接着做”继续", visit.inner_text("#zw-batch-view"))
    before = len(desk.assistant.asked)
    visit.reload()  # the page forgets, the desk does not
    open_tab(visit, "批量")
    visit.locator("#zw-batch-view .zw-batch-stopped").wait_for()
    visit.click("#zw-batch-again")
    visit.locator("#zw-batch-view .zw-batch-done").wait_for()
    assert "共 3 行，1 行没能回答（编号丙），见结果里的“提示”。" in visit.inner_text("#zw-batch-view")
    assert len(desk.assistant.asked) == before + 1  # one was done when it was stopped
    seen = visit.inner_text("body") + visit.evaluate(HINTS)
    assert not re.findall(GRADIO_WORDS, seen)

    with visit.expect_download() as download:
        visit.click("#zw-batch-result")
    taken = tmp_path / "taken.xlsx"
    download.value.save_as(taken)
    assert download.value.suggested_filename == "防汛检查-答复.xlsx"
    sheet = openpyxl.load_workbook(taken)["答复"]
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in table[1:]] == ["甲", "乙", "丙"]
    assert "18元" in table[1][2]
    assert "澜水发〔2026〕9号 二、" in table[1][4]
    assert table[3][-2:] == ["这一行没有问题，请补上后再试。", "综合科"]
    assert [row[3] for row in table[1:]] == ["否", "否", "—"]


def test_a_list_waits_for_another_and_both_can_be_looked_at(visit, desk, tmp_path: Path) -> None:
    desk.assistant.go_on.clear()
    for name in ("先来", "后到"):
        source = tmp_path / f"{name}.csv"
        source.write_text(f"问题\n{BANK}\n{name}的山塘有多少口？\n", encoding="utf-8")
        if name == "先来":
            open_tab(visit, "批量")
        else:
            visit.locator("#zw-batch-file button[aria-label]").first.click()
        visit.set_input_files("#zw-batch-file input[type=file]", str(source))
        visit.locator("#zw-batch-file", has_text=name).wait_for()
        visit.click("#zw-batch-begin")
        visit.locator("#zw-batch-view .zw-batch-name", has_text=name).wait_for()
    assert "排队" in visit.inner_text("#zw-batch-view")
    assert "一次只做一批，等前面的做完就开始。" in visit.inner_text("#zw-batch-view")
    assert "正在读清单" not in visit.inner_text("#zw-batch-view")
    for width in (1280, 390):
        visit.set_viewport_size({"width": width, "height": 720})
        bare = visit.evaluate(
            """() => {
              const [form, choice, view] = ['.zw-side-paper > .form', '#zw-batch-others', '#zw-batch-view']
                .map((name) => document.querySelector(name).getBoundingClientRect());
              return [form.height - choice.height, view.top - choice.bottom].map(Math.abs);
            }"""
        )
        assert max(bare) <= 4, "the choice is as high as what it holds, and the batch begins below it"
    visit.locator("#zw-batch-others label", has_text="先来.csv（正在回答）").click()
    visit.locator("#zw-batch-view .zw-batch-running").wait_for()
    desk.assistant.go_on.set()
    visit.locator("#zw-batch-view .zw-batch-done").wait_for()
    visit.locator("#zw-batch-others label", has_text="后到.csv").click()
    visit.locator("#zw-batch-view .zw-batch:has(.zw-batch-done)", has_text="后到").wait_for()


def test_a_list_that_cannot_be_read_is_one_sentence(visit, tmp_path: Path) -> None:
    source = tmp_path / "不是清单.xlsx"
    source.write_bytes(b"no workbook")
    open_tab(visit, "批量")
    visit.set_input_files("#zw-batch-file input[type=file]", str(source))
    visit.locator("#zw-batch-file", has_text="不是清单").wait_for()
    visit.click("#zw-batch-begin")
    visit.locator("#zw-batch-view .zw-batch-failed").wait_for()
    assert "不是可以打开的Excel工作簿" in visit.inner_text("#zw-batch-view")
    assert not visit.locator("#zw-batch-again").is_visible()
    assert "Traceback" not in visit.inner_text("body")


def test_an_evaluation_is_run_read_and_compared(visit, desk) -> None:
    for _ in range(2):
        open_tab(visit, "评测")
        visit.click("#zw-eval-set input")
        visit.click("[role=option]:has-text('山塘')")
        ended = len(list(desk.home.glob("evaluations/*/report.html")))
        visit.click("#zw-eval-run")
        visit.locator("#zw-eval-progress", has_text="正确率 50.0%").wait_for()
        assert len(list(desk.home.glob("evaluations/*/report.html"))) == ended + 1
        report = visit.frame_locator("#zw-eval-view iframe")
        report.locator("h1", has_text="评测：山塘").wait_for()
        assert report.locator("svg").count() >= 2
        assert "单口山塘最多补助多少" in report.locator("article").inner_text()
        visit.reload()
        visit.wait_for_selector("#zw-question textarea")
    open_tab(visit, "评测")
    for box, number in (("#zw-eval-shown", 0), ("#zw-eval-other", 1)):
        visit.click(f"{box} input")
        visit.locator("[role=option]").nth(number).click()
    visit.click("#zw-eval-compare")
    visit.locator(".zw-compared", has_text="McNemar").wait_for()
    assert "共同的问题 2 个" in visit.inner_text(".zw-compared")
    assert not re.findall(GRADIO_WORDS, visit.inner_text("body"))
    assert not list(desk.home.glob("history*"))


def test_a_verdict_with_a_correction_is_kept(visit, desk) -> None:
    assert not visit.locator("#zw-remarks").is_visible()
    ask(visit, BANK)
    visit.click("#zw-remark-right")
    visit.locator("#zw-remark-said", has_text="已记下").wait_for()
    ask(visit, "那单口最多呢？")
    visit.click("#zw-remark-wrong")
    visit.locator("#zw-remark-wrong[aria-pressed=true]").wait_for()
    visit.click("#zw-remark-leave")
    visit.locator("#zw-remark-wrong[aria-pressed=false]").wait_for()
    assert not visit.locator("#zw-correction").is_visible()
    visit.click("#zw-remark-miscited")
    visit.fill("#zw-correction textarea, #zw-correction input", "应引用第二条。")
    visit.click("#zw-remark-send")
    visit.locator("#zw-remark-said", has_text="已记下").wait_for()
    assert not visit.locator("#zw-correction").is_visible()
    rows = list(Remarks(desk.home / REMARKS).rows())
    assert [row["verdict"] for row in rows] == ["right", "miscited"]
    assert rows[0]["citations"][0]["section"] == "二、"
    assert rows[1]["history"] == [BANK]
    assert rows[1]["correction"] == "应引用第二条。"


def test_what_opens_below_an_answer_leaves_it_in_sight(visit, desk) -> None:
    ask(visit, BANK)
    ask(visit, "那单口最多呢？")
    visit.click("#zw-remark-wrong")
    visit.locator("#zw-correction").wait_for()
    visit.click("#zw-limits-toggle")
    visit.locator("#zw-limit-paper input").click()
    visit.locator("[role=option]").first.wait_for()
    visit.wait_for_timeout(300)
    chat, last = visit.locator("#zw-chat").bounding_box(), visit.locator("#zw-chat .zw-state").last.bounding_box()
    assert chat["y"] < last["y"] < last["y"] + last["height"] < chat["y"] + chat["height"]
    offered, tabs = (
        visit.locator("[role=listbox]").bounding_box(),
        visit.locator("#zw-pages .tab-wrapper").bounding_box(),
    )
    assert offered["y"] > tabs["y"] + tabs["height"]
    assert offered["width"] > 500
    visit.set_viewport_size({"width": 683, "height": 384})  # as at 200 %
    assert visit.locator("#zw-chat").bounding_box()["height"] > 190


def test_the_report_draws_its_charts_and_asks_nobody(chromium, tmp_path: Path) -> None:
    from eval.report import render
    from eval.runner import Asked, sum_up

    asked = []
    for n in range(30):
        kind = ("factoid_number", "paraphrase", "unanswerable")[n % 3]
        sample = Sample(
            id=str(n), question=f"第{n}问<script>alert(1)</script>？", type=kind, answer="甲", must_contain=(("甲",),)
        )
        said = Judgment(id=str(n), answer="甲" if n % 4 else "乙", refused=n % 6 == 5, confidence=0.3 + n / 50)
        asked.append(Asked(sample, said, score(sample, said), {}))
    path = tmp_path / "report.html"
    path.write_text(render(sum_up("示例", asked)), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 1000, "height": 1400})
    requests: list[str] = []
    console: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: console.append(message.text))
    page.on("pageerror", lambda error: console.append(str(error)))
    page.goto(path.as_uri())
    assert requests == [path.as_uri()]
    assert console == []
    labels = [chart.get_attribute("aria-label") for chart in page.locator("svg").all()]
    assert labels == ["各类问题的正确率", "错误发生在哪一步", "置信度与答对比例", "拒答门槛与正确率"]
    for chart in page.locator("svg").all():
        box = chart.bounding_box()
        assert box["width"] > 200
        assert box["height"] > 40
        drawn = chart.evaluate(
            "svg => [...svg.querySelectorAll('path, text')].filter(p => p.getBBox().width > 0).length"
        )
        assert drawn > 5
    assert "换一种说法" in page.locator("svg").first.text_content()
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(31, 35, 39)"
    page.close()


def test_the_way_of_an_answer_is_told_in_chinese() -> None:
    from eval import report

    named = set()
    for path in (ROOT / "assistant" / "reading").glob("*.py"):
        named |= set(re.findall(r'Finding\([^)]*?"([a-z]+)"', path.read_text("utf-8")))
    assert named <= set(report.READERS)
    found = SimpleNamespace(section="一、", score=0.5, found_by=("dense", "sparse"))
    trace = SimpleNamespace(resolved="问", question="问", reader="passages", found=[found], dropped=[])
    assert report._way(trace) == "从段落读出；找到第1段 一、 0.50（语义、关键词）"  # type: ignore[arg-type]
    trace.reader = ""
    assert report._way(trace).startswith("没有读出")  # type: ignore[arg-type]
