"""Measures, intervals and tests against values computed by hand."""

from __future__ import annotations

import math

import pytest

from eval.measures import MEASURES, mean_measures
from eval.statistics import compare, percentile, ratio, wilson


def ranking(*doc_ids: str) -> list[tuple[str, float]]:
    return [(doc_id, 1.0) for doc_id in doc_ids]  # equal scores: the order must count, not the names


def test_measures_of_one_question_by_hand() -> None:
    found = mean_measures({"q": {"a", "b"}}, {"q": ranking("x", "a", "y", "z", "w", "b")})
    ideal = 1 + 1 / math.log2(3)
    gained = 1 / math.log2(3) + 1 / math.log2(7)
    assert set(found) == set(MEASURES)
    assert found["R@1"] == 0
    assert found["R@5"] == 0.5
    assert found["R@10"] == found["R@100"] == 1
    assert found["RR@10"] == 0.5
    assert found["nDCG@10"] == pytest.approx(gained / ideal)


def test_two_right_documents_give_half_at_one() -> None:
    assert mean_measures({"q": {"a", "b"}}, {"q": ranking("b", "a")})["R@1"] == 0.5


def test_measures_are_means_and_an_empty_ranking_counts_as_nothing() -> None:
    found = mean_measures({"p": {"a"}, "q": {"b"}}, {"p": ranking("a"), "q": []})
    assert found["R@1"] == found["RR@10"] == found["nDCG@10"] == 0.5


def test_what_stands_below_the_cut_does_not_count() -> None:
    found = mean_measures({"q": {"a"}}, {"q": ranking(*(f"x{i}" for i in range(10)), "a")})
    assert found["RR@10"] == found["nDCG@10"] == found["R@10"] == 0
    assert found["R@100"] == 1


def test_wilson_by_hand() -> None:
    share = wilson(8, 10)
    z, p, n = 1.959964, 0.8, 10
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    assert share.value == 0.8
    assert share.low == pytest.approx((middle - half) / (1 + z * z / n), abs=1e-6)
    assert share.high == pytest.approx((middle + half) / (1 + z * z / n), abs=1e-6)


def test_wilson_of_nothing_is_unknown() -> None:
    assert wilson(0, 0).value is None
    assert str(wilson(0, 0)) == "—"


def test_ratio_is_taken_over_counts_with_questions_resampled() -> None:
    share = ratio([1, 0, 3], [1, 1, 4])
    assert (share.hits, share.n) == (4, 6)
    assert share.value == pytest.approx(4 / 6)
    assert share.low is not None
    assert share.high is not None
    assert 0 <= share.low < 4 / 6 < share.high <= 1
    assert ratio([1, 0, 3], [1, 1, 4]) == share  # the same each time


def test_ratio_without_errors_still_has_an_interval() -> None:
    share = ratio([2, 3], [2, 3])
    assert share.value == 1
    assert share.low is not None
    assert share.low < 0.7  # five of five prove little


def test_mcnemar_by_hand() -> None:
    # six questions changed, all for the better: 2 · (1/2)^6
    a = [True] * 4 + [False] * 6
    b = [True] * 10
    found = compare(a, b)
    assert (found.both, found.only_a, found.only_b, found.neither) == (4, 0, 6, 0)
    assert found.difference == pytest.approx(0.6)
    assert found.p_value == pytest.approx(2 * 0.5**6)
    assert found.low < 0.6 < found.high


def test_the_same_run_twice_differs_by_nothing() -> None:
    found = compare([True, False], [True, False])
    assert (found.difference, found.low, found.high, found.p_value) == (0, 0, 0, 1)


def test_percentile_lies_between_its_neighbours() -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0], 50) == 2.5
    assert percentile([], 50) == 0
