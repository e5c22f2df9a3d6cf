"""The page 批量: a list of questions goes in, its progress is watched, the answers are taken away as a file."""

from __future__ import annotations

from collections.abc import Callable
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
    "停下或关掉页面都不会丢：回来还看得到最近的一批；再给同一份清单，会从停下的地方接着做。</p>"
)
_BLANK = (
    '<div class="zw-blank"><p class="zw-blank-title">批量回答</p>'
    "<p>上传一份问题清单，这里显示进度；<br>答完可以下载，每条引用都连到原文。</p></div>"
)
_STATES = {"waiting": "排队", "running": "正在回答", "stopped": "已停下", "done": "已完成", "failed": "没有完成"}
_GONE = "这一批已经不在了，请再上传清单。"
_EVERY = 0.7  # seconds between two looks at a batch that runs


def build_batch_page(
    assistant: Answering, jobs: BatchJobs, handouts: Handouts, model: str, owner: Callable[[], str], tab: gr.Tab
) -> None:
    """Lays the page out inside the current tab and wires it; `model` names the language model, if one writes, `owner`
    whoever is asking."""
    key = gr.State("")
    timer = gr.Timer(_EVERY, active=False)
    with gr.Row(elem_id="zw-batch", elem_classes=["zw-two"], equal_height=True):
        with gr.Column(scale=4, min_width=340, elem_classes=["zw-side-desk"]):
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
        with gr.Column(scale=6, min_width=440, elem_classes=["zw-side-paper"]):
            view = pane(_BLANK, "zw-batch-view")
            with gr.Row(elem_id="zw-batch-bar"):
                stop = gr.Button("停止", visible=False, elem_id="zw-batch-stop")
                again = gr.Button("接着做", visible=False, elem_id="zw-batch-again")
                result = pane("", "zw-batch-file-out")

    shown = [key, view, stop, again, result, timer]

    def begun(source: Path, column: str | None, suffix: str) -> tuple[Any, ...]:
        try:
            documents = [record.doc_id for record in assistant.library.documents()]
            batch = jobs.start(assistant, documents, source, suffix, column, model, owner())
        except Exception as error:  # the page stays alive whatever the list holds
            return _told("", sentence_for(error))
        return drawn(batch, handouts)

    def start(path: str | None, column: str | None, suffix: str) -> tuple[Any, ...]:
        if not path:
            return _told("", "还没有选择问题清单，请先上传。")
        return begun(Path(path), (column or "").strip() or None, suffix)

    def go_on(held: str) -> tuple[Any, ...]:
        batch = jobs.batch(held)
        if batch is None:
            return _told("", _GONE)
        return begun(batch.source, batch.group, batch.output.suffix)

    def look(held: str) -> tuple[Any, ...]:
        batch = jobs.batch(held)
        if batch is None:
            return _told("", _GONE)
        if not may_see(batch):
            jobs.stop(held)  # taken away, or no longer theirs to read: the answers may quote it
            return _told("", "资料库里有的文件已经移走或不再对您开放，请再上传清单，重新回答。")
        return drawn(batch, handouts)

    def may_see(batch: Batch) -> bool:
        return batch.documents <= {record.doc_id for record in assistant.library.documents()}

    def come_back(held: str) -> tuple[Any, ...]:
        """What was begun before the page was closed or loaded anew."""
        batch = None if held else jobs.latest(owner())
        if batch is None or not may_see(batch):
            return (gr.skip(),) * len(shown)
        return drawn(batch, handouts)

    def halt(held: str) -> tuple[Any, ...]:
        jobs.stop(held)
        return look(held)

    inputs = [file, group, form]
    begin.click(start, inputs, shown, **QUICK)
    again.click(go_on, [key], shown, **QUICK)
    stop.click(halt, [key], shown, **QUICK)
    timer.tick(look, [key], shown, **QUICK)
    tab.select(come_back, [key], shown, **QUICK)


def drawn(batch: Batch, handouts: Handouts) -> tuple[Any, ...]:
    """What the page shows of a batch: progress, the buttons that make sense now, the file when it is there."""
    done = batch.state == "done"
    active = batch.state in ("waiting", "running")
    return (
        batch.key,
        batch_view(batch),
        gr.update(visible=active),
        gr.update(visible=batch.can_go_on),
        download_link(handouts.lay_out(batch.output, batch.documents), "下载结果", "zw-batch-result") if done else "",
        gr.Timer(_EVERY, active=active),
    )


def batch_view(batch: Batch) -> str:
    """The progress of a batch as HTML."""
    pace = batch.pace
    share = pace.done / pace.total if pace and pace.total else 0.0
    words = str(pace) if pace else "正在读清单……"
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


def _told(held: str, sentence: str) -> tuple[Any, ...]:
    off = gr.update(visible=False)
    return held, f'<div class="zw-blank"><p>{plain(sentence)}</p></div>', off, off, "", gr.Timer(_EVERY, active=False)
