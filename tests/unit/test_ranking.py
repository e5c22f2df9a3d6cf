"""What the learned ranker sees of a candidate. The papers are invented."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ingest.schema import Chunk, Span
from vectorstore.keyword import KeywordIndex
from vectorstore.ranking import NAMES, Contender, features, ranker

PASSAGES = {
    "a1": ("a", "市级人才公寓租金按市场价的六成收取，租期不超过五年。"),
    "a2": ("a", "申请人才公寓应当提交劳动合同。"),
    "b1": ("b", "海洋经济增加值达到320亿元，年均增长9%。"),
}
QUESTION = "人才公寓租金怎么收取？"


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    made = KeywordIndex(tmp_path / "keyword")
    made.add((chunk_id, doc_id, text) for chunk_id, (doc_id, text) in PASSAGES.items())
    made.commit()
    return made


def rows(index: KeywordIndex, order: tuple[str, ...] = ("a1", "a2", "b1")) -> dict[str, dict[str, float]]:
    matches = index.match(QUESTION, list(PASSAGES))
    contenders = [
        Contender(
            Chunk(chunk_id, doc_id, Span(n, n + len(text)), text, "", ("人才公寓",) if doc_id == "a" else (), None),
            "人才公寓" if doc_id == "a" else "海洋经济简报",
            matches[chunk_id],
            0.5 - 0.1 * n,
            1.2 - 0.2 * n,
        )
        for n, chunk_id in enumerate(order)
        for doc_id, text in [PASSAGES[chunk_id]]
    ]
    matrix = features(QUESTION, index.weights(QUESTION), index.mean_length, contenders)
    return {chunk_id: dict(zip(NAMES, row.tolist(), strict=True)) for chunk_id, row in zip(order, matrix, strict=True)}


def test_what_is_covered(index: KeywordIndex) -> None:
    found = rows(index)
    assert found["a1"]["covered"] > found["a2"]["covered"] > found["b1"]["covered"] == 0
    assert found["a1"]["covered_gap"] == 0 > found["b1"]["covered_gap"]
    # the other passage of its paper speaks of the rest
    assert found["a2"]["covered_paper"] == found["a1"]["covered_paper"] > found["a2"]["covered"]
    assert found["a2"]["bm25_beside"] == 1
    assert found["b1"]["bm25_beside"] == 0
    assert found["a1"]["covered_above"] > 0 == found["b1"]["covered_above"]
    assert found["a1"]["title_asked"] == 1
    assert found["b1"]["title_asked"] == 0


def test_the_longest_run(index: KeywordIndex) -> None:
    found = rows(index)
    assert found["a1"]["run"] == len("人才公寓租金")
    assert found["a2"]["run"] == len("人才公寓")
    assert found["b1"]["run"] == 0


def test_ranks_count_from_nought(index: KeywordIndex) -> None:
    found = rows(index)
    assert [found[i]["fused_rank"] for i in found] == pytest.approx(np.log1p([0, 1, 2]))
    assert found["a1"]["bm25_rank"] == 0
    assert found["a1"]["bm25_gap"] == 0


def test_no_candidates_no_rows() -> None:
    assert features("问", {}, 1.0, []).shape == (0, len(NAMES))


def test_a_question_without_a_known_word(index: KeywordIndex) -> None:
    contender = Contender(Chunk("x", "x", Span(0, 1), "别", "", (), None), "", index.match("zzz", ["a1"])["a1"], 0, 0)
    matrix = features("zzz", {}, 1.0, [contender])
    assert np.isfinite(matrix).all()


def test_the_shipped_weights_prefer_what_answers(index: KeywordIndex) -> None:
    found = rows(index, ("a2", "a1", "b1"))  # the searches erred
    odds = ranker()(np.array([list(row.values()) for row in found.values()], dtype=np.float32))
    assert odds.argmax() == 1
    assert odds.argmin() == 2
