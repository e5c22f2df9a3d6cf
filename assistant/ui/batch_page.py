"""The page 批量: a list of questions goes in, its progress is watched, the answers are taken away as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.batches.jobs import Batch, BatchJobs
from assistant.ui.escape import plain
from assistant.ui.failures import sentence_for
from assistant.ui.handouts import Handouts, download_link
from assistant.ui.language import THEIRS
from assistant.ui.listening import QUICK
from assistant.ui.look import pane
from assistant.ui.seams import Answering

_FORMS = (("Excel 工作簿", ".xlsx"), ("CSV", ".csv"), ("JSONL", ".jsonl"))
_HINT = (
    '<p class="zw-hint">清单是 .xlsx、.csv 或 .jsonl，要有“问题”一列；可以有“编号”一列，别的列原样保留。'
    "停下或关掉页面都不会丢：回来还看得到，有几批时可以挑选；再给同一份清单，会从停下的地方接着做。</p>"
)
_BLANK = (
    '<div class="zw-blank"><h2 class="zw-blank-title">批量回答</h2>'
    "<p>上传一份问题清单，这里显示进度；<br>答完可以下载，每条引用都连到原文。</p></div>"
)
_STATES = {"waiting": "排队", "running": "正在回答", "stopped": "已停下", "done": "已完成", "failed": "没有完成"}
_GONE = "这一批已经不在了，请再上传清单。"
_EVERY = 0.7  # seconds between two looks at a batch that runs
_SHOWN = 7  # things that `drawn` draws


@dataclass(frozen=True, slots=True)
class _Desk:
    """The left column: a list of questions and how it is answered."""

    file: gr.File
    group: gr.Textbox
    form: gr.Radio
    begin: gr.Button


@dataclass(frozen=True, slots=True)
class _Paper:
    """The right column: how far a batch is, and what can be done with it; above, which of several."""

    others: gr.Radio
    view: gr.HTML
    stop: gr.Button
    again: gr.Button
    result: gr.HTML


def build_batch_page(
    assistant: Answering, jobs: BatchJobs, handouts: Handouts, model: str, owner: Callable[[], str], tab: gr.Tab
) -> None:
    """Lays the page out inside the current tab and wires it; `model` names the language model, if one writes, `owner`
    whoever is asking."""
    key = gr.State("")
    timer = gr.Timer(_EVERY, active=False)
    with gr.Row(elem_id="zw-batch", elem_classes=["zw-two"], equal_height=True):
        with gr.Column(scale=4, min_width=340, elem_classes=["zw-side-desk"]):
            desk = _desk()
        with gr.Column(scale=6, min_width=440, elem_classes=["zw-side-paper"]):
            paper = _paper()

    steps = _Steps(assistant, jobs, handouts, model, owner)
    shown = [key, paper.others, paper.view, paper.stop, paper.again, paper.result, timer]
    desk.begin.click(steps.start, [desk.file, desk.group, desk.form], shown, **QUICK)
    paper.again.click(steps.go_on, [key], shown, **QUICK)
    paper.stop.click(steps.halt, [key], shown, **QUICK)
    paper.others.input(steps.look, [paper.others], shown, **QUICK)
    timer.tick(steps.look, [key], shown, **QUICK)
    tab.select(steps.come_back, [key], shown, **QUICK)


def _desk() -> _Desk:
    file = gr.File(show_label=False, label="问题清单", height=132, elem_id="zw-batch-file")
    pane(_HINT, "zw-batch-hint")
    group = gr.Textbox(
        label="哪一列相同算一次对话（可以不填）",
        placeholder="例如：对话",
        max_length=60,
        elem_id="zw-batch-group",
    )
    form = gr.Radio(list(_FORMS), value=".xlsx", label="结果格式", elem_id="zw-batch-form")
    begin = gr.Button("开始回答", variant="primary", elem_id="zw-batch-begin")
    return _Desk(file, group, form, begin)


def _paper() -> _Paper:
    others = gr.Radio([], label="各批清单", visible=False, elem_id="zw-batch-others")
    view = pane(_BLANK, "zw-batch-view")
    with gr.Row(elem_id="zw-batch-bar"):
        stop = gr.Button("停止", visible=False, elem_id="zw-batch-stop")
        again = gr.Button("接着做", visible=False, elem_id="zw-batch-again")
        result = pane("", "zw-batch-file-out")
    return _Paper(others, view, stop, again, result)


@dataclass(frozen=True, slots=True)
class _Steps:
    """What clicks do, and what the timer does; each gives what `drawn` gives."""

    assistant: Answering
    jobs: BatchJobs
    handouts: Handouts
    model: str
    owner: Callable[[], str]

    def start(self, path: str | None, column: str | None, suffix: str) -> tuple[Any, ...]:
        if not path:
            return self._told("还没有选择问题清单，请先上传。")
        return self._begun(Path(path), (column or "").strip() or None, suffix)

    def go_on(self, held: str) -> tuple[Any, ...]:
        batch = self._own(held)
        if batch is None:
            return self._told(_GONE)
        return self._begun(batch.source, batch.group, batch.output.suffix)

    def look(self, held: str | None) -> tuple[Any, ...]:
        batch = self._own(held or "")
        if batch is None:
            return self._told(_GONE)
        if not self._may_see(batch):
            self.jobs.stop(batch.key)  # taken away, or no longer theirs to read: the answers may quote it
            return self._told("资料库里有的文件已经移走或不再对您开放，请再上传清单，重新回答。")
        return self._drawn(batch)

    def come_back(self, held: str) -> tuple[Any, ...]:
        """What was begun before the page was closed or loaded anew."""
        batch = None if held else self.jobs.latest(self.owner())
        if batch is None or not self._may_see(batch):
            return (gr.skip(),) * _SHOWN
        return self._drawn(batch)

    def halt(self, held: str) -> tuple[Any, ...]:
        if self._own(held) is not None:
            self.jobs.stop(held)
        return self.look(held)

    def _begun(self, source: Path, column: str | None, suffix: str) -> tuple[Any, ...]:
        try:
            documents = [record.doc_id for record in self.assistant.library.documents()]
            batch = self.jobs.start(self.assistant, documents, source, suffix, column, self.model, self.owner())
        except Exception as error:  # the page stays alive whatever the list holds
            return self._told(sentence_for(error))
        return self._drawn(batch)

    def _own(self, held: str) -> Batch | None:
        """The chosen batch, which a browser names; nobody has another's."""
        batch = self.jobs.batch(held)
        return batch if batch is not None and batch.owner == self.owner() else None

    def _may_see(self, batch: Batch) -> bool:
        return batch.documents <= {record.doc_id for record in self.assistant.library.documents()}

    def _drawn(self, batch: Batch) -> tuple[Any, ...]:
        return drawn(batch, self.handouts, self.jobs.of(self.owner()))

    def _told(self, sentence: str) -> tuple[Any, ...]:
        """A sentence in the place of a batch; those that are there can be chosen."""
        own, off = self.jobs.of(self.owner()), gr.update(visible=False)
        view = f'<div class="zw-blank"><p>{plain(sentence)}</p></div>'
        return "", _chosen_of(own, None, bool(own)), view, off, off, "", gr.Timer(_EVERY, active=False)


def drawn(batch: Batch, handouts: Handouts, own: Sequence[Batch]) -> tuple[Any, ...]:
    """What the page shows of a batch: which of its owner's `own` it is, progress, the buttons that make sense now, the
    file when it is there."""
    done = batch.state == "done"
    active = batch.state in ("waiting", "running")
    return (
        batch.key,
        _chosen_of(own, batch.key, len(own) > 1),
        batch_view(batch),
        gr.update(visible=active),
        gr.update(visible=batch.can_go_on),
        download_link(handouts.lay_out(batch.output, batch.documents), "下载结果", "zw-batch-result") if done else "",
        gr.Timer(_EVERY, active=active),
    )


def _chosen_of(own: Sequence[Batch], key: str | None, shown: bool) -> Any:
    choices = [(f"{batch.name}（{_STATES[batch.state]}）", batch.key) for batch in own]
    return gr.update(choices=choices, value=key, visible=shown)


def batch_view(batch: Batch) -> str:
    """The progress of a batch as HTML."""
    pace = batch.pace
    share = pace.done / pace.total if pace and pace.total else 0.0
    words = str(pace) if pace else "正在读清单……"
    if batch.state == "waiting":
        words = "一次只做一批，等前面的做完就开始。"
    if batch.state == "stopped":
        words = f"回答了 {pace.done}/{pace.total} 行，按“接着做”继续。" if pace else "还没有开始，按“接着做”开始。"
    if batch.state == "done" and pace:
        words = f"共 {pace.total} 行，已全部回答。"
        became = batch.answered
        if became and became.unanswered:
            words = f"共 {pace.total} 行，{len(became.unanswered)} 行没能回答（编号{became.some}），见结果里的“提示”。"
    if batch.said:
        words = batch.said
    return (
        f'<div class="zw-batch"><p class="zw-batch-name" {THEIRS}>{plain(batch.name)}</p>'
        f'<p class="zw-batch-state zw-batch-{batch.state}">{_STATES[batch.state]}</p>'
        f'<div class="zw-track" role="progressbar" aria-label="进度" aria-valuenow="{100 * share:.0f}">'
        f'<i style="width:{share:.1%}"></i></div>'
        f"<p>{plain(words)}</p></div>"
    )
