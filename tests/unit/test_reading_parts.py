"""The small judgments of the reader: what binds a question, which numbers are asked for, what the learned judge sees."""

from __future__ import annotations

import json
from importlib.resources import files

import numpy as np
import pytest

from assistant.reading.clauses import bare
from assistant.reading.entities import named_entities, named_places, speaks_of
from assistant.reading.features import NAMES
from assistant.reading.focus import asks_for_plan, focus, is_plan, tells_additions
from assistant.reading.folding import fold
from assistant.reading.followups import resolve
from assistant.reading.quantities import asked_quantities, gives
from assistant.reading.ranker import Trees, sentence_judge
from assistant.reading.terms import Term, question_terms, unsaid


def _terms(*words: str) -> tuple[Term, ...]:
    return tuple(Term(word, 2.0) for word in words)


@pytest.mark.parametrize(
    ("question", "words", "beside"),
    [
        ("“园长”由谁担任？", ("园长", "担任"), {"担任"}),
        ("合作方是谁？", ("合作方",), {"合作方"}),
        ("技术合同给补贴多少？", ("技术", "合同", "补贴"), {"补贴"}),
        ("申报什么时候截止？", ("申报", "截止"), {"截止"}),
        ("共安排多少资金？", ("安排", "资金"), {"安排"}),  # 资金 only says that money is counted
        ("有哪几个园区？", ("园区",), set()),
    ],
)
def test_the_words_beside_the_question_word(question: str, words: tuple[str, ...], beside: set[str]) -> None:
    assert {term.text for term in focus(question, _terms(*words))} == beside


def test_a_day_may_be_told_in_other_words() -> None:
    assert focus("申报什么时候截止？", _terms("申报", "截止"), binding=True) == ()


@pytest.mark.parametrize(
    ("text", "plan", "new"),
    [
        ("到2025年，建成孵化器30家", True, False),
        ("力争年底前达到10家", True, False),
        ("2024年新增孵化器3家", False, True),
        ("全市共有孵化器46家", False, False),
        ("必将大有可为", False, False),
    ],
)
def test_what_shall_be_and_what_came_new(text: str, plan: bool, new: bool) -> None:
    assert is_plan(fold(text)) is plan
    assert tells_additions(fold(text)) is new


def test_a_question_of_plans() -> None:
    assert asks_for_plan("2025年的目标是多少？")
    assert not asks_for_plan("全市有多少家孵化器？")


def test_names_begin_behind_what_is_done() -> None:
    assert named_entities("全市设立了几支创业投资基金？") == ("创业投资基金",)
    assert not speaks_of("澜江职业技术学院", fold("依托岚山县职业技术学校开班"))


def test_places() -> None:
    assert named_places("广州的经纪人培训了多少人？") == ("广州",)
    assert named_places("2022年全市有多少家企业？") == ()


def test_words_that_only_frame_a_question_are_no_terms() -> None:
    known = {"扣除": 3, "合作": 4, "比例": 2}
    words = {t.text for t in question_terms("有没有合作方，能扣多少？", lambda word: known.get(word, 0), 20)}
    assert "合作方" in words or "合作" in words
    assert "有没有" not in words
    assert "能扣" not in words


def test_a_search_is_widened_only_by_what_papers_write_for_words_they_never_write() -> None:
    known = {"补贴": 7, "补助": 2}
    assert set(unsaid("津贴发多少？", lambda word: known.get(word, 0))) == {"补贴", "补助"}
    assert unsaid("津贴发多少？", lambda word: {**known, "津贴": 1}.get(word, 0)) == ()
    assert unsaid("补贴发多少？", lambda word: known.get(word, 0)) == ()


@pytest.mark.parametrize(
    ("question", "text", "given"),
    [
        ("来了多少位外国人？", "外国人993人", 1.0),
        ("工作室有几个？", "工作室21家", 0.6),
        ("政府报销几成？", "按费用的20%补贴", 1.0),
        ("政府报销几成？", "补贴20万元", 0.4),
    ],
)
def test_what_counts_alike(question: str, text: str, given: float) -> None:
    assert gives(asked_quantities(question), fold(text)) == given


def test_the_number_of_an_article_is_no_word_of_it() -> None:
    assert bare("第三条 补助资金最高60万元。") == "补助资金最高60万元"
    assert bare("第三条规定的情形除外。") == "第三条规定的情形除外"


def test_a_follow_up_by_one_character() -> None:
    assert resolve("那非独生子女呢？", ("独生子女每月补贴多少？",)) == "非独生子女每月补贴多少？"


def test_trees_add_up_their_leaves() -> None:
    one = np.array([[0, 0, 0]], dtype=np.int16)
    trees = Trees(
        0.5, one, np.array([[1.0, np.inf, np.inf]], dtype=np.float32), np.array([[1, 1, 2]], dtype=np.int16),
        np.array([[2, 1, 2]], dtype=np.int16), np.array([[0.0, -1.0, 2.0]], dtype=np.float32), 2,
    )  # fmt: skip
    rows = np.array([[0.5], [1.5]], dtype=np.float32)
    assert trees(rows).tolist() == [-0.5, 2.5]
    assert trees(rows[:0]).tolist() == []


def test_the_shipped_judge_was_made_for_these_numbers() -> None:
    with files("assistant.reading").joinpath("models", "sentences.npz").open("rb") as handle:
        assert json.loads(str(np.load(handle)["names"])) == list(NAMES)
    odds = sentence_judge()(np.zeros((3, len(NAMES)), dtype=np.float32))
    assert odds.shape == (3,)
    assert len(set(odds.tolist())) == 1
