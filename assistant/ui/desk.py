"""What the pages offer beyond asking: each is there only where somebody handed it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from assistant.administration import Administration
from assistant.batches.jobs import BatchJobs
from assistant.records.remarks import Remark
from assistant.ui.batch_page import build_batch_page
from assistant.ui.evaluation_page import Evaluations, build_evaluation_page
from assistant.ui.handouts import Handouts
from assistant.ui.seams import Answering


@dataclass(frozen=True, slots=True)
class Desk:
    """`batches`: the page 批量; `remarks` keeps verdicts on answers; `evaluations`: the page 评测. `model` names the
    language model, if one writes; `owner` whoever is asking, where several people do; `administration`: the page
    设置."""

    batches: BatchJobs | None = None
    remarks: Callable[[Remark], None] | None = None
    evaluations: Evaluations | None = None
    model: str = ""
    letterhead: Path | None = None
    owner: Callable[[], str] = lambda: ""
    administration: Administration | None = None


def build_desk_pages(assistant: Answering, desk: Desk, handouts: Handouts) -> None:
    """The tabs of what the desk offers."""
    if desk.batches is not None:
        with gr.Tab("批量", id="batch", render_children=True) as tab:
            build_batch_page(assistant, desk.batches, handouts, desk.model, desk.owner, tab)
    if desk.evaluations is not None:
        with gr.Tab("评测", id="evaluation", render_children=True) as tab:
            build_evaluation_page(desk.evaluations, tab)
