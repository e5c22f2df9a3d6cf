"""The list of what people say and papers write, and how it is looked up."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

import pytest

from assistant.reading.folding import fold, synonyms
from assistant.reading.segments import question_words
from assistant.reading.terms import presence, question_terms


def _entries() -> list[tuple[str, list[str]]]:
    text = files("assistant.reading").joinpath("sayings.txt").read_text(encoding="utf-8")
    lines = [line.split("#")[0].strip() for line in text.splitlines()]
    return [(word, forms.split(",")) for word, _, forms in (line.partition("=") for line in lines if line)]


def _knows(*words: str) -> Callable[[str], int]:
    """A library of as many passages that hold these words."""
    return lambda word: 3 if any(word in known for known in words) else 0


def test_every_entry_is_whole_and_stands_once() -> None:
    entries = _entries()
    assert len(entries) > 8000
    words = [fold(word) for word, _ in entries]
    assert len(set(words)) == len(words)
    assert [word for word, forms in entries if not all(form.strip() for form in forms)] == []
    assert [word for word in words if not 2 <= len(word) <= 9] == []


@pytest.mark.parametrize(
    ("question", "saying"),
    [("钱打了水漂赔多少", "打水漂"), ("厂子盖好了吗", "盖好"), ("机器闲着没用能租吗", "闲着")],
)
def test_a_saying_is_found_as_it_is_said(question: str, saying: str) -> None:
    usual = {saying: ("损失",), "厂子": ("厂房",)}
    assert saying in question_words(fold(question), _knows("损失", "厂房"), usual)


def test_a_saying_that_no_paper_puts_in_any_known_way_is_no_word_of_its_own() -> None:
    usual = {"拔腿走": ("迁出",)}
    assert "拔腿走" not in question_words("领了钱就拔腿走怎么办", _knows("亏空"), usual)
    assert "拔腿走" in question_words("领了钱就拔腿走怎么办", _knows("迁出"), usual)


def test_a_saying_is_not_cut_out_of_another_word() -> None:
    usual = {"定下来": ("确定",)}
    assert "定下来" not in question_words("认定下来给多少钱", _knows("确定", "认定"), usual)


def test_a_proposal_is_read_without_them() -> None:
    assert len(synonyms()) > 8 * len(synonyms(talk=False))


def test_what_a_paper_writes_counts_as_the_saying() -> None:
    assert "损失" in synonyms()["打水漂"]
    terms = {t.text: t for t in question_terms("投早期项目打了水漂谁来担", _knows("损失", "项目"), 9)}
    assert presence(terms["打水漂"], "单个项目最高允许全部损失") == 0.95


def test_what_the_cutting_of_words_leaves_is_no_word() -> None:
    words = question_words("额多大数比往年多吗", _knows("年度"), {})
    assert not {"额多大", "数比"} & set(words)


def test_a_verb_of_one_character_is_what_papers_write_for_it() -> None:
    terms = {
        term.text: term for term in question_terms("企业一年最多领多少创新券", _knows("申领", "企业", "创新券"), 100)
    }
    assert "领" not in terms
    assert presence(terms["申领"], fold("在人工智能领域领军")) == 0.0
    assert presence(terms["申领"], fold("企业每年申领不超过5万元")) == 1.0
    assert terms["申领"].weight < terms["创新券"].weight


def test_a_verb_of_one_character_that_papers_put_in_no_known_way_is_no_word() -> None:
    terms = question_terms("企业一年最多领多少创新券", _knows("企业", "创新券"), 100)
    assert {term.text for term in terms} == {"企业", "创新券"}
