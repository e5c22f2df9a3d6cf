"""Each rule of scoring, on answers written by hand; altering an answer moves its own measure."""

from __future__ import annotations

import math
from typing import Any

import pytest

from eval.schema import Cited, Judgment, Place, Sample, Score
from eval.scoring import flat, is_at, numbers, score
from eval.summary import calibrate, summarise

SAMPLE = Sample.model_validate(
    {
        "id": "A1",
        "question": "补助最高多少？",
        "type": "factoid_number",
        "answer": "最高150万元。",
        "must_contain": [["150万", "一百五十万"]],
        "must_not_contain": ["40万"],
        "cite": [["甲.txt|一、（一）", "乙.txt|二、"]],
    }
)
UNANSWERABLE = Sample.model_validate({"id": "A2", "question": "谁？", "type": "unanswerable", "answer": "无"})
RIGHT_PLACE = Cited(source="甲.txt", section="一、（一）", quote="一次性补助最高150万元")


def said(answer: str = "最高150万元[1]。", *, refused: bool = False, **fields: Any) -> Judgment:
    fields = {"citations": () if refused else (RIGHT_PLACE,), "reached": True} | fields
    return Judgment(id="A1", answer=answer, refused=refused, **fields)


def test_a_right_answer() -> None:
    got = score(SAMPLE, said())
    assert got.right
    assert got.stage is None
    assert (got.wanted, got.wanted_hit, got.cited, got.cited_ok) == (1, 1, 1, 1)
    assert (got.quotes, got.quotes_ok, got.numbers, got.numbers_ok) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("最高 １５０ 万元[1]。", ""),  # NFKC and white space
        ("最高一百五十万元[1]。", ""),  # the other spelling
        ("最高100万元[1]。", "lacks"),
        ("最高150万元，不是40万元[1]。", "forbidden"),
        ("最高150万元[1]。" + "啊" * 120, "too_long"),
    ],
)
def test_what_makes_an_answer_wrong(answer: str, reason: str) -> None:
    got = score(SAMPLE, said(answer))
    assert got.reason == reason
    assert got.right == (not reason)
    assert got.stage == ("wrongly_composed" if reason else None)


def test_a_long_reference_allows_a_long_answer() -> None:
    sample = SAMPLE.model_copy(update={"answer": "字" * 60})
    assert score(sample, said("150万" + "字" * 170)).right
    assert score(sample, said("150万" + "字" * 177)).reason == "too_long"


def test_stages_of_an_error() -> None:
    elsewhere = (Cited(source="丙.txt", section="一、", quote="40万"),)
    assert score(SAMPLE, said("资料库中没有。", refused=True)).stage == "wrongly_refused"
    assert score(SAMPLE, said("资料库中没有。", refused=True, reached=False)).stage == "not_found"
    assert score(SAMPLE, said("20万", citations=elsewhere)).stage == "not_chosen"
    assert score(SAMPLE, said("20万", citations=elsewhere, reached=False)).stage == "not_found"
    assert score(SAMPLE, said("20万", citations=elsewhere, reached=False, read=False)).stage == "not_read"
    assert score(SAMPLE, said("20万", reached=False)).stage == "wrongly_composed"  # it was cited, so it was found
    assert score(UNANSWERABLE, said("张三[1]。")).stage == "wrongly_answered"


def test_the_right_answer_to_an_unanswerable_question_is_a_refusal() -> None:
    assert score(UNANSWERABLE, said("资料库中没有。", refused=True)).right
    got = score(UNANSWERABLE, said("张三[1]。"))
    assert not got.right
    assert (got.wanted, got.cited) == (0, 0)


def test_citations_are_counted_one_by_one() -> None:
    sample = SAMPLE.model_copy(update={"places": (*SAMPLE.places, (Place(source="丁.txt", section="三、"),))})
    wrong = Cited(source="甲.txt", section="四、", quote="40万")
    got = score(sample, said(citations=(RIGHT_PLACE, wrong)))
    assert (got.wanted, got.wanted_hit, got.cited, got.cited_ok) == (2, 1, 2, 1)


def test_quotes_and_numbers_must_stand_in_the_document() -> None:
    altered = RIGHT_PLACE.model_copy(update={"intact": False})
    assert score(SAMPLE, said(citations=(altered,))).quotes_ok == 0
    got = score(SAMPLE, said("最高150万元，共3,200家、15%[1]。"))
    assert (got.numbers, got.numbers_ok) == (3, 1)  # 15 is no part of 150


def test_counts_of_our_own_and_markers_are_no_numbers_of_the_document() -> None:
    for counted in ("措施包括5项：", "办法共8章，", "其中市科技局负责9项，"):
        assert score(SAMPLE, said(f"{counted}150万[1][2]。")).numbers == 1


def test_the_header_of_a_table_and_the_name_of_a_paper_are_grounds() -> None:
    cited = RIGHT_PLACE.model_copy(update={"around": "2025年", "doc_number": "云科函〔2023〕38号"})
    assert score(SAMPLE, said("云科函〔2023〕38号：2025年150万[1]。", citations=(cited,))).numbers_ok == 4


def test_a_telephone_number_in_groups_is_one_number() -> None:
    cited = RIGHT_PLACE.model_copy(update={"quote": "沈书瑶，5562 0317"})
    assert score(SAMPLE, said("55620317[1]", citations=(cited,))).numbers_ok == 1


def test_places() -> None:
    assert is_at("000_letter.txt", "四、（二）", Place(source="000", section="四、(二)"))
    assert is_at("甲.txt", "四、（二）1.", Place(source="甲.txt", section="四、（二）"))
    assert not is_at("甲.txt", "四、", Place(source="甲.txt", section="四、（二）"))
    assert not is_at("乙.txt", "四、", Place(source="甲.txt", section="四、"))
    assert is_at("甲.txt", "", Place(source="甲.txt", section=""))
    assert not is_at("甲.txt", "一、", Place(source="甲.txt", section=""))
    for wanted, other, below in (("专栏1-1", "专栏1-10", "专栏1-1（一）"), ("附件十", "附件十一", "附件十（一）")):
        assert not is_at("甲.txt", other, Place(source="甲.txt", section=wanted))
        assert is_at("甲.txt", wanted, Place(source="甲.txt", section=wanted))
        assert is_at("甲.txt", below, Place(source="甲.txt", section=wanted))


def test_comparing_forms() -> None:
    assert flat(" “１．５亿” ·Ａ ") == '"1.5亿"A'
    assert numbers("1,200.50元，〔2025〕3号、２％") == ["1200.50", "2025", "3", "2"]


def test_both_spellings_of_evidence() -> None:
    seed = {"id": 7, "question": "？", "evidence": [{"seed": "000", "section": "一、", "quote": "…"}]}
    sample = Sample.model_validate(seed)
    assert sample.id == "7"
    assert sample.places == ((Place(source="000", section="一、"),),)
    both = Sample.model_validate(seed | {"cite": [["001|二、"], ["002|"]]})
    assert [group[0].source for group in both.places] == ["001", "002"]


# -- sums ---------------------------------------------------------------------------------------------------------


def one(right: bool, confidence: float = 0.5, *, refused: bool = False, answerable: bool = True) -> Score:
    return Score(
        id="x", type="t", answerable=answerable, refused=refused, right=right, confidence=confidence, seconds=0.1
    )


def test_refusals_are_summed_both_ways() -> None:
    got = summarise(
        [one(True), one(False, refused=True), one(True, refused=True, answerable=False), one(False, answerable=False)]
    )
    assert (got.accuracy.hits, got.accuracy.n) == (2, 4)
    assert (got.false_refusal.value, got.false_answer.value) == (0.5, 0.5)
    assert (got.refusal_precision.value, got.refusal_recall.value) == (0.5, 0.5)


def test_section_ranks_are_summed() -> None:
    ranked = [
        one(True).model_copy(update={"id": str(rank), "wanted": 1, "gold_rank": rank, "gold_ranks": (rank,)})
        for rank in (1, 4, None)
    ]
    got = summarise(ranked)
    assert (got.found_1.hits, got.found_5.hits, got.found_24.hits) == (1, 2, 2)
    assert got.retrieval["RR@10"] == pytest.approx((1 + 0.25) / 3)
    assert got.retrieval["nDCG@10"] == pytest.approx((1 + 1 / math.log2(5)) / 3)
    assert got.retrieval["R@5"] == pytest.approx(2 / 3)
    two = one(True).model_copy(update={"wanted": 2, "gold_rank": 3, "gold_ranks": (3, 7)})
    ideal = 1 + 1 / math.log2(3)
    assert summarise([two]).retrieval["nDCG@10"] == pytest.approx((1 / math.log2(4) + 1 / math.log2(8)) / ideal)
    assert summarise([two]).retrieval["R@5"] == 0.5


def test_calibration_by_hand() -> None:
    got = calibrate([one(True, 0.95), one(True, 0.95), one(False, 0.25), one(True, 0.0, refused=True)])
    # bins: 2 at .95, all right; 1 at .25, wrong
    assert got.ece == pytest.approx(2 / 3 * 0.05 + 1 / 3 * 0.25)
    assert [(b.low, b.right.hits, b.right.n) for b in got.bins] == [(0.2, 0, 1), (0.9, 2, 2)]


def test_the_threshold_trades_wrong_answers_for_refusals() -> None:
    scores = [one(True, 0.9), one(False, 0.3, answerable=False), one(True, 0.6)]
    got = calibrate(scores)
    by = {round(point.confidence, 2): point for point in got.thresholds}
    assert by[0.0].accuracy == pytest.approx(2 / 3)
    assert by[0.32].accuracy == 1  # the wrong answer is refused, and that is right
    assert by[0.7].accuracy == pytest.approx(2 / 3)
    assert by[0.7].right_of_answered == 1
    assert got.best is not None
    assert 0.3 < got.best.confidence <= 0.34


def test_nothing_asked_nothing_summed() -> None:
    assert calibrate([]).ece is None
    assert summarise([]).accuracy.value is None
