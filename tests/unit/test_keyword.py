"""Tokens and the keyword index."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import pytest

from vectorstore.keyword import K1, B, KeywordIndex, Match
from vectorstore.tokenize import tokens

ENTRIES = [
    ("c1", "d1", "云港科函〔2025〕162号 关于人才公寓的答复"),
    ("c2", "d1", "人才公寓每人限申请一套，申请人应当连续缴纳社会保险满十二个月。"),
    ("c3", "d2", "海洋经济增加值达到320亿元，增长7.5%。"),
    ("c4", "d2", "R&D经费投入强度提高到3.1%，人才总量增加。"),
]


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    made = KeywordIndex(tmp_path / "keyword")
    made.add(ENTRIES)
    made.commit()
    return made


def scores(matches: dict[str, Match]) -> dict[str, float]:
    return {chunk_id: match.score for chunk_id, match in matches.items()}


@pytest.mark.parametrize(
    "text", ["云港科函〔2025〕162号", "［２０２５］162号", "（2025）第 162 号", "(2025)162号", "【2025】 162号"]
)
def test_a_letter_number_is_one_token_in_any_brackets(text: str) -> None:
    assert {"〔2025〕162号", "162号"} <= set(tokens(text))


@pytest.mark.parametrize(
    ("text", "token"),
    [("Ｒ＆Ｄ经费", "r&d"), ("增长7.5%", "7.5%"), ("增长7.5%", "7.5"), ("5G+智慧", "5g"), ("海洋经济", "洋经")],
)
def test_words_pairs_and_figures(text: str, token: str) -> None:
    assert token in tokens(text)


def test_punctuation_gives_no_tokens() -> None:
    assert tokens("，。《》 \n……") == []


@pytest.mark.parametrize(
    ("question", "first"),
    [("162号函讲了什么", "c1"), ("申请公寓要缴纳多久社会保险", "c2"), ("海洋经济增加值", "c3"), ("r&d强度", "c4")],
)
def test_the_right_chunk_comes_first(index: KeywordIndex, question: str, first: str) -> None:
    assert next(iter(index.query(question, 2))) == first


def test_scores_are_bm25(index: KeywordIndex) -> None:
    bodies = {chunk_id: tokens(text) for chunk_id, _, text in ENTRIES}
    mean = sum(map(len, bodies.values())) / len(bodies)
    expected = dict.fromkeys(bodies, 0.0)
    for term, times in Counter(tokens("人才公寓")).items():
        having = sum(term in body for body in bodies.values())
        idf = math.log(1 + (len(bodies) - having + 0.5) / (having + 0.5))
        for chunk_id, body in bodies.items():
            n = body.count(term)
            expected[chunk_id] += (
                min(times, 2) * idf * n * (K1 + 1) / (n + K1 * (1 - B + B * len(body) / mean)) if n else 0
            )
    assert scores(index.match("人才公寓", list(bodies))) == pytest.approx(expected)
    assert scores(index.query("人才公寓", 9)) == pytest.approx({i: s for i, s in expected.items() if s})


def test_a_filter_restricts(index: KeywordIndex) -> None:
    assert set(index.query("人才", 9, ["d2"])) == {"c4"}
    assert index.query("人才", 9, ["nobody"]) == {}


def test_deleted_chunks_are_gone(index: KeywordIndex) -> None:
    index.delete(["c1", "nobody"])
    index.commit()
    assert index.count() == 3
    assert list(index.query("人才公寓", 9)) == ["c2", "c4"]


def test_a_question_without_known_words_finds_nothing(index: KeywordIndex) -> None:
    assert index.query("？？", 5) == {}
    assert index.query("zzz", 5) == {}
    assert scores(index.match("zzz", ["c1"])) == {"c1": 0}
    assert index.query("人才", 0) == {}


def test_an_empty_index_answers(tmp_path: Path) -> None:
    index = KeywordIndex(tmp_path / "keyword")
    assert index.query("人才", 5) == {}
    assert index.count() == 0


def test_a_long_question_is_cut_to_its_rarest_words(index: KeywordIndex) -> None:
    filler = "".join(chr(0x4E00 + i) for i in range(3000))
    assert list(index.query(filler + "海洋经济增加值", 1)) == ["c3"]


def test_it_survives_reopening(tmp_path: Path) -> None:
    first = KeywordIndex(tmp_path / "keyword")
    first.add(ENTRIES)
    first.commit()
    again = KeywordIndex(tmp_path / "keyword")
    assert again.count() == 4
    assert again.query("海洋经济", 1) == first.query("海洋经济", 1)
    again.add([("c5", "d3", "低空经济")])
    again.commit()
    assert list(again.query("低空经济", 1)) == ["c5"]


def test_a_match_tells_where_the_questions_words_stand(tmp_path: Path) -> None:
    index = KeywordIndex(tmp_path / "keyword")
    index.add([("c1", "d1", "海洋经济，海洋科技"), ("c2", "d1", "别的")])
    index.commit()
    match = index.match("海洋科技", ["c1"])["c1"]
    assert [term for _, term in match.at].count("海洋") == 4  # twice a word, twice a pair
    assert [place for place, _ in match.at] == sorted(place for place, _ in match.at)
    assert max(place for place, _ in match.at) < match.length


def test_words_that_only_ask_count_half(tmp_path: Path) -> None:
    """A page of questions and answers says 怎么办 too, and is no better for it."""
    index = KeywordIndex(tmp_path / "keyword")
    index.add([("q", "d1", "船坞漏水怎么办"), ("a", "d2", "船坞漏水时先抽干再补板"), ("n", "d3", "海风")])
    index.commit()
    weights = index.weights("船坞漏水怎么办？")
    in_one_of_three, in_two_of_three = math.log(1 + 2.5 / 1.5), math.log(1 + 1.5 / 2.5)
    assert weights["怎么办"] == pytest.approx(in_one_of_three / 2)
    assert weights["漏水"] == pytest.approx(2 * in_two_of_three)  # as a word and as a pair


def test_a_word_that_stands_everywhere_finds_nothing_and_counts_all_the_same(tmp_path: Path) -> None:
    index = KeywordIndex(tmp_path / "keyword")
    index.add([(f"c{n}", f"d{n}", "港口的规定") for n in range(200)])
    index.add([("rare", "d", "港口的灯塔")])
    index.commit()
    found = index.query("港口的灯塔", 10)
    assert list(found) == ["rare"]  # none is looked up for 港口 alone
    assert {term for _, term in found["rare"].at} >= {"港口", "灯塔"}
