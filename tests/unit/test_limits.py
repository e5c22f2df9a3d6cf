"""Questions within limits: answered as by a library that holds nothing else, and said so. Invented city and papers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.access import Role
from assistant.answering import Assistant
from assistant.library import Library
from assistant.limits import EVERYWHERE, Limits
from assistant.narrowed import Narrowed
from assistant.people.view import LibraryView
from assistant.records.history import History
from assistant.schema import Question
from tests.support.exact_index import ExactIndex
from vectorstore.embedder import Embedder, load_embedder

from .test_access import OPEN, PAPERS, QUESTIONS, SECRETS, doc_id_of, shelf

EARLIER = OPEN.replace("2026", "2024").replace("640万元", "310万元")
MONEY = "校园球场开放专项每年安排资金多少万元？"


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder()


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Iterator[Library]:
    with shelf(tmp_path_factory.mktemp("limits"), embedder, {**PAPERS, "球场2024.txt": EARLIER}) as library:
        yield library


def test_a_limit_chooses_the_paper_that_answers(library: Library) -> None:
    assistant = Assistant(library)
    for year, money in (("2024", "310万元"), ("2026", "640万元")):
        answer = assistant.ask(Question(MONEY, limits=Limits(years=(year,))))
        assert money in answer.text
        assert {citation.source for citation in answer.citations} <= {"球场.txt", "球场2024.txt"}
        assert any(f"只在“{year}年”的" in warning for warning in answer.warnings)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_lies_outside_is_as_if_it_were_not_there(
    library: Library, embedder: Embedder, tmp_path: Path, question: str
) -> None:
    kept = {name: text for name, text in PAPERS.items() if name != "仓库.txt"}
    limits = Limits(doc_ids=tuple(doc_id_of(library, name) for name in kept))
    limited = Assistant(library).ask(Question(question, limits=limits))
    with shelf(tmp_path, embedder, kept) as smaller:
        plain = Assistant(smaller).ask(Question(question))
    assert limited.refused == plain.refused
    said = limited.text.split("：其中", 1)[1] if limited.refused else limited.text
    assert said == plain.text.removeprefix("资料库中")
    assert not [word for word in SECRETS if word in limited.text.replace(question, "") and word not in question]


def test_a_refusal_speaks_of_the_limits_alone(library: Library) -> None:
    limits = Limits(issuers=("澜川市水利局",))
    answer = Assistant(library).ask(Question("澜粮函〔2026〕541号规定了什么？", limits=limits))
    assert answer.refused
    assert answer.text.startswith("只查了“澜川市水利局”：其中没有〔2026〕541号")
    assert "资料库中没有" not in answer.text


def test_limits_that_nothing_fits_say_what_to_do(library: Library) -> None:
    limits = Limits(years=("2024",), issuers=("澜川市水利局",))
    answer = Assistant(library).ask(Question(MONEY, limits=limits))
    assert answer.refused
    assert answer.text == "没有符合范围“2024年、澜川市水利局”的文件，请放宽范围再问。"


def test_limits_do_not_open_what_a_role_may_not_read(library: Library) -> None:
    hidden = doc_id_of(library, "仓库.txt")
    reader = LibraryView(library, Role.READER)
    assert Narrowed(reader, Limits(doc_ids=(hidden,))).documents() == []
    answer = Assistant(reader).ask(Question("应急储备仓库每年安排资金多少万元？", limits=Limits(doc_ids=(hidden,))))
    assert answer.refused
    assert not [word for word in ("7777", "仓库.txt", "粮食局") if word in answer.text]


def test_unknown_papers_and_hidden_ones_are_refused_in_the_same_words(library: Library) -> None:
    reader = Assistant(LibraryView(library, Role.READER))
    for doc_id in (doc_id_of(library, "仓库.txt"), "0" * 16):
        answer = reader.ask(Question(MONEY, limits=Limits(doc_ids=(doc_id,))))
        assert answer.refused
        assert answer.text == "没有符合范围“所选的文件”的文件，请放宽范围再问。"


def test_limits_can_only_be_read_through(library: Library) -> None:
    """What changes a library, or finds in all of it, would pass by the limits."""
    narrowed = Narrowed(library, Limits(years=("2024",)))
    for name in ("ingest", "ingest_uploads", "remove", "removed", "restore", "find_document", "file_of"):
        assert not hasattr(narrowed, name)


def test_many_papers_are_narrowed_as_few_are(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    question = Question(MONEY, limits=Limits(years=("2024",)))
    few = Assistant(library).ask(question)
    monkeypatch.setattr("assistant.narrowed._FEW", 0)
    assert replace(Assistant(library).ask(question), trace=None) == replace(few, trace=None)


def test_words_are_counted_as_the_index_counts_them(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("球场", "专项", "应急储备仓库", "开放时间", "每年安排资金", "没有这个词")
    for limits in (Limits(years=("2024",)), Limits(issuers=("澜川市教育局", "澜川市水利局")), Limits(years=("1999",))):
        here = [Narrowed(library, limits).frequency(word) for word in words]
        monkeypatch.setattr("assistant.narrowed._COUNTED", -1)
        assert [Narrowed(library, limits).frequency(word) for word in words] == here
        monkeypatch.undo()


def test_the_record_tells_the_limits(library: Library, tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl")
    assistant = Assistant(library, history=history)
    assistant.ask(Question(MONEY, limits=Limits(years=("2024",), types=("政协提案答复函",))))
    assistant.ask(Question(MONEY))
    assert [row["limits"] for row in history.rows()] == ["2024年、政协提案答复函", ""]


def test_words_of_limits(library: Library) -> None:
    records = library.documents()
    assert not EVERYWHERE
    assert Limits(years=("2024", "2026")).words(records) == "2024年或2026年"
    assert Limits(doc_ids=(doc_id_of(library, "球场.txt"),)).words(records) == "澜教函〔2026〕41号"
    every = Limits(doc_ids=tuple(record.doc_id for record in records))
    assert every.words(records).endswith("等5份文件")


def test_the_interface_takes_limits_and_nothing_like_them() -> None:
    from assistant.api import _limits
    from ingest.errors import InputError

    assert _limits(None) == EVERYWHERE
    assert _limits({"years": ["2024"], "documents": ["a"]}) == Limits(doc_ids=("a",), years=("2024",))
    for wrong in ([], "2024", {"year": ["2024"]}, {"years": "2024"}, {"years": [2024]}):
        with pytest.raises(InputError, match="limits"):
            _limits(wrong)


def test_half_a_character_does_no_harm(library: Library) -> None:
    cut = "\udcff"
    limits = Limits(doc_ids=(cut,), issuers=(f"云溪市{cut}",))
    for asked in (Question(f"补助{cut}多少？", (f"云科贷{cut}",)), Question(f"补助{cut}多少？", limits=limits)):
        answer = Assistant(library).ask(asked)
        assert asked.text == answer.question == "补助�多少？"
        "".join([*asked.history, answer.text, *asked.limits.doc_ids, *asked.limits.issuers]).encode()


def test_an_empty_library_has_nothing_within_any_limits(tmp_path: Path, embedder: Embedder) -> None:
    with Library.open(tmp_path / "home", embedder, open_dense=lambda _: ExactIndex()) as empty:
        answer = Assistant(empty).ask(Question(MONEY, limits=Limits(years=("2024",))))
        assert answer.text == "没有符合范围“2024年”的文件，请放宽范围再问。"
