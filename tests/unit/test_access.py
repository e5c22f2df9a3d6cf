"""Who may read what: a hidden document is as if it were not in the library. Invented city, invented papers."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.access import Role, carried_level, level_of, stated_level
from assistant.answering import Assistant
from assistant.build import open_tiers
from assistant.drafting.proposals import read_proposal
from assistant.library import Library, find_among
from assistant.people.view import LibraryView
from assistant.schema import Question
from assistant.settings import Settings
from ingest.errors import InputError, LibraryError, NotAllowedError
from ingest.schema import Metadata
from tests.support.exact_index import ExactIndex
from tests.support.uploading import uploaded
from vectorstore.embedder import Embedder
from vectorstore.register import Register
from vectorstore.schema import Filter

LETTER = """{office}

{number}

{office}关于市政协三届五次会议第{item}号提案答复的函

江委员：

您提出的《关于{subject}的提案》收悉，经研究，现答复如下：

一、关于加大投入的建议

我局设立了{subject}专项，每年安排资金{money}万元（以下简称{short}）。

二、关于延长时间的建议

{subject}的开放时间延长到晚上{hour}点。

专此答复。

{office}
2026年6月3日

{disclosure}
"""
OPEN = LETTER.format(
    office="澜川市教育局", number="澜教函〔2026〕41号", item="20260041", subject="校园球场开放", money=640, hour=9,
    short="球场专项", disclosure="公开方式：主动公开",
)  # fmt: skip
ON_REQUEST = LETTER.format(
    office="澜川市商务局", number="澜商函〔2026〕17号", item="20260088", subject="老码头集市", money=1350, hour=11,
    short="集市专项", disclosure="公开方式：依申请公开",
)  # fmt: skip
WITHHELD = LETTER.format(
    office="澜川市粮食局", number="澜粮函〔2026〕541号", item="20260541", subject="应急储备仓库", money=7777, hour=6,
    short="仓库专项", disclosure="公开方式：不予公开",
)  # fmt: skip
SILENT = LETTER.format(
    office="澜川市水利局", number="澜水函〔2026〕9号", item="20260009", subject="山塘清淤", money=58, hour=8,
    short="清淤专项", disclosure="",
)  # fmt: skip
PAPERS = {"球场.txt": OPEN, "集市.txt": ON_REQUEST, "仓库.txt": WITHHELD, "清淤.txt": SILENT}
SECRETS = ("应急储备仓库", "7777", "仓库.txt", "粮食局", "仓库专项")

QUESTIONS = (
    "应急储备仓库每年安排资金多少万元？",
    "澜粮函〔2026〕541号规定了什么？",
    "《关于应急储备仓库的提案》是怎么答复的？",
    "第20260541号提案是怎么答复的？",
    "541号函的主送是谁？",
    "资料库里有几份文件？",
    "2026年有哪些答复函？",
    "澜川市粮食局发过哪些文件？",
    "哪些文件是不予公开的？",
    "澜商函〔2026〕541号讲了什么？",
    "仓库专项是什么的简称？",
    "每年安排资金最多的是哪一项？",
    "开放时间延长到几点？",
)


def shelf(home: Path, embedder: Embedder, papers: dict[str, str]) -> Library:
    library = Library.open(home / "home", embedder, open_dense=lambda _: ExactIndex())
    for name, text in papers.items():
        (home / name).write_text(text, "utf-8")
        assert [r.status for r in uploaded(library, name, home / name)] == ["added"]
    return library


@pytest.fixture
def library(tmp_path: Path, embedder: Embedder) -> Iterator[Library]:
    with shelf(tmp_path, embedder, PAPERS) as library:
        yield library


def doc_id_of(library: Library, source: str) -> str:
    return next(record.doc_id for record in library.documents() if record.source == source)


@pytest.mark.parametrize(
    ("said", "level"),
    [
        ("主动公开", Role.READER),
        ("公开发布", Role.READER),
        ("主动公开。", Role.READER),
        ("☑主动公开 □依申请公开 □不予公开", Role.READER),
        ("依申请公开", Role.EDITOR),
        ("部分公开", Role.EDITOR),
        ("发至县团级", Role.EDITOR),
        ("不予公开", Role.ADMINISTRATOR),
        ("不公开", Role.ADMINISTRATOR),
        ("内部资料", Role.ADMINISTRATOR),
        ("主动公开（内部稿）", Role.ADMINISTRATOR),
        ("□主动公开 □依申请公开 ☑不予公开", Role.ADMINISTRATOR),
        ("", None),
        (None, None),
    ],
)
def test_the_level_follows_from_the_documents_own_words(said: str | None, level: Role | None) -> None:
    assert stated_level(Metadata(disclosure=said)) == level


def test_a_decision_comes_before_what_the_paper_says(library: Library) -> None:
    record = library.documents()[0]
    assert level_of(record) == Role.READER
    assert level_of(replace(record, level="administrator")) == Role.ADMINISTRATOR
    assert level_of(replace(record, level="a word of a later program")) == Role.ADMINISTRATOR
    silent = replace(record, metadata=Metadata())
    assert level_of(silent) == Role.READER
    assert level_of(silent, Role.EDITOR) == Role.EDITOR


def test_a_new_version_takes_over_a_decision_unless_it_states_a_stricter_level(library: Library) -> None:
    hidden = replace(library.documents()[0], level="administrator")
    shown = replace(library.documents()[0], level="reader")
    assert carried_level(hidden, Metadata(disclosure="主动公开")) == "administrator"
    assert carried_level(shown, Metadata(disclosure="不予公开")) is None
    assert carried_level(None, Metadata()) is None
    for decided in (hidden, shown):  # nothing is stated against what a person decided
        assert carried_level(decided, Metadata()) == decided.level


@pytest.mark.parametrize("key", [None, "reader", "editor", "administrator"])
def test_a_paper_that_states_nothing_is_for_whom_the_setting_says(tmp_path: Path, key: str | None) -> None:
    settings = Settings(tmp_path / "home") if key is None else Settings(tmp_path / "home", unstated_level=key)
    (tmp_path / "清淤.txt").write_text(SILENT, "utf-8")
    with open_tiers(settings) as tiers:
        uploaded(tiers.libraries[Role.ADMINISTRATOR], "清淤.txt", tmp_path / "清淤.txt")
        seeing = [role.key for role in Role if tiers.libraries[role].documents()]
    assert seeing[0] == (key or "reader")


def test_each_role_sees_its_own_list(library: Library) -> None:
    seen = {role: [r.source for r in LibraryView(library, role).documents()] for role in Role}
    assert seen[Role.READER] == ["球场.txt", "清淤.txt"]
    assert seen[Role.EDITOR] == ["球场.txt", "集市.txt", "清淤.txt"]
    assert seen[Role.ADMINISTRATOR] == list(PAPERS)
    assert [r.source for r in LibraryView(library, Role.READER, Role.EDITOR).documents()] == ["球场.txt"]


def test_a_hidden_document_is_not_found_by_guessing(library: Library) -> None:
    hidden = doc_id_of(library, "仓库.txt")
    view = LibraryView(library, Role.EDITOR)
    assert library.file_of(hidden) is not None
    assert view.file_of(hidden) is None
    assert view.document(hidden) is None
    for name in (hidden, hidden[:8], "仓库.txt", "澜粮函〔2026〕541号", "《关于应急储备仓库的提案》"):
        assert library.find_document(name) is not None
        assert find_among(name, view.documents()) is None
    assert view.search("应急储备仓库", 50, Filter((hidden,))) == []
    assert view.find_keys("澜粮函〔2026〕541号").unknown == ("〔2026〕541号",)
    assert view.frequency("应急储备") == 0 < library.frequency("应急储备")
    assert view.passage_count() < library.passage_count()


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR])
def test_answers_are_those_of_a_library_without_what_is_hidden(
    library: Library, tmp_path: Path, embedder: Embedder, role: Role
) -> None:
    view = LibraryView(library, role)
    visible = {record.source: PAPERS[record.source] for record in view.documents()}
    (tmp_path / "other").mkdir()
    with shelf(tmp_path / "other", embedder, visible) as other:
        for question in QUESTIONS:
            asked = Question(question)
            answer, without = Assistant(view).ask(asked), Assistant(other).ask(asked)
            assert (answer.text, answer.refused, answer.citations) == (without.text, without.refused, without.citations)
            said = answer.text.replace(question, "") + "".join(c.quote + c.source for c in answer.citations)
            for secret in SECRETS:
                assert secret not in said or secret in question, (question, answer.text)
    everything = Assistant(LibraryView(library, Role.ADMINISTRATOR)).ask(Question(QUESTIONS[0]))
    assert "7777" in everything.text


def test_a_draft_rests_only_on_what_its_role_may_read(library: Library, tmp_path: Path) -> None:
    paper = tmp_path / "提案.txt"
    paper.write_text(
        "关于加强应急储备仓库建设的提案\n\n案由：应急储备仓库投入不足。\n\n建议：\n\n"
        "一、加大应急储备仓库投入，每年安排专项资金。\n\n二、延长应急储备仓库的开放时间。\n",
        "utf-8",
    )
    proposal = read_proposal(paper)
    drafts = {role: repr(Assistant(LibraryView(library, role)).draft(proposal)) for role in Role}
    assert "7777" in drafts[Role.ADMINISTRATOR], "the paper does bear on the proposal"
    for role in (Role.READER, Role.EDITOR):
        assert not [word for word in ("7777", "仓库.txt", "粮食局", "541号") if word in drafts[role]]


def test_many_hidden_passages_do_not_crowd_out_what_may_be_read(tmp_path: Path, embedder: Embedder) -> None:
    crowd = {
        f"{n}.txt": WITHHELD.replace("541", str(600 + n)).replace("应急储备仓库", f"山塘清淤{n}期") for n in range(60)
    }
    with shelf(tmp_path, embedder, {**crowd, "清淤.txt": SILENT}) as library:
        view = LibraryView(library, Role.READER)
        hits = view.search("山塘清淤每年安排资金多少", 10)
        assert {hit.chunk.doc_id for hit in hits} == {doc_id_of(library, "清淤.txt")}
        assert "58" in Assistant(view).ask(Question("山塘清淤每年安排资金多少万元？")).text


def test_a_level_can_be_changed_and_taken_back(library: Library) -> None:
    doc_id, view = doc_id_of(library, "球场.txt"), LibraryView(library, Role.READER)
    rule = LibraryView(library, Role.ADMINISTRATOR)
    assert view.document(doc_id) is not None
    rule.set_level(doc_id, Role.ADMINISTRATOR)
    assert view.document(doc_id) is None
    assert all(hit.chunk.doc_id != doc_id for hit in view.search("校园球场开放", 20))
    rule.set_level(doc_id, None)
    assert view.document(doc_id) is not None
    with pytest.raises(NotAllowedError):
        LibraryView(library, Role.EDITOR).set_level(doc_id, None)
    with pytest.raises(LibraryError):
        rule.set_level("nobody", Role.READER)


def test_a_decision_outlives_a_new_version_and_a_restart(tmp_path: Path, embedder: Embedder) -> None:
    with shelf(tmp_path, embedder, {"球场.txt": OPEN}) as library:
        library.set_level(doc_id_of(library, "球场.txt"), "administrator")
        (tmp_path / "球场.txt").write_text(OPEN.replace("640", "650"), "utf-8")
        results = uploaded(library, "球场.txt", tmp_path / "球场.txt")
        assert [result.status for result in results] == ["replaced"]
        assert LibraryView(library, Role.EDITOR).documents() == []
    with Library.open(tmp_path / "home", embedder, open_dense=lambda _: ExactIndex()) as library:
        assert LibraryView(library, Role.EDITOR).documents() == []
        library.remove(doc_id_of(library, "球场.txt"))
        assert library.documents() == []


def test_readers_change_nothing(library: Library, tmp_path: Path) -> None:
    view = LibraryView(library, Role.READER)
    assert not view.may_edit
    with pytest.raises(NotAllowedError):
        uploaded(view, "球场.txt", tmp_path / "球场.txt")
    with pytest.raises(NotAllowedError):
        view.remove(doc_id_of(library, "球场.txt"))
    assert len(library.documents()) == 4


def test_an_editor_neither_replaces_nor_learns_of_a_hidden_file(library: Library, tmp_path: Path) -> None:
    view, hidden = LibraryView(library, Role.EDITOR), doc_id_of(library, "仓库.txt")
    mine = tmp_path / "mine.txt"
    mine.write_text(OPEN.replace("澜教函〔2026〕41号", "澜粮函〔2026〕541号").replace("640", "641"), "utf-8")
    result = uploaded(view, "仓库.txt", mine)[0]
    assert (result.status, result.warnings) == ("added", ())
    assert library.document(hidden) is not None
    mine.write_text(mine.read_text("utf-8").replace("641", "642"), "utf-8")
    assert uploaded(view, "仓库.txt", mine)[0].status == "replaced", "one's own upload is replaced as ever"
    assert library.document(hidden) is not None

    mine.write_text(WITHHELD, "utf-8")
    again = uploaded(view, "我的.txt", mine)[0]
    assert again.doc_id is None
    assert "仅管理员可以查看" in "".join(again.warnings)
    assert "仓库.txt" not in "".join(again.warnings)
    with pytest.raises(LibraryError):
        view.remove(hidden)

    with zipfile.ZipFile(tmp_path / "包.zip", "w") as archive:
        archive.writestr("新的.txt", OPEN.replace("640", "660"))
    assert [r.status for r in uploaded(view, "包.zip", tmp_path / "包.zip")] == ["added"]


def test_several_files_of_a_name_are_told_apart_only_as_far_as_they_are_seen(library: Library, tmp_path: Path) -> None:
    (tmp_path / "仓库2.txt").write_text(OPEN.replace("640", "641").replace("球场.txt", ""), "utf-8")
    uploaded(library, "仓库2.txt", tmp_path / "仓库2.txt")
    library.set_level(doc_id_of(library, "仓库2.txt"), "administrator")
    with pytest.raises(InputError):
        library.find_document("澜教函〔2026〕41号")
    found = find_among("澜教函〔2026〕41号", LibraryView(library, Role.READER).documents())
    assert found is not None
    assert found.source == "球场.txt"


REMOVED = ("documents", "sources", "chunks", "vectors", "levels")


def test_a_register_from_before_there_were_levels_is_taken_over_whole(tmp_path: Path, embedder: Embedder) -> None:
    with shelf(tmp_path, embedder, PAPERS) as library:
        before = library.documents()
    path = tmp_path / "home" / "register.sqlite3"
    old = sqlite3.connect(path)
    for table in ("levels", "removed", *(f"removed_{name}" for name in REMOVED)):
        old.execute(f"DROP TABLE {table}")
    old.execute("PRAGMA user_version = 1")
    old.close()
    with Library.open(tmp_path / "home", embedder, open_dense=lambda _: ExactIndex()) as library:
        assert library.documents() == before
        assert "1350" in Assistant(library).ask(Question("老码头集市每年安排资金多少万元？")).text
        library.set_level(before[0].doc_id, "editor")
    register = Register(path)
    assert register.records()[0].level == "editor"
    register.close()


def test_an_upgrade_that_fails_leaves_the_register_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite3"
    Register(path).close()
    connection = sqlite3.connect(path)  # a table of that name already: the step cannot be done
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    with pytest.raises(LibraryError):
        Register(path)
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 1
    connection.close()
