"""A program alters right answers in one way at a time: the measure of that way moves, the others stand still."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from eval.schema import Cited, Judgment, Sample
from eval.scoring import score
from eval.statistics import Share
from eval.summary import Summary, calibrate, summarise

N = 40


def right_answers() -> list[tuple[Sample, Judgment]]:
    """Thirty answerable questions and ten without an answer, all dealt with rightly."""
    pairs = []
    for n in range(N):
        amount = f"{100 + n}万元"
        if n % 4 == 3:
            sample = Sample(id=str(n), question="？", type="unanswerable")
            pairs.append((sample, Judgment(id=str(n), answer="资料库没有。", refused=True, seconds=0.1)))
            continue
        row = {"id": n, "question": "？", "type": "factoid_number", "answer": amount, "must_contain": [[amount]]}
        cited = Cited(source="甲.txt", section="一、", quote=f"补助{amount}")
        said = Judgment(
            id=str(n), answer=f"补助{amount}[1]。", refused=False, citations=(cited,), confidence=0.95, seconds=0.1,
            reached=True, gold_ranks=(1,),
        )  # fmt: skip
        pairs.append((Sample.model_validate(row | {"cite": [["甲.txt|一、"]]}), said))
    return pairs


Alter = Callable[[Judgment], dict[str, object]]
ALTERATIONS: dict[str, tuple[Alter, bool, dict[str, int]]] = {
    # what is done to how many of which answers (answerable or not), and which measures move which way
    "another number": (
        lambda j: {"answer": "补助999万元[1]。"}, True, {"accuracy": -1, "numbers": -1},
    ),
    "a refusal": (
        lambda j: {"answer": "资料库没有。", "refused": True, "citations": ()}, True,
        {"accuracy": -1, "citation_recall": -1, "false_refusal": 1, "refusal_precision": -1},
    ),
    "an answer to what has none": (
        lambda j: {"answer": "有的。", "refused": False}, False,
        {"accuracy": -1, "false_answer": 1, "refusal_recall": -1},
    ),
    "a quote that is altered": (
        lambda j: {"citations": tuple(c.model_copy(update={"intact": False}) for c in j.citations)}, True,
        {"quotes": -1},
    ),
    "a place that is wrong": (
        lambda j: {"citations": tuple(c.model_copy(update={"section": "九、"}) for c in j.citations)}, True,
        {"citation_precision": -1, "citation_recall": -1},
    ),
    "a place too many": (
        lambda j: {"citations": (*j.citations, *(c.model_copy(update={"section": "九、"}) for c in j.citations))}, True,
        {"citation_precision": -1},
    ),
    "a passage found late": (
        lambda j: {"gold_ranks": (8,)}, True, {"found_1": -1, "found_5": -1},
    ),
    "a passage never found": (
        lambda j: {"gold_ranks": (None,), "reached": False}, True, {"found_1": -1, "found_5": -1, "found_24": -1},
    ),
    "too many words": (lambda j: {"answer": j.answer + "啊" * 200}, True, {"accuracy": -1}),
}  # fmt: skip
SHARES = [name for name, kind in Summary.__annotations__.items() if kind == "Share"]


def sums(pairs: list[tuple[Sample, Judgment]]) -> Summary:
    return summarise([score(sample, said) for sample, said in pairs])


@pytest.mark.parametrize("name", ALTERATIONS)
def test_each_measure_moves_with_its_own_fault(name: str) -> None:
    alter, answerable, moved = ALTERATIONS[name]
    before, previous = sums(right_answers()), None
    for count in (2, 6):
        pairs, left = [], count
        for sample, said in right_answers():
            if left and sample.answerable == answerable:
                said = said.model_copy(update=alter(said))  # noqa: PLW2901
                left -= 1
            pairs.append((sample, said))
        after = sums(pairs)
        for measure in SHARES:
            was: Share = getattr(before, measure)
            now: Share = getattr(after, measure)
            assert was.value is not None
            assert now.value is not None
            change = (now.value > was.value) - (now.value < was.value)
            assert change == moved.get(measure, 0), (measure, was, now)
            if previous is not None and measure in moved:  # more of it moves it further
                further = getattr(previous, measure).value
                assert abs(now.value - was.value) > abs(further - was.value)
        previous = after


def test_time_and_confidence_have_measures_of_their_own() -> None:
    pairs = right_answers()
    slow = [
        (sample, said.model_copy(update={"seconds": 2.0 if n == 0 else 0.1})) for n, (sample, said) in enumerate(pairs)
    ]
    assert sums(slow).seconds_p99 > sums(pairs).seconds_p99 == pytest.approx(0.1)
    assert sums(slow).seconds_p50 == pytest.approx(0.1)
    timid = [(sample, said.model_copy(update={"confidence": said.confidence / 3})) for sample, said in pairs]
    errors = [calibrate([score(sample, said) for sample, said in some]).ece for some in (pairs, timid)]
    assert errors[0] == pytest.approx(0.05)
    assert errors[1] is not None
    assert errors[1] > 0.6
    assert sums(timid).accuracy == sums(pairs).accuracy
    late = [(sample, said.model_copy(update={"gold_ranks": (2,) if said.gold_ranks else ()})) for sample, said in pairs]
    assert sums(pairs).retrieval["nDCG@10"] == 1 > sums(late).retrieval["nDCG@10"]
    assert sums(late).retrieval["RR@10"] == 0.5
    asked = [(sample, said.model_copy(update={"requests": 2})) for sample, said in pairs]
    assert (sums(pairs).requests, sums(asked).requests) == (0, 2 * N)
