"""What a question names: bodies and ordinals, and the texts that speak of them."""

from __future__ import annotations

import pytest

from assistant.reading.entities import named_entities, speaks_of
from assistant.reading.folding import fold
from assistant.reading.terms import presence, question_terms


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("云溪大学技术转移中心办了几场对接会？", ("云溪大学", "技术转移中心")),
        ("市里要在外地哪几座城市设离岸孵化中心？", ("离岸孵化中心",)),  # what stands before the verb is no name
        ("织席的老匠人没大学文凭，凭什么评上职称？", ()),
        ("哪家银行放的贷款最多？", ()),
    ],
)
def test_names_are_told_from_what_is_done(question: str, names: tuple[str, ...]) -> None:
    assert named_entities(question) == names


def test_the_first_one_is_called_so_in_two_ways() -> None:
    assert speaks_of("第一批", fold("是全市首批试点"))
    assert not speaks_of("第二批", fold("是全市首批试点"))


def test_a_class_is_a_word_of_the_question() -> None:
    terms = {term.text: term for term in question_terms("B类游乐设施有哪些？", lambda word: 1, 100)}
    assert presence(terms["b类"], fold("B类游乐设施包括滑道"))
    assert not presence(terms["b类"], fold("A类游乐设施包括过山车"))
    assert presence(terms["b类"], fold("设A、B、C三类"))
