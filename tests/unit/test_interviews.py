"""Papers in question-and-answer form: which lines are questions, and what of them is read as a sentence."""

from __future__ import annotations

from assistant.reading.units import sentence_spans, units_of
from ingest.pipeline import build_document
from ingest.schema import Document, RawDocument, RawLine, RawPage, Span

TEXT = """《榆川市共享实验室管理办法》政策解读

一、总体情况

问：为什么出台《办法》？
答：一是设备闲置。二是收费不一。

二、企业怎么用

问：个人能不能预约？
答：不能。预约人须为在本市登记的企业。
问：收费按什么标准？到哪里交？答：按成本价的六成收取。在平台上交。

解读机关：榆川市科学技术局
"""


def read(text: str) -> Document:
    lines = tuple(RawLine(line) for line in text.split("\n"))
    return build_document(RawDocument("txt", (RawPage(1, lines),)), "0", "解读.txt")


def test_a_question_is_a_part_of_the_section_it_stands_in() -> None:
    document = read(TEXT)
    asked = [(s.path, s.title) for s in document.sections if s.kind == "question"]
    assert asked == [
        ("一、", "为什么出台《办法》？"),
        ("二、", "个人能不能预约？"),
        ("二、", "收费按什么标准？到哪里交？"),
    ]
    last = [s for s in document.sections if s.kind == "question"][-1]
    assert "解读机关" not in last.span.of(document.text)


def test_a_question_is_no_sentence_and_heads_what_answers_it() -> None:
    document = read(TEXT)
    units = units_of(document, [Span(0, len(document.text))])
    texts = [unit.text for unit in units]
    assert not any("？" in text or text.startswith("答") for text in texts)
    assert "不能。预约人须为在本市登记的企业。" in texts
    assert next(unit for unit in units if "六成" in unit.text).headings.endswith("到哪里交?")


def test_a_question_that_is_a_numbered_heading_has_its_words_as_title() -> None:
    document = read(
        "某办法解读\n\n一、问：办法何时施行？\n答：自3月1日起施行。\n\n二、问：谁来解释？\n答：由市科技局解释。\n"
    )
    assert [(s.number, s.title) for s in document.sections] == [("一、", "办法何时施行？"), ("二、", "谁来解释？")]


def test_what_nobody_answers_is_no_question() -> None:
    document = read("某文\n\n一、概况\n\n问：何时施行？\n自3月1日起施行，另行通知。\n")
    assert all(section.kind != "question" for section in document.sections)


def test_an_answer_of_a_word_is_told_with_the_sentence_behind_it() -> None:
    text = "答：可以。须先登记。再交费。"
    assert [span.of(text) for span in sentence_spans(Span(0, len(text)), text)] == ["可以。须先登记。", "再交费。"]
