"""What a paper as a whole says of a question, beside its best passage."""

from vectorstore.fusion import Paper, of_papers, paper_weight
from vectorstore.keyword import Match

WEIGHTS = {"仪器": 2.0, "共享": 2.0}


def passage(score: float, *terms: str) -> Match:
    return Match(score, 100, tuple(enumerate(terms)))


def test_of_two_papers_with_like_passages_the_one_that_speaks_of_little_else_goes_first():
    short = Paper([passage(4.0, "仪器", "共享"), passage(2.0, "仪器")], 0.5)
    long = Paper([passage(4.0, "仪器", "共享"), passage(2.0, "仪器")], 4.0)
    found = of_papers({"short": short, "long": long}, WEIGHTS)
    assert found["short"] > found["long"]


def test_what_stands_in_two_passages_counts_together():
    apart = Paper([passage(2.0, "仪器"), passage(2.0, "共享")], 1.0)
    half = Paper([passage(2.0, "仪器")], 1.0)
    found = of_papers({"apart": apart, "half": half}, WEIGHTS)
    assert found["apart"] > found["half"]


def test_passages_that_say_nothing_of_the_question_are_worth_nothing():
    assert of_papers({"a": Paper([passage(0.0)], 1.0)}, WEIGHTS) == {"a": 0.0}


def test_the_whole_counts_where_the_words_are_the_papers_own_and_not_where_they_are_foreign():
    assert paper_weight(0.0) == paper_weight(0.5) > paper_weight(0.9) > paper_weight(1.0) == 0.0
