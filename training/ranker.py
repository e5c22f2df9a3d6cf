"""From questions with known answers to the learned ranker of passages, by one command:

    python -m training.ranker --data ../shared/data --out vectorstore/models

`ranker.json` holds a weight for each number of `vectorstore/ranking.py` and asks: does this passage hold the answer? It
must not learn from questions that the embedder was trained on: it would trust the cosine as nobody may who asks
something new. Of the sets that may be shipped from, that leaves CMRC 2018 dev (CC BY-SA 4.0).

It is measured first on two halves (each half of the documents ranked by the weights of the other half), and that is
what is printed; what is shipped is then trained on both.

Tried and left out: boosted trees of the same numbers (NCPPolicies R@1 .831, CRUD-RAG .942, where the sum finds .829 and
.956); DRCD and STARD too, with an embedder trained without their questions (NCPPolicies .825: what helps with lay
questions about statutes does not help there).

What this file does not do: train the embedder (`training/build.py`) or the judge of sentences (`training/reader.py`).
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.library import Library
from eval.datasets import asked_questions
from eval.reading import bare
from eval.retrieval import add_passages
from eval.schema import Asked
from vectorstore.ranking import NAMES, Matrix, Ranker
from vectorstore.retriever import RANKER_WEIGHT

SET = "cmrc2018_dev"
PENALTY = 0.1  # the inverse of its strength
_FUSED = NAMES.index("fused")


@dataclass(frozen=True, slots=True)
class Row:
    """A question: a row of numbers, a label and a document for each candidate; the right documents."""

    half: int
    rows: Matrix
    labels: np.ndarray
    doc_ids: tuple[str, ...]
    right: frozenset[str]


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--out", type=Path, default=Path("vectorstore/models"))
    options = parser.parse_args(argv)
    rows = list(_rows(options.data))
    _tell(rows, [_fit([row for row in rows if row.half != half]) for half in (0, 1)])
    made = _fit(rows)
    columns = zip(NAMES, made.middle.tolist(), made.spread.tolist(), made.weights.tolist(), strict=True)
    lines = (f'  "{name}": [{middle:.4f}, {spread:.4f}, {weight:.4f}]' for name, middle, spread, weight in columns)
    (options.out / "ranker.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _rows(data: Path) -> Iterator[Row]:
    """The questions, asked of a library of the set's documents."""
    asked = [question for question in asked_questions(data / SET) if "trial" not in question.id.lower()]
    with tempfile.TemporaryDirectory() as home, Library.open(Path(home)) as library:
        doc_of = {known: doc_id for doc_id, known in add_passages(library, data / SET).items()}
        for question in asked:
            right = frozenset(doc_of[known] for known in question.doc_ids if known in doc_of)
            if right:
                yield _row(library, question, right)


def _row(library: Library, asked: Asked, right: frozenset[str]) -> Row:
    contenders, rows = library.contenders(asked.question)
    gold = {bare(text) for text in asked.answer} - {""}
    labels = np.array(
        [one.chunk.doc_id in right and any(text in bare(one.chunk.text) for text in gold) for one in contenders],
        dtype=int,
    )
    digest = hashlib.md5(asked.doc_ids[0].encode(), usedforsecurity=False).digest()
    return Row(digest[0] % 2, rows, labels, tuple(one.chunk.doc_id for one in contenders), right)


def _fit(rows: Sequence[Row]) -> Ranker:
    kept = [row for row in rows if row.labels.any()]
    numbers, labels = np.vstack([row.rows for row in kept]), np.concatenate([row.labels for row in kept])
    middle, spread = numbers.mean(axis=0), numbers.std(axis=0) + 1e-6
    model = LogisticRegression(C=PENALTY, max_iter=1000).fit((numbers - middle) / spread, labels)
    return Ranker(middle, spread, model.coef_[0].astype(np.float32))


def _tell(rows: Sequence[Row], halves: Sequence[Ranker]) -> None:
    """R@1, R@10 of the documents by their best passage: fused scores, with the ranker, the ranker alone."""
    for label, fused, weight in (("fused", 1.0, 0.0), ("with ranker", 1.0, RANKER_WEIGHT), ("ranker alone", 0.0, 1.0)):
        first = ten = 0.0
        for row in rows:
            scores = fused * row.rows[:, _FUSED] + weight * halves[row.half](row.rows)
            ranked = list(dict.fromkeys(row.doc_ids[i] for i in np.argsort(-scores, kind="stable")))
            first += len(row.right.intersection(ranked[:1])) / len(row.right)
            ten += len(row.right.intersection(ranked[:10])) / len(row.right)
        print(f"{label}: R@1 {first / len(rows):.4f}, R@10 {ten / len(rows):.4f} of {len(rows)}")


if __name__ == "__main__":
    main()
