"""A draft taken further: a part drafted anew, a paragraph in other words."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering import Assistant
from assistant.drafting.finding import Finder
from assistant.drafting.letters import assembled
from assistant.drafting.proposals import read_proposal
from assistant.drafting.revising import MOST_CHARACTERS
from assistant.drafting.rows import reply_row
from assistant.drafting.schema import Reply
from assistant.library import Library
from assistant.ui.drafting.draft_view import evidence_choices, place_of, used_values, with_ticked
from ingest.errors import InputError

from ..conftest import SAMPLES


@pytest.fixture(scope="module")
def assistant(sample_library: Library) -> Assistant:
    return Assistant(sample_library)


@pytest.fixture(scope="module")
def reply(assistant: Assistant) -> Reply:
    return assistant.draft(read_proposal(next(SAMPLES.glob("提案*.txt"))))


def places(reply: Reply) -> list[tuple[str, int]]:
    return [(c.doc_id, c.start) for part in reply.parts for p in part.paragraphs for c in p.citations]


def test_a_part_is_drafted_anew_without_what_was_dropped(assistant: Assistant, reply: Reply) -> None:
    first = reply.parts[0].paragraphs[0].citations[0]
    fresh = assistant.redraft(reply, {1}, {(first.doc_id, first.start)})
    assert fresh.parts[1:] == reply.parts[1:]
    assert (first.doc_id, first.start) not in places(fresh)
    assert fresh.parts[0].paragraphs
    assert len(places(fresh)) == len(set(places(fresh))), "nothing is said twice"


def test_drafting_a_part_anew_changes_nothing_where_nothing_is_dropped(assistant: Assistant, reply: Reply) -> None:
    assert assistant.redraft(reply, {2}).parts[1] == reply.parts[1]


def test_what_was_only_shown_goes_into_the_letter_when_it_is_ticked(assistant: Assistant, tmp_path: Path) -> None:
    path = tmp_path / "提案.txt"
    path.write_text(
        "关于两件事的提案\n建议：\n一、让小企业花小钱用上大仪器。院所的贵重设备联网出租，政府补一点。\n"
        "二、壮大技术经理人队伍。系统培养技术经理人。\n",
        encoding="utf-8",
    )
    before = assistant.draft(read_proposal(path))
    used = used_values(before)
    extra = [value for label, value in evidence_choices(before) if value not in used and "待选" in label]
    assert with_ticked(before, used) == (set(), set())
    numbers, values = with_ticked(before, [*used, extra[0]])
    assert (numbers, values) == ({1}, {extra[0]})
    after = assistant.redraft(before, numbers, taken={place for place in map(place_of, values) if place})
    assert extra[0] in used_values(after)
    assert after.parts[1] == before.parts[1]


def test_what_another_part_says_is_not_offered_and_so_never_taken_unticked(assistant: Assistant, reply: Reply) -> None:
    """A part that is not drafted anew keeps what it offered, and another may say that now."""
    said = reply.parts[0].paragraphs[0].citations[0]
    parts = (reply.parts[0], replace(reply.parts[1], paragraphs=(), nearest=(said,)), *reply.parts[2:])
    again = assembled(assistant.library, Finder(assistant.library), reply.proposal, parts)
    assert again.parts[1].nearest == ()
    assert with_ticked(again, used_values(again)) == (set(), set())
    assert not any("最接近的原文" in warning for warning in again.warnings)


def test_an_untouched_paragraph_keeps_every_citation(assistant: Assistant, reply: Reply) -> None:
    old = reply.parts[0].paragraphs[0]
    text = old.attribution + "".join(said.text for said in old.sentences)
    same = assistant.rewrite(reply, 0, f" {text}\n")
    assert same.parts[0].paragraphs[0].sentences == old.sentences
    assert same.parts[0].paragraphs[0].attribution == old.attribution
    assert same.warnings == reply.warnings


def test_a_changed_sentence_is_held_against_its_source(assistant: Assistant, reply: Reply) -> None:
    old = reply.parts[0].paragraphs[0]
    said = old.sentences[0]
    shorter = said.text.replace("2024年11月，", "")
    text = shorter + "本局已增拨4321万元。" + "".join(s.text for s in old.sentences[1:])
    changed = assistant.rewrite(reply, 0, text)
    paragraph = changed.parts[0].paragraphs[0]
    assert paragraph.edited
    own = [s for s in paragraph.sentences if s.citation is None]
    assert [s.text for s in own] == ["本局已增拨4321万元。"]
    assert any("4321" in word for word in own[0].unproved)
    assert [s.citation for s in paragraph.sentences if s.citation] == list(old.citations)
    assert any("本局已增拨4321万元。”是拟稿人的话，未核对" in warning for warning in changed.warnings)
    assert "4321" not in str(
        [c["quote"] for s in reply_row(changed)["sections"] for p in s["paragraphs"] for c in p["citations"]]
    )


@pytest.mark.parametrize(
    ("word", "turned"), [("补助", "罚款"), ("印发", "废止"), ("设立", "撤销"), ("市级", "省级"), ("全市", "全省")]
)
def test_a_sentence_turned_round_is_the_drafters_own(
    assistant: Assistant, reply: Reply, word: str, turned: str
) -> None:
    paragraphs = [paragraph for part in reply.parts for paragraph in part.paragraphs]
    for number, old in enumerate(paragraphs):
        text = old.attribution + "".join(said.text for said in old.sentences)
        if word in text and turned not in text:
            changed = assistant.rewrite(reply, number, text.replace(word, turned))
            after = [paragraph for part in changed.parts for paragraph in part.paragraphs][number]
            assert all((turned in said.text) == (said.citation is None) for said in after.sentences)


def test_edited_paragraphs_outlive_a_part_drafted_anew(assistant: Assistant, reply: Reply) -> None:
    edited = assistant.rewrite(reply, 0, "这一段由处室另写。")
    fresh = assistant.redraft(edited, {1})
    assert fresh.parts[0].paragraphs[0].text.endswith("这一段由处室另写。")
    assert len(fresh.parts[0].paragraphs) > 1


def test_what_an_edited_paragraph_stands_on_is_not_said_again(assistant: Assistant, reply: Reply) -> None:
    """Beside the drafter's other figure the paper's own stood, and a gap for what the paragraph answers."""
    number, part = 0, reply.parts[0]
    old = part.paragraphs[0]
    assert re.search(r"\d", old.text)
    edited = assistant.rewrite(reply, number, re.sub(r"\d+", lambda m: str(int(m.group()) + 20), old.text))
    changed = edited.parts[0].paragraphs[0]
    assert len(changed.citations) < len(old.citations)
    assert {*changed.citations, *changed.replaced} == set(old.citations)
    fresh = assistant.redraft(edited, {1})
    assert fresh.parts[0].paragraphs[0] == changed
    assert not {(c.doc_id, c.start) for c in old.citations} & {
        (c.doc_id, c.start) for paragraph in fresh.parts[0].paragraphs[1:] for c in paragraph.citations
    }
    assert fresh.parts[0].gaps == part.gaps
    assert fresh.parts[0].stance == part.stance
    again = assistant.redraft(assistant.rewrite(fresh, number, "另写。"), {1})
    assert {*again.parts[0].paragraphs[0].replaced} == set(old.citations), "whatever it was changed to in between"


def test_without_words_a_paragraph_goes_and_an_empty_part_is_open(assistant: Assistant, reply: Reply) -> None:
    count = len(reply.parts[0].paragraphs)
    left = reply
    for _ in range(count):
        left = assistant.rewrite(left, 0, "  ")
    assert left.parts[0].paragraphs == ()
    assert any("待补" in gap for gap in left.parts[0].gaps)
    assert left.parts[0].stance is None


@pytest.mark.parametrize(
    ("number", "text", "words"), [(999, "甲", "不在这一稿"), (0, "字" * (MOST_CHARACTERS + 1), "最多")]
)
def test_what_cannot_be_changed_is_told(assistant: Assistant, reply: Reply, number: int, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        assistant.rewrite(reply, number, text)


def test_the_files_say_whose_words_they_are(assistant: Assistant, reply: Reply, tmp_path: Path) -> None:
    import docx

    from assistant.drafting.filing import evidence_path, file_reply

    target = tmp_path / "函.docx"
    file_reply(assistant.rewrite(reply, 0, "本局已增拨4321万元。"), target)
    paper = docx.Document(str(target))
    assert any("拟稿人的话，未核对" in comment.text for comment in paper.comments)
    rows = [cell.text for row in docx.Document(str(evidence_path(target))).tables[0].rows for cell in row.cells]
    assert "拟稿人的话，未核对" in rows
