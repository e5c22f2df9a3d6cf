"""`eval ablate`: the same questions with one part of the program left out at a time, in one table.

What a part is worth is what is lost without it, so each row is compared with the whole program question by question.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any

from assistant.settings import Settings
from eval.datasets import QuestionSet
from eval.report import STYLE
from eval.runner import Progress, RunResult, run_on, shelf, write_results
from eval.statistics import Comparison, compare
from ingest.errors import InputError
from vectorstore.whole import write_whole

# what `Assistant` and `Retriever` can be told to leave out
PARTS = {
    "dense": "向量检索",
    "keyword": "关键词检索",
    "keys": "按文号和标题找文件",
    "ranker": "学来的排序",
    "papers": "整份文件的关键词",
    "similarity": "句子与问题的向量相似度",
    "verification": "核对",
    "frame": "读信头",
    "structure": "读大纲",
    "mentions": "读提到处",
    "catalogue": "读文件目录",
    "table": "读表格",
    "section": "读整条",
    "contacts": "读联系方式",
    "annexes": "读附件",
    "alternatives": "读两个名称",
    "comparison": "跨文件比较",
    "years": "分年比较",
    "passages": "读句子",
}
WHOLE = "whole"
_SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Ablation:
    """A run without `part`, against the whole program (A); the whole program's own row has no comparison."""

    part: str
    result: RunResult
    against: Comparison | None = None

    @property
    def name(self) -> str:
        return "完整的程序" if self.part == WHOLE else f"去掉{PARTS[self.part]}"

    def row(self) -> dict[str, Any]:
        """The numbers, without the questions."""
        total = asdict(self.result.total)
        return {"part": self.part, "total": total, "against": asdict(self.against) if self.against else None}


def ablate(
    questions: QuestionSet,
    settings: Settings,
    parts: Sequence[str] = tuple(PARTS),
    *,
    home_given: bool = False,
    progress: Progress | None = None,
    done: Callable[[Ablation], None] | None = None,
) -> list[Ablation]:
    """The whole program first, then without each of `parts`. Raises InputError for a part that is none."""
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise InputError(f"没有名为“{'、'.join(unknown)}”的部分，可以去掉的是{'、'.join(PARTS)}。")
    out: list[Ablation] = []
    with shelf(questions, settings, home_given, progress) as placed:
        for part in (WHOLE, *parts):
            result = run_on(questions, placed, progress, frozenset() if part == WHOLE else frozenset([part]))
            against = compare(_right(out[0].result), _right(result)) if out else None
            out.append(Ablation(part, result, against))
            if done is not None:
                done(out[-1])
    return out


def write_ablation(rows: Sequence[Ablation], folder: Path) -> None:
    """`ablation.json`, `ablation.html`, and each run in a folder of its own, as `eval run` writes it."""
    for row in rows:
        place = folder / row.part
        place.mkdir(exist_ok=True)
        write_results(row.result, place)
    text = json.dumps([row.row() for row in rows], ensure_ascii=False, indent=1) + "\n"
    write_whole(folder / "ablation.json", text, private=True)
    write_whole(folder / "ablation.html", render(rows), private=True)


def lines(rows: Sequence[Ablation]) -> list[str]:
    """The table for a terminal."""
    out = [f"{rows[0].result.name}：{rows[0].result.total.n} 个问题"]
    for row in rows:
        total = row.result.total
        out.append(f"  {row.name}  正确率 {total.accuracy.value or 0:.1%}{_difference(row)}")
    return out


def render(rows: Sequence[Ablation]) -> str:
    """The table as a page that stands alone; each row links to its own report."""
    name = rows[0].result.name
    cells = "".join(_line(row) for row in rows)
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>逐项去掉：{escape(name)}</title><style>{STYLE}</style></head><body>"
        f'<h1>逐项去掉：{escape(name)}</h1><p class="soft">{rows[0].result.total.n} 个问题；每次去掉一个部分，'
        "与完整的程序逐题比较（McNemar 精确检验）。差异后面的括号是95%区间；带 * 的差异显著（p &lt; 0.05）。</p>"
        "<table><tr><th>部分</th><th>正确率</th><th>差异</th><th>新答对 / 新答错</th><th>引用完整</th>"
        f"<th>误拒答</th><th>误作答</th><th>前5段找到</th><th>用时中位数</th></tr>{cells}</table></body></html>\n"
    )


def _line(row: Ablation) -> str:
    total, against = row.result.total, row.against
    shares = (total.citation_recall, total.false_refusal, total.false_answer, total.found_5)
    changed = f"+{against.only_b} −{against.only_a}" if against else "—"
    values = [
        f"{total.accuracy.value or 0:.1%}",
        _difference(row).strip("，") or "—",
        changed,
        *("—" if share.value is None else f"{share.value:.1%}" for share in shares),
        f"{total.seconds_p50 * 1000:.0f} 毫秒",
    ]
    link = f'<a href="{row.part}/report.html">{escape(row.name)}</a>'
    return f"<tr><td>{link}</td>{''.join(f'<td>{value}</td>' for value in values)}</tr>"


def _difference(row: Ablation) -> str:
    c = row.against
    if c is None:
        return ""
    sign = "*" if c.p_value < _SIGNIFICANT else ""
    return f"，{c.difference:+.1%}{sign}（{c.low:+.1%} 至 {c.high:+.1%}，p = {c.p_value:.3f}）"


def _right(result: RunResult) -> list[bool]:
    return [one.score.right for one in result.asked]
