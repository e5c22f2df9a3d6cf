"""The charts of the report, as inline SVG. The only file that imports matplotlib.

Letters stay letters (`<text>`), so that the browser draws Chinese with whatever font it has and the file stays small.
Each chart shows one thing: accuracy by type, reliability, the refusal threshold, where errors arise.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Sequence
from typing import Any

from eval.statistics import Share
from eval.summary import Calibration

_INK, _SOFT, _FAINT, _ACCENT, _WARM = "#24292f", "#6b7280", "#e5e7eb", "#2f5d8a", "#b4532a"
_FONT = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei','WenQuanYi Micro Hei',sans-serif"
_WIDE = 7.2  # inches; the report shows them at 72 dots an inch


def by_type(shares: Sequence[tuple[str, Share]]) -> str:
    """Accuracy by type with its interval, the weakest at the top."""
    rows = sorted(
        ((name, share.value, share.low, share.high, share.n) for name, share in shares if share.value is not None),
        key=lambda row: (-row[1], row[0]),
    )
    figure, axes = _axes(_WIDE, 0.6 + 0.3 * len(rows))
    for y, (name, value, low, high, n) in enumerate(rows):
        axes.barh(y, value, height=0.62, color=_ACCENT, alpha=0.85)
        axes.plot([low, high], [y, y], color=_INK, linewidth=1.1, solid_capstyle="butt")
        axes.text(1.02, y, f"{value:.0%}  n={n}", va="center", fontsize=9, color=_SOFT)
        axes.text(-0.015, y, name, va="center", ha="right", fontsize=9, color=_INK)
    axes.set_yticks([])
    _share_axis(axes.xaxis, axes)
    figure.subplots_adjust(left=0.27, right=0.86, top=0.98, bottom=0.32 / figure.get_figheight())
    return _svg(figure, "by-type", "各类问题的正确率")


def reliability(calibration: Calibration) -> str:
    """Share right against confidence; on the diagonal confidence means what it says."""
    figure, axes = _axes(_WIDE / 2, 2.7)
    axes.plot([0, 1], [0, 1], color=_FAINT, linewidth=1.5)
    for one in calibration.bins:
        share = one.right
        if share.value is None:
            continue
        axes.plot([one.mean, one.mean], [share.low, share.high], color=_SOFT, linewidth=1)
        axes.plot(
            [one.mean], [share.value], "o", color=_ACCENT, markersize=3 + 9 * (share.n / _most(calibration)) ** 0.5
        )
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.05)
    axes.set_xlabel("置信度", fontsize=9, color=_SOFT)
    axes.set_ylabel("答对的比例", fontsize=9, color=_SOFT)
    figure.subplots_adjust(left=0.16, right=0.97, top=0.97, bottom=0.17)
    return _svg(figure, "reliability", "置信度与答对比例")


def threshold(calibration: Calibration) -> str:
    """What refusing below a confidence would do."""
    figure, axes = _axes(_WIDE / 2, 2.7)
    curve = calibration.thresholds
    x = [point.confidence for point in curve]
    axes.plot(x, [point.accuracy for point in curve], color=_ACCENT, linewidth=1.8)
    axes.plot(x, [point.answered for point in curve], color=_SOFT, linewidth=1.2, linestyle="--")
    kept = [(point.confidence, point.right_of_answered) for point in curve if point.right_of_answered is not None]
    axes.plot([c for c, _ in kept], [share for _, share in kept], color=_WARM, linewidth=1.2)
    axes.set_xlim(0, 1.02)
    axes.set_ylim(0, 1.05)
    axes.set_xlabel("低于此置信度就拒答", fontsize=9, color=_SOFT)
    figure.subplots_adjust(left=0.1, right=0.97, top=0.97, bottom=0.17)
    return _svg(figure, "threshold", "拒答门槛与正确率")


def stages(counts: Sequence[tuple[str, int]]) -> str:
    """How many errors arose at each stage."""
    figure, axes = _axes(_WIDE, 0.35 + 0.3 * max(1, len(counts)))
    most = max((count for _, count in counts), default=1) or 1
    for y, (name, count) in enumerate(reversed(counts)):
        axes.barh(y, count / most, height=0.62, color=_WARM, alpha=0.85)
        axes.text(count / most + 0.015, y, str(count), va="center", fontsize=9, color=_INK)
        axes.text(-0.015, y, name, va="center", ha="right", fontsize=9, color=_INK)
    axes.set_yticks([])
    axes.set_xticks([])
    axes.set_xlim(0, 1.08)
    for side in ("bottom", "left"):
        axes.spines[side].set_visible(False)
    figure.subplots_adjust(left=0.27, right=0.86, top=0.98, bottom=0.04)
    return _svg(figure, "stages", "错误发生在哪一步")


def _most(calibration: Calibration) -> int:
    return max(one.right.n for one in calibration.bins)


def _share_axis(axis: Any, axes: Any) -> None:
    axes.set_xlim(0, 1)
    axis.set_ticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])


def _axes(wide: float, high: float) -> tuple[Any, Any]:
    from matplotlib.figure import Figure  # no pyplot: no state, no window

    figure = Figure(figsize=(wide, high))
    axes = figure.subplots()
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("bottom", "left"):
        axes.spines[side].set_color(_FAINT)
    axes.tick_params(colors=_SOFT, labelsize=8, length=0)
    return figure, axes


def _svg(figure: Any, name: str, label: str) -> str:
    """The figure as an `<svg>` element without prolog and metadata; the same figure gives the same text."""
    import matplotlib

    out = io.StringIO()
    with warnings.catch_warnings(), matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
        warnings.filterwarnings("ignore", message="Glyph")  # its own font has no Chinese; the browser's has
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    text = out.getvalue()
    text = re.sub(r"(?s)<metadata>.*?</metadata>|<!--.*?-->", "", text[text.index("<svg") :])
    text = re.sub(r"font(?:-family)?: [^;\"]*sans-serif", lambda found: _font(found[0]), text)
    text = re.sub(r' id="(?!m|p[0-9a-f]{6})[^"]*"', "", text)  # names of parts, the same in every chart
    return re.sub(r"<svg ", f'<svg role="img" aria-label="{label}" ', text, count=1)


def _font(rule: str) -> str:
    size = re.search(r"[\d.]+px", rule)
    return f"font: {size[0]} {_FONT}" if size else f"font-family: {_FONT}"
