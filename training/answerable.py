"""From questions about invented cities to the judge that says whether a sentence answers at all, by one command:

    python -m training.answerable --sets eval/data --out assistant/reading/models

`answerable.json` holds a weight for each number of `assistant/reading/answerable.py`: a logistic regression, small
enough to be read. A question counts where running text answers it, or nothing does; its label says whether the sentence
that would be told holds the truth.

It is measured first city by city, each by the weights that the others gave, and that is what is printed; what is
shipped is then trained on all of them. Papers and questions are our own writing, so what is learned may be given on.

Tried and left out: boosted trees and random forests of the same numbers (they know the cities they saw, and on new ones
do worse than the sum); the rules of near_misses/ one by one as numbers; the likeness of each word to the words of the
sentence by the embedder's vectors; which words are missing, by their kind.

What this file does not do: choose the sentence (`training/reader.py` does).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from assistant.answering import Assistant
from assistant.build import open_assistant
from assistant.reading.answerable import LEAST, LEAST_DOUBTED, NAMES, Weights, is_barred, numbers_of
from assistant.reading.choosing import best_sentence
from assistant.reading.confidence import SURE
from assistant.reading.selection import read_passages
from assistant.reading.telling import tells
from assistant.schema import Question
from assistant.settings import Settings
from eval.datasets import question_set
from eval.runner import shelf
from eval.schema import Judgment, Sample
from eval.scoring import score

PENALTY = 0.1  # the inverse of its strength
_SURE = NAMES.index("sure")


@dataclass(frozen=True, slots=True)
class Row:
    """A question of a city: what the judge looks at, whether there is an answer and whether the sentence tells it;
    `barred`: what is certainly none, or tells nothing of the kind, is not told whatever the judge says."""

    city: str
    numbers: tuple[float, ...]
    answerable: bool
    right: bool
    barred: bool


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--sets", type=Path, default=Path("eval/data"))
    parser.add_argument("--out", type=Path, default=Path("assistant/reading/models"))
    options = parser.parse_args(argv)
    rows = [row for folder in sorted(options.sets.iterdir()) if folder.is_dir() for row in _rows(folder)]
    _tell(rows)
    _write(options.out / "answerable.json", _fit(rows))


def _rows(folder: Path) -> Iterator[Row]:
    """The questions of a set that running text answers, or nothing does."""
    questions = question_set(folder)
    with shelf(questions, Settings(home=Path("var"))) as placed, open_assistant(placed, recorded=False) as assistant:
        for sample in questions.samples:
            yield from _row(assistant, folder.name, sample)


def _row(assistant: Assistant, city: str, sample: Sample) -> Iterator[Row]:
    question = Question(sample.question, sample.history)
    answer = assistant.ask(question)
    if answer.trace is None or not (answer.refused or answer.trace.reader == "passages"):
        return
    query, passages = assistant.judged(question)
    told = read_passages(query, passages, always=True)
    if told is None:
        return
    best, sure = best_sentence(query, passages)
    text = "；".join(statement.text for statement in told.statements)
    judged = score(sample, Judgment(id=sample.id, answer=text, refused=False))
    right = sample.answerable and judged.reason in {"", "too_long"}
    barred = is_barred(query, passages, best, sure) or not tells(query, passages.terms, text)
    yield Row(city, numbers_of(query, passages, best, sure), sample.answerable, right, barred)


def _fit(rows: Sequence[Row]) -> Weights:
    """The weights for numbers as they are."""
    numbers, right = np.array([row.numbers for row in rows]), np.array([row.right for row in rows])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=PENALTY, max_iter=3000)).fit(numbers, right)
    scaler, regression = model[0], model[1]
    weights = regression.coef_[0] / scaler.scale_
    return Weights(float(regression.intercept_[0] - weights @ scaler.mean_), tuple(weights.tolist()))


def _tell(rows: Sequence[Row]) -> None:
    """How well each city is judged by what the others taught, and by the rules alone."""
    print("| 城市 | 题 | 无答案 | 规则对 | 误答 | 学习对 | 误答 | AUC 规则 | 学习 |")
    print("|---" * 9 + "|")
    for city in (*sorted({row.city for row in rows}), ""):
        here = [row for row in rows if city in ("", row.city)]
        chances = np.concatenate(
            [
                _chances([row for row in here if row.city == one], [row for row in rows if row.city != one])
                for one in sorted({row.city for row in here})
            ]
        )
        here.sort(key=lambda row: row.city)
        sure = np.array([row.numbers[_SURE] for row in here])
        right, answerable = np.array([row.right for row in here]), np.array([row.answerable for row in here])
        barred = np.array([row.barred for row in here])
        least = np.where(sure >= SURE, LEAST, LEAST_DOUBTED)
        counts = [
            count
            for told in ((sure >= SURE) & ~barred, (chances >= least) & ~barred)
            for count in (int((told & right).sum() + (~told & ~answerable).sum()), int((told & ~answerable).sum()))
        ]
        areas = [roc_auc_score(right, value) for value in (sure, chances)]
        cells = [city or "合计", len(here), int((~answerable).sum()), *counts, *(f"{area:.3f}" for area in areas)]
        print("| " + " | ".join(str(cell) for cell in cells) + " |")


def _chances(rows: Sequence[Row], others: Sequence[Row]) -> np.ndarray:
    weights = _fit(others)
    return np.array([weights(row.numbers) for row in rows])


def _write(path: Path, fitted: Weights) -> None:
    named = {name: round(weight, 4) for name, weight in zip(NAMES, fitted.weights, strict=True)}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"bias": round(fitted.bias, 4), "weights": named}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
