"""Whether a library speaks of a suggestion: a strange word in the heading, strange things in its wishes."""

from __future__ import annotations

from assistant.drafting.finding import Asked, Support
from assistant.drafting.supporting import is_supported
from assistant.reading.terms import Term
from assistant.reading.units import Unit
from ingest.schema import Span

_TEXTS = ("全市建成工匠学院6家、技能大师工作室54个。", "举办职工技能竞赛135场。", "优胜者授予荣誉称号。")
_HEADING = (Term("技能", 3.0), Term("竞赛", 4.0), Term("舞台", 1.2, known=False))
_WISHES = ((Term("大师工作室", 5.0),), (Term("竞赛", 4.0),), (Term("荣誉", 4.5),))


def _supports(score: float = 1.4, spoken: float = 0.4, cosine: float = 0.3) -> list[Support]:
    supports = []
    for n, text in enumerate(_TEXTS):
        unit = Unit("a", Span(30 * n, 30 * n + len(text)), text, text, "", "", "职工技能提升", "", "", 0)
        supports.append(Support(unit, 0, score - n / 10, spoken, (spoken, spoken, spoken), cosine))
    return supports


def test_a_strange_word_does_not_refuse_what_a_section_plainly_speaks_of() -> None:
    assert is_supported(_supports(), Asked(_HEADING, _WISHES))


def test_a_strange_word_refuses_where_the_section_speaks_of_no_wish() -> None:
    others = tuple((Term(word, 4.0),) for word in ("担保", "贴息", "用地"))
    assert not is_supported(_supports(), Asked(_HEADING, others))


def test_wishes_for_things_that_no_paper_knows_are_nobodys_matter() -> None:
    unknown = tuple(
        (*wish, Term(word, 5.0, known=False)) for wish, word in zip(_WISHES, ("公墓", "犬", "菠萝"), strict=True)
    )
    assert not is_supported(_supports(), Asked(_HEADING, unknown))


def test_a_heading_of_which_nothing_is_named_is_not_supported_by_its_wishes() -> None:
    assert not is_supported(_supports(), Asked((Term("电梯", 4.0), Term("小区", 4.0)), _WISHES))


def test_without_sentences_nothing_is_supported() -> None:
    assert not is_supported([], Asked(_HEADING, _WISHES))
