from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.grounding import facts, verify
from assistant.schema import Answer, Citation
from ingest.errors import InvariantError
from ingest.pipeline import build_document
from ingest.schema import Document, RawDocument, RawLine, RawPage

TEXT = "一、资金\n2024年安排专项资金3200万元，支持项目48个，印发《云溪市中试平台管理办法》。"


@pytest.fixture
def document() -> Document:
    raw = RawDocument("txt", (RawPage(1, tuple(RawLine(line, "paragraph") for line in TEXT.split("\n"))),))
    return build_document(raw, "d1", "例.txt")


def answer(document: Document, text: str) -> Answer:
    quote = "2024年安排专项资金3200万元，支持项目48个"
    start = document.text.index(quote)
    cited = Citation(1, "d1", "例.txt", None, None, "一、", None, quote, start, start + len(quote))
    return Answer("问", text, False, (cited,))


def test_numbers_and_titles_are_facts() -> None:
    assert facts("2024年安排3,200万元[1]，见《管理办法》，增长12.5%。") == ["2024", "3200", "《管理办法》", "12.5%"]


def test_an_answer_that_stands_in_its_quote_passes(document: Document) -> None:
    good = answer(document, "2024年安排专项资金3200万元[1]。")
    assert verify(good, {"d1": document}) == good


@pytest.mark.parametrize(
    "text",
    ["2024年安排专项资金3500万元[1]。", "支持项目480个[1]。", "印发《另一办法》[1]。", "2025年安排3200万元[1]。"],
)
def test_a_fact_that_stands_nowhere_takes_its_statement_out(document: Document, text: str) -> None:
    checked = verify(answer(document, text), {"d1": document})
    assert checked.refused
    assert checked.warnings


def test_the_rest_of_an_answer_stays(document: Document) -> None:
    checked = verify(answer(document, "2024年安排专项资金3200万元[1]；支持项目99个[1]。"), {"d1": document})
    assert not checked.refused
    assert "3200万元" in checked.text
    assert "99" not in checked.text


def test_a_quote_that_is_no_slice_is_a_bug(document: Document) -> None:
    good = answer(document, "2024年安排专项资金3200万元[1]。")
    wrong = replace(good.citations[0], quote="2024年安排专项资金9999万元")
    with pytest.raises(InvariantError):
        verify(replace(good, citations=(wrong,)), {"d1": document})
