"""A run as a page (`report.html`: one file, no script, no outside request) and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from assistant.schema import Trace
from eval import charts
from eval.runner import Asked, RunResult
from eval.schema import STAGES, UNANSWERABLE, Place
from eval.statistics import Share

if TYPE_CHECKING:
    from eval.judge import Judged

_REASONS = {
    "refused": "拒答了",
    "lacks": "缺少应有的内容",
    "forbidden": "含有不应有的内容",
    "too_long": "答得太长",
    "answered": "应当拒答却作答",
}

TYPES = {
    "colloquial/typo": "口语和错字",
    "comparison_across_docs": "跨文件比较",
    "definition_or_policy": "定义和政策",
    "factoid_date": "日期",
    "factoid_name": "名称",
    "factoid_number": "数字",
    "followup": "追问",
    "how_to_or_measure": "做法和措施",
    "list": "列举",
    "metadata": "文号等信头",
    "paraphrase": "换一种说法",
    "structure": "结构",
    "table_lookup": "表格",
    "temporal_conflict": "新旧不一",
    UNANSWERABLE: "没有答案",
    "yes_no": "是非",
}

# what the trace names in English, as a reader of the report knows it
READERS = {
    "alternatives": "两种叫法",
    "annexes": "附件",
    "answered": "问答",
    "catalogue": "文件目录",
    "comparison": "跨文件比较",
    "contacts": "联系方式",
    "frame": "信头和落款",
    "given": "问题说到的数",
    "headings": "标题",
    "mentions": "提到的文件",
    "passages": "段落",
    "responsibility": "牵头和责任单位",
    "section": "条款",
    "structure": "文件结构",
    "table": "表格",
    "years": "各年数字",
}
FOUND_BY: dict[str, str] = {"key": "文号和标题", "dense": "语义", "sparse": "关键词"}
MEASURES = {"R@5": "前5段找全", "R@10": "前10段找全", "RR@10": "首处名次分"}

STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.7 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei",
  "WenQuanYi Micro Hei", sans-serif; color: #24292f; background: #fff; max-width: 860px; margin: 40px auto;
  padding: 0 24px; }
h1 { font-size: 22px; margin: 0; } h2 { font-size: 17px; margin: 44px 0 10px; }
p { margin: 6px 0; } .soft { color: #6b7280; font-size: 13px; }
.numbers { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 20px 24px;
  margin: 26px 0; }
.numbers b { display: block; font-size: 25px; font-weight: 600; line-height: 1.3; }
.numbers .soft { display: block; line-height: 1.5; }
svg { max-width: 100%; height: auto; } .pair { display: flex; flex-wrap: wrap; gap: 12px; }
.pair figure { flex: 1 1 340px; } figure { margin: 0; } figcaption { color: #6b7280; font-size: 13px; }
table { border-collapse: collapse; width: 100%; font-size: 13px; }
th, td { text-align: right; padding: 4px 8px; border-bottom: 1px solid #e5e7eb; font-weight: 400; }
th { color: #6b7280; } th:first-child, td:first-child { text-align: left; }
article { border-top: 1px solid #e5e7eb; padding: 14px 0; } article h3 { font-size: 15px; margin: 0 0 4px; }
dl { display: grid; grid-template-columns: 4em 1fr; gap: 2px 10px; margin: 6px 0 0; font-size: 14px; }
dt { color: #6b7280; } dd { margin: 0; overflow-wrap: anywhere; } .tag { color: #b4532a; }
q { quotes: none; color: #6b7280; }
@media (prefers-color-scheme: dark) {
  body { color: #e7e4dd; background: #1f2327; }
  .soft, figcaption, th, dt, q { color: #a3aab1; } th, td, article { border-color: #3b4147; } .tag { color: #ee9087; }
  svg { filter: invert(.88) hue-rotate(180deg); }
}
@media print { body { margin: 0; } article { break-inside: avoid; } }
"""


def summary_lines(result: RunResult) -> list[str]:
    """What a terminal shows."""
    total = result.total
    lines = [f"{result.name}：{total.n} 个问题"]
    lines += [f"  {name}  {share}" for name, share, _ in _headline(result)]
    if total.retrieval:
        lines.append("  检索  " + "，".join(f"{name} {value:.3f}" for name, value in total.retrieval.items()))
    if total.requests:
        lines.append(f"  语言模型  请求 {total.requests} 次")
    lines.append(f"  用时  中位数 {_seconds(total.seconds_p50)}，99% 在 {_seconds(total.seconds_p99)} 以内")
    for name, one in result.by_type.items():
        lines.append(f"  {_type(name)}  {one.accuracy.hits}/{one.n}")
    if total.stages:
        lines.append("  错误：" + "，".join(f"{name} {count}" for name, count in _stages(result)))
    return lines


def render(result: RunResult, judged: Judged | None = None) -> str:
    """The report as HTML."""
    return "".join(_page(result, judged))


def _page(result: RunResult, judged: Judged | None) -> Iterator[str]:
    total = result.total
    yield '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>评测：{escape(result.name)}</title><style>{STYLE}</style></head><body>"
    yield f"<h1>评测：{escape(result.name)}</h1>"
    yield f'<p class="soft">{total.n} 个问题；括号里是 95% 置信区间。</p><section class="numbers">'
    for name, share, meaning in _headline(result):
        yield _number(name, share, meaning)
    yield f"<div>用时（中位数）<b>{_seconds(total.seconds_p50)}</b>"
    asked = f"<br>语言模型请求 {total.requests} 次" if total.requests else ""
    yield f'<span class="soft">99% 的问题在 {_seconds(total.seconds_p99)} 以内{asked}</span></div>'
    if total.retrieval:
        rest = [(name, value) for name, value in total.retrieval.items() if name != "nDCG@10"]
        said = "，".join(f"{MEASURES.get(name, name)}（{name}）{value:.3f}" for name, value in rest)
        yield f"<div>检索排序（nDCG@10）<b>{total.retrieval['nDCG@10']:.3f}</b>"
        yield f'<span class="soft">{said}<br>应引用的条款在检索结果里的名次</span></div>'
    yield "</section>"
    yield "<h2>各类问题</h2>"
    yield charts.by_type([(_type(name), one.accuracy) for name, one in result.by_type.items()])
    yield from _type_table(result)
    yield "<h2>错误发生在哪一步</h2>"
    yield charts.stages(_stages(result)) if total.stages else "<p>没有错误。</p>"
    yield from _calibration(result)
    if judged is not None:
        yield from _opinions(result, judged)
    wrong = [one for one in result.asked if not one.score.right]
    yield f"<h2>答错的问题（{len(wrong)}）</h2>"
    if any(one.trace is not None for one in wrong):
        named = "、".join(f"{said}（{name}）" for name, said in [*FOUND_BY.items(), *READERS.items()])
        yield f'<p class="soft">“经过”里的名称，括号里是程序里的叫法：{named}。</p>'
    for one in wrong:
        yield from _miss(one)
    yield "</body></html>\n"


def _headline(result: RunResult) -> list[tuple[str, Share, str]]:
    total = result.total
    return [
        ("正确率", total.accuracy, "答案含应有内容、不含不应有内容、简短；无答案的问题应拒答"),
        ("引用准确", total.citation_precision, "给出的引用中，出处正确的比例"),
        ("引用完整", total.citation_recall, "应当引用的出处中，引用到的比例"),
        ("引文一字不差", total.quotes, "引文是文件原文的一段"),
        ("数字有据", total.numbers, "答案里的数字出现在引文中"),
        ("误拒答", total.false_refusal, "有答案却拒答"),
        ("误作答", total.false_answer, "没有答案却作答"),
        ("拒答准确", total.refusal_precision, "拒答的问题中，确实没有答案的比例"),
        ("前5段找到", total.found_5, "检索的前5段里有正确的条款"),
        ("拒答完整", total.refusal_recall, "没有答案的问题中，拒答了的比例"),
    ]


def _number(name: str, share: Share, meaning: str) -> str:
    value = "—" if share.value is None else f"{share.value:.1%}"
    interval = "" if share.low is None or share.high is None else f"（{share.low:.1%}–{share.high:.1%}）"
    return f'<div>{name}<b>{value}</b><span class="soft">{interval} {share.hits}/{share.n}<br>{meaning}</span></div>'


def _type_table(result: RunResult) -> Iterator[str]:
    yield "<table><tr><th>类型</th><th>问题</th><th>正确</th><th>引用准确</th><th>引用完整</th><th>数字有据</th>"
    yield "<th>误拒答</th><th>前5段找到</th></tr>"
    for name, one in result.by_type.items():
        shares = (one.citation_precision, one.citation_recall, one.numbers, one.false_refusal, one.found_5)
        cells = "".join(f"<td>{'—' if s.value is None else f'{s.value:.0%}'}</td>" for s in shares)
        yield f"<tr><td>{escape(_type(name))}</td><td>{one.n}</td><td>{one.accuracy.hits}</td>{cells}</tr>"
    yield "</table>"


def _calibration(result: RunResult) -> Iterator[str]:
    calibration = result.calibration
    if calibration.ece is None or not calibration.bins:
        return
    yield '<h2>置信度</h2><div class="pair"><figure>'
    yield charts.reliability(calibration)
    yield "<figcaption>点在对角线上，置信度就名副其实；点越大问题越多。"
    yield f"平均偏差（ECE）{calibration.ece:.1%}。</figcaption>"
    yield "</figure><figure>"
    yield charts.threshold(calibration)
    yield "<figcaption>若低于某个置信度就拒答：蓝线是全部问题的正确率，橙线是作答者的正确率，虚线是作答的比例。"
    best = calibration.best
    if best is not None:
        yield f"正确率最高 {best.accuracy:.1%}，门槛 {best.confidence:.2f}。"
    yield "</figcaption></figure></div>"


def _opinions(result: RunResult, judged: Judged) -> Iterator[str]:
    """Where a language model and the checks differ: what a person should look at."""
    yield f"<h2>第二意见</h2><p>{escape(judged.line())}。</p>"
    asked = {one.sample.id: one for one in result.asked}
    for opinion in judged.differing:
        one, said = asked[opinion.id], "正确" if opinion.right else "错误"
        yield f"<p>{escape(opinion.id)} {escape(one.sample.question)}"
        yield f'<br><span class="soft">模型说{said}，核对说{"正确" if opinion.checked else "错误"}；'
        yield f"应答：{escape(one.sample.answer)}；回答：{escape(one.judgment.answer)}</span></p>"


def _miss(one: Asked) -> Iterator[str]:
    sample, judgment, score = one.sample, one.judgment, one.score
    stage = STAGES[score.stage] if score.stage else ""
    reason = _REASONS.get(score.reason, "")
    yield f'<article><h3>{escape(sample.question)}</h3><p class="soft">{escape(sample.id)} · '
    yield f"{escape(_type(sample.type))} · "
    yield f'<span class="tag">{stage}</span>（{reason}） · 置信度 {score.confidence:.2f}</p><dl>'
    if sample.history:
        yield f"<dt>上文</dt><dd>{escape('；'.join(sample.history))}</dd>"
    yield f"<dt>应答</dt><dd>{escape(sample.answer) or '（应当拒答）'}</dd>"
    yield f"<dt>出处</dt><dd>{'；'.join(_places(group) for group in sample.places) or '—'}"
    if sample.places:
        yield f"（检索{f'第{judgment.gold_rank}段' if judgment.gold_rank else '未找到'}）"
    yield f"</dd><dt>回答</dt><dd>{escape(judgment.answer) or '（没有回答）'}</dd>"
    for warning in judgment.warnings:
        yield f"<dt>提示</dt><dd>{escape(warning)}</dd>"
    for n, cited in enumerate(judgment.citations, 1):
        where = f"{cited.doc_number or cited.source} {cited.section}".strip()
        broken = "" if cited.intact else '<span class="tag">（引文与原文不符）</span>'
        yield f"<dt>引文{n}</dt><dd>{escape(where)}{broken} <q>{escape(cited.quote)}</q></dd>"
    if one.trace is not None:
        yield f"<dt>经过</dt><dd>{escape(_way(one.trace))}</dd>"
    yield "</dl></article>"


def _way(trace: Trace) -> str:
    """How an answer came about, in a line."""
    parts = [f"理解为“{trace.resolved}”"] if trace.resolved != trace.question else []
    parts.append(f"从{READERS.get(trace.reader, trace.reader)}读出" if trace.reader else "没有读出")
    for n, found in enumerate(trace.found[:3], 1):
        ways = "、".join(FOUND_BY[way] for way in found.found_by)
        parts.append(f"找到第{n}段 {found.section or '（无编号）'} {found.score:.2f}（{ways}）")
    parts += [f"略去“{words}”" for words in trace.dropped[:3]]
    return "；".join(parts)


def _places(group: tuple[Place, ...]) -> str:
    return " 或 ".join(escape(f"{place.source} {place.section}".strip()) for place in group)


def _stages(result: RunResult) -> list[tuple[str, int]]:
    return [(STAGES[stage], count) for stage, count in result.total.stages.items()]


def _type(name: str) -> str:
    """A type in Chinese; a set may have types of its own."""
    return TYPES.get(name, name)


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f} 毫秒" if value < 1 else f"{value:.1f} 秒"
