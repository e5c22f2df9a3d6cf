"""`eval compare`: two runs over the same questions, side by side."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eval.schema import Score
from eval.statistics import Comparison, compare
from ingest.errors import InputError

_SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class RunComparison:
    """Two runs compared over the questions that both have; `won` went from wrong to right, `lost` the other way."""

    comparison: Comparison
    accuracy: tuple[float, float]
    won: tuple[str, ...]
    lost: tuple[str, ...]
    only_first: int
    only_second: int
    by_type: dict[str, tuple[int, int, int]]  # type: questions, won, lost

    def row(self) -> dict[str, Any]:
        return asdict(self)

    def lines(self) -> list[str]:
        """The comparison in words."""
        c, (first, second) = self.comparison, self.accuracy
        verdict = "差异显著" if c.p_value < _SIGNIFICANT else "差异不显著，可能只是偶然"
        out = [
            f"共同的问题 {c.n} 个：甲 {first:.1%}，乙 {second:.1%}，差 {c.difference:+.1%}"
            f"（95%区间 {c.low:+.1%} 至 {c.high:+.1%}）",
            f"都对 {c.both}，都错 {c.neither}，乙新答对 {c.only_b}，乙新答错 {c.only_a}；"
            f"McNemar 精确检验 p = {c.p_value:.4f}：{verdict}",
        ]
        if self.only_first or self.only_second:
            out.append(f"没有计入：只在甲里的 {self.only_first} 个，只在乙里的 {self.only_second} 个")
        out += [f"  {kind}（{n}题）：+{won} −{lost}" for kind, (n, won, lost) in self.by_type.items() if won or lost]
        for name, ids in (("新答对", self.won), ("新答错", self.lost)):
            if ids:
                out.append(f"{name}：{'、'.join(ids)}")
        return out


def compare_runs(first: Path, second: Path) -> RunComparison:
    """Compares the `scores.json` of two folders. Raises InputError where one is missing or they share no question."""
    a, b = _scores(first), _scores(second)
    shared = [name for name in a if name in b]
    if not shared:
        raise InputError("两次评测没有共同的问题，无法比较，请选择同一个问题集的两次结果。")
    comparison = compare([a[name].right for name in shared], [b[name].right for name in shared])
    won = tuple(name for name in shared if b[name].right and not a[name].right)
    lost = tuple(name for name in shared if a[name].right and not b[name].right)
    by_type = {
        kind: (
            sum(a[name].type == kind for name in shared),
            sum(a[name].type == kind for name in won),
            sum(a[name].type == kind for name in lost),
        )
        for kind in sorted({a[name].type for name in shared})
    }
    n = len(shared)
    accuracy = ((comparison.both + comparison.only_a) / n, (comparison.both + comparison.only_b) / n)
    return RunComparison(comparison, accuracy, won, lost, len(a) - n, len(b) - n, by_type)


def _scores(folder: Path) -> dict[str, Score]:
    file = folder / "scores.json" if folder.is_dir() else folder
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))["questions"]
        return {row["id"]: Score.model_validate(row) for row in rows}
    except FileNotFoundError as error:
        raise InputError(f"“{folder}”里没有 scores.json，请先运行 eval run。") from error
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise InputError(f"“{file}”不是 eval run 写出的结果，请检查路径。") from error
