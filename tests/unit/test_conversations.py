"""Conversations are kept whole, for their owner alone, and can be taken along as files."""

from __future__ import annotations

import html
import io
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import docx
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assistant.home import CONVERSATIONS
from assistant.records.conversations import Conversations, Turn
from assistant.records.exporting import to_docx, to_markdown
from assistant.records.notebook import Notebook
from assistant.rows import citation_row, place
from assistant.schema import Answer, Citation
from assistant.ui.asking.past_view import past_list
from assistant.ui.downloads import Downloads
from assistant.ui.naming import citation_words
from ingest.errors import LibraryError, NotAllowedError
from ingest.schema import Document, Metadata, Page, Span

CITATION = Citation(1, "d1", "a.txt", "澜水发〔2026〕9号", "关于清淤的通知", "二、", 3, "每立方米补助18元", 10, 18)
ANSWER = Answer("补助多少？", "每立方米补助18元[1]。", False, (CITATION,), warnings=("有两个版本。",), confidence=0.9)
TURN = Turn("补助多少？", ANSWER)
FAILED = Turn("出故障", None, "程序遇到了意外的问题。")


class Shelf:
    """Holds one document, as long as it does."""

    def __init__(self) -> None:
        self.gone = False

    def document(self, doc_id: str) -> Document | None:
        if self.gone or doc_id != "d1":
            return None
        return Document(doc_id, "a.txt", Metadata(), "x", (Page(1, Span(0, 1)),), ())


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Conversations]:
    moments = iter(range(1000))
    with Conversations(tmp_path / CONVERSATIONS, lambda: float(next(moments))) as opened:
        yield opened


def test_a_conversation_comes_back_as_it_was(tmp_path: Path, kept: Conversations) -> None:
    key = kept.add("u1", "", TURN)
    assert kept.add("u1", key, FAILED) == key
    with Conversations(tmp_path / CONVERSATIONS) as again:
        assert again.turns("u1", key) == (TURN, FAILED)
        assert [(c.key, c.name) for c in again.all("u1")] == [(key, "补助多少？")]


def test_only_the_owner_has_it(kept: Conversations) -> None:
    key = kept.add("u1", "", TURN)
    assert kept.all("u2") == []
    assert kept.turns("u2", key) == ()
    kept.remove("u2", key)
    other = kept.add("u2", key, FAILED)
    assert other != key, "a turn is not added to another's conversation"
    assert kept.turns("u1", key) == (TURN,)
    kept.remove("u1", key)
    assert kept.turns("u1", key) == ()
    assert kept.turns("u2", other) == (FAILED,)


def test_they_are_found_by_what_was_asked_and_answered(kept: Conversations) -> None:
    first = kept.add("u1", "", TURN)
    second = kept.add("u1", "", replace(TURN, question="第二个\n问题", answer=None))
    kept.add("u1", first, FAILED)
    assert [c.key for c in kept.all("u1")] == [first, second], "the last used first"
    assert [c.key for c in kept.all("u1", "18元")] == [first]
    assert [c.key for c in kept.all("u1", "补助 故障")] == [first]
    assert [c.name for c in kept.all("u1", "第二个")] == ["第二个 问题"]
    assert kept.all("u1", "citations") == []
    assert kept.all("u1", "%' OR 1") == []


def test_what_may_not_be_read_any_more_is_not_shown_again(kept: Conversations) -> None:
    shelf = Shelf()
    notebook = Notebook(kept, lambda: "u1", shelf)
    key = notebook.add("", TURN)
    notebook.add(key, FAILED)
    assert notebook.turns(key) == (TURN, FAILED)
    shelf.gone = True
    hidden, failed = notebook.turns(key)
    assert hidden.answer is None
    assert "重新提问" in hidden.failure
    assert failed == FAILED


def test_nor_found_by_its_words(kept: Conversations) -> None:
    shelf = Shelf()
    notebook = Notebook(kept, lambda: "u1", shelf)
    key = notebook.add("", TURN)
    other = notebook.add("", Turn("清淤多少？", replace(ANSWER, text="补助18元。", citations=())))
    assert {c.key for c in notebook.all("18元")} == {key, other}
    shelf.gone = True
    assert [c.key for c in notebook.all("18元")] == [other]
    assert [c.key for c in notebook.all("多少 立方米")] == []
    assert [c.key for c in notebook.all("补助多少")] == [key], "by what was asked it is"
    assert {c.key for c in notebook.all()} == {key, other}


def test_a_session_that_ends_meanwhile_costs_the_record_not_the_answer(kept: Conversations) -> None:
    def nobody() -> str:
        raise NotAllowedError("登录已经结束，请刷新页面重新登录。")

    notebook = Notebook(kept, nobody, Shelf())
    assert notebook.add("key", TURN) == "key"
    assert notebook.branch((TURN,)) == ""
    with pytest.raises(NotAllowedError):
        notebook.all()


def test_a_full_disk_costs_the_record_not_the_answer(tmp_path: Path, kept: Conversations) -> None:
    notebook = Notebook(kept, lambda: "u1", Shelf())
    key = notebook.add("", TURN)
    connection = sqlite3.connect(tmp_path / CONVERSATIONS)
    connection.execute("DROP TABLE turns")
    connection.close()
    assert notebook.add(key, TURN) == key


def test_an_answer_of_another_version_is_told(tmp_path: Path, kept: Conversations) -> None:
    key = kept.add("u1", "", TURN)
    connection = sqlite3.connect(tmp_path / CONVERSATIONS, isolation_level=None)
    connection.execute("""UPDATE turns SET answer = '{"of": "tomorrow"}'""")
    connection.close()
    [turn] = kept.turns("u1", key)
    assert turn.answer is None
    assert "另一个版本" in turn.failure


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    (tmp_path / CONVERSATIONS).write_bytes(b"no database" * 500)
    with pytest.raises(LibraryError):
        Conversations(tmp_path / CONVERSATIONS)


def test_as_markdown_with_its_citations() -> None:
    text = to_markdown("补助多少？", (TURN, FAILED)).decode("utf-8")
    assert "## 1. 补助多少？" in text
    assert "每立方米补助18元[1]。" in text
    assert "- [1] 澜水发〔2026〕9号《关于清淤的通知》 二、 第3页\n  > 每立方米补助18元" in text
    assert "注意：有两个版本。" in text
    assert "程序遇到了意外的问题。" in text


def test_marks_in_a_title_are_not_broken() -> None:
    nested = replace(CITATION, title="关于印发《清淤办法》的通知")
    text = to_markdown("补助多少？", (Turn("补助多少？", replace(ANSWER, citations=(nested,))),)).decode("utf-8")
    assert "- [1] 澜水发〔2026〕9号《关于印发〈清淤办法〉的通知》 二、 第3页\n" in text
    nameless = replace(nested, doc_number=None, page=None)
    text = to_markdown("补助多少？", (Turn("补助多少？", replace(ANSWER, citations=(nameless,))),)).decode("utf-8")
    assert "- [1] 《关于印发〈清淤办法〉的通知》 二、\n" in text
    assert citation_words(nameless) == place(citation_row(nameless)) == "《关于印发〈清淤办法〉的通知》 二、"


def test_as_word_with_its_citations() -> None:
    document = docx.Document(io.BytesIO(to_docx("补助多少？", (TURN, FAILED))))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "1. 补助多少？" in text
    assert "[1] 澜水发〔2026〕9号《关于清淤的通知》 二、 第3页\n“每立方米补助18元”" in text
    assert "程序遇到了意外的问题。" in text


def test_hostile_words_are_only_words() -> None:
    hostile = "![x](http://127.0.0.1:9/a.png) <script>alert(1)</script>\x00\x0b\ud800 [a](b) # 标题"
    turn = Turn(hostile, replace(ANSWER, text=hostile, citations=(replace(CITATION, quote=hostile),)))
    text = to_markdown(hostile, (turn,)).decode("utf-8")
    assert "![" not in text.replace("\\!", "")
    assert "<script" not in text.replace("\\<", "")
    assert "](" not in text.replace("\\[x](", "").replace("\\[a](", "")
    document = docx.Document(io.BytesIO(to_docx(hostile, (turn,))))
    assert "<script>alert(1)</script>" in document.paragraphs[1].text


def test_a_branch_leaves_what_it_was_taken_from(tmp_path: Path) -> None:
    with Conversations(tmp_path / "c.db") as kept:
        key = ""
        for question in ("甲？", "乙？", "丙？"):
            key = kept.add("某人", key, Turn(question, None, "不知道"))
        branch = kept.branch("某人", (Turn("甲？", None, "不知道"), Turn("丁？", None, "不知道")))
        assert branch != key
        assert [turn.question for turn in kept.turns("某人", key)] == ["甲？", "乙？", "丙？"]
        assert [turn.question for turn in kept.turns("某人", branch)] == ["甲？", "丁？"]
        assert {conversation.name for conversation in kept.all("某人")} == {"甲？", "丁？"}
        assert kept.turns("别人", branch) == ()


def test_an_owner_names_a_conversation(tmp_path: Path, kept: Conversations) -> None:
    key = kept.add("u1", "", TURN)
    kept.rename("u1", key, "  清淤补助\n（给李科长）  ")
    assert kept.name("u1", key) == "清淤补助 （给李科长）"
    kept.add("u1", key, FAILED)
    with Conversations(tmp_path / CONVERSATIONS) as again:
        assert [c.name for c in again.all("u1")] == ["清淤补助 （给李科长）"], "it goes on under its name"
        assert [c.key for c in again.all("u1", "李科长")] == [key], "and is found by it"
        assert again.turns("u1", key) == (TURN, FAILED)
    kept.rename("u1", key, " \u3000\n")
    assert kept.name("u1", key) == "补助多少？", "nothing is no name"


def test_nobody_else_names_it(kept: Conversations) -> None:
    key = kept.add("u1", "", TURN)
    kept.rename("u2", key, "别人的")
    assert kept.name("u1", key) == "补助多少？"
    assert kept.name("u2", key) == ""
    kept.rename("u1", "gone", "没有这段")
    assert len(kept.all("u1")) == 1


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("甲" * 10_000, "甲" * 40),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("'; DROP TABLE turns; --", "'; DROP TABLE turns; --"),
        ("a\x00b\ud800c\u202e\u200bd\x1b", "abcd"),
        ("\u202e\x00", "补助多少？"),
    ],
)
def test_a_hostile_name_is_a_short_line(kept: Conversations, name: str, called: str) -> None:
    key = kept.add("u1", "", TURN)
    kept.rename("u1", key, name)
    assert kept.name("u1", key) == called
    shown = past_list(kept.all("u1"))
    assert f">{html.escape(called)}</a>" in shown
    assert "<script" not in shown
    field = past_list(kept.all("u1"), named=key)
    assert f'value="{html.escape(called)}"' in field
    assert "<script" not in field


def test_a_file_bears_the_name_of_its_conversation(kept: Conversations) -> None:
    key = kept.add("u1", "", TURN)
    kept.rename("u1", key, "../清淤 补助<b>")
    client = TestClient(Starlette(routes=Downloads(kept, lambda _: ("u1", Shelf())).routes()))
    answer = client.get(f"/conversations/{key}.md")
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote('清淤补助b')}.md"
    assert answer.text.startswith("# ../清淤 补助\\<b\\>")
