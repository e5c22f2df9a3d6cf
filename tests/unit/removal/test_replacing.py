"""What a file of the same name replaced: taken away as if by hand, so it comes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.access import Role
from assistant.library import Library
from assistant.people.view import LibraryView
from assistant.shelf.removal import KEPT_DAYS, beside
from tests.support.letters import letter
from tests.support.uploading import uploaded
from tests.unit.removal.conftest import broken, middle
from vectorstore.register import VERSIONS_KEPT, Register


def test_what_an_upload_of_the_same_name_replaced_comes_back(library: Library, papers: list[Path]) -> None:
    theirs = papers[0].with_name("丁.txt")
    theirs.write_text(letter(15, "氢能"), "utf-8")
    uploaded(library, "答复函.txt", theirs)
    [one] = [record for record in library.documents() if record.source == "答复函.txt"]
    library.set_level(one.doc_id, "editor")
    mine = papers[0].with_name("戊.txt")
    mine.write_text(letter(15, "冷链物流"), "utf-8")
    before = library.file_of(one.doc_id)
    assert before is not None

    [result] = uploaded(library, "答复函.txt", mine)
    assert result.status == "replaced"
    [said] = result.warnings
    assert "替换了原来的云港科函〔2025〕15号" in said
    assert one.doc_id not in {record.doc_id for record in library.documents()}
    assert [removed.record.doc_id for removed in library.removed()] == [one.doc_id]
    assert before.read_bytes() == theirs.read_bytes()
    library._sweep()

    assert library.restore(one.doc_id).source == "答复函.txt"
    assert library.removed() == []
    file = library.file_of(one.doc_id)
    assert file is not None
    assert file.read_bytes() == theirs.read_bytes()
    back = next(record for record in library.documents() if record.doc_id == one.doc_id)
    assert (back.source, back.level) == ("答复函.txt", "editor")
    assert library.search("氢能专项每年安排资金多少万元", 1)[0].chunk.doc_id == one.doc_id
    assert "另有同名的文件“答复函.txt”：云港科函〔2025〕15号" in beside(one.doc_id, library.documents())
    assert beside(middle(library), library.documents()) == ""

    newer = str(result.doc_id)
    assert [r.status for r in uploaded(library, "答复函.txt", mine)] == ["unchanged"]
    library.remove(newer)
    assert beside(one.doc_id, library.documents()) == ""
    library.restore(newer)
    assert {record.doc_id for record in library.documents() if record.source == "答复函.txt"} == {one.doc_id, newer}


def test_what_has_another_source_is_not_said_to_be_gone(library: Library, papers: list[Path]) -> None:
    uploaded(library, "答复函.txt", papers[0])
    other = papers[0].with_name("丁.txt")
    other.write_text(papers[0].read_text("utf-8").replace("800", "810"), "utf-8")
    [result] = uploaded(library, "答复函.txt", other)
    assert (result.status, library.removed()) == ("replaced", [])
    assert "替换了" not in "".join(result.warnings)


def test_bytes_that_are_here_already_replace_the_same_way(library: Library, papers: list[Path]) -> None:
    first, second, _ = library.documents()
    papers[0].write_bytes(papers[1].read_bytes())
    [result] = library.ingest([papers[0]])
    assert (result.status, result.doc_id) == ("replaced", second.doc_id)
    assert any("云港科函〔2025〕12号" in warning for warning in result.warnings)
    assert [removed.record.doc_id for removed in library.removed()] == [first.doc_id]


def test_a_file_changed_again_and_again_keeps_some_versions(library: Library, papers: list[Path]) -> None:
    for money in range(900, 903 + VERSIONS_KEPT):
        papers[1].write_text(letter(13, "低空经济", money), "utf-8")
        assert [r.status for r in library.ingest(papers)] == ["unchanged", "replaced", "unchanged"]
    assert len(library.documents()) == 3
    kept = [removed.record for removed in library.removed()]
    assert len(kept) == VERSIONS_KEPT
    named = {record.file for record in (*library.documents(), *kept)}
    assert {path.name for path in (library._home / "files").iterdir()} == named
    library.restore(kept[0].doc_id)
    document = library.document(kept[0].doc_id)
    assert document is not None
    assert f"{901 + VERSIONS_KEPT}万元" in document.text, "the last version but one"


def test_as_many_papers_as_like_may_have_had_one_name(library: Library, papers: list[Path]) -> None:
    other = papers[0].with_name("丁.txt")
    for serial in range(20, 23 + VERSIONS_KEPT):
        other.write_text(letter(serial, f"{serial}号产业"), "utf-8")
        list(library.ingest([other]))
    assert len(library.removed()) == 2 + VERSIONS_KEPT


def test_another_paper_of_an_everyday_name_gets_a_name_of_its_own(library: Library, papers: list[Path]) -> None:
    other = papers[0].with_name("丁.txt")

    def upload(text: str, name: str = "附件.txt") -> tuple[str, str]:
        other.write_text(text, "utf-8")
        [result] = uploaded(library, name, other)
        assert result.source == name
        return result.status, "".join(result.warnings)

    assert upload(letter(15, "氢能")) == ("added", "")
    status, said = upload(letter(16, "冷链物流"))
    assert status == "added"
    assert "已有另一份“附件.txt”（云港科函〔2025〕15号" in said
    assert "这一份存为“附件（2）.txt”，两份都在" in said
    assert upload(letter(16, "冷链物流")) == ("unchanged", "")
    status, said = upload(letter(16, "冷链物流", 900))
    assert status == "replaced"
    assert "替换了原来的云港科函〔2025〕16号" in said
    assert "附件（2）.txt" in said
    assert upload(letter(15, "氢能", 900))[0] == "replaced"
    assert upload(letter(17, "渔港"), "附件（2）.txt")[0] == "added"
    named = {record.source: record.metadata.doc_number for record in library.documents()}
    assert {source: number for source, number in named.items() if "附件" in source} == {
        "附件.txt": "云港科函〔2025〕15号",
        "附件（2）.txt": "云港科函〔2025〕16号",
        "附件（2）（2）.txt": "云港科函〔2025〕17号",
    }
    assert len(library.removed()) == 2


def test_an_upload_replaces_the_paper_from_a_folder_by_name_and_number(library: Library, papers: list[Path]) -> None:
    doc_id = middle(library)
    library.set_level(doc_id, "editor")
    papers[1].write_text(letter(13, "低空经济", 950), "utf-8")
    [result] = uploaded(library, "乙.txt", papers[1])
    assert result.status == "replaced"
    assert "替换了原来的云港科函〔2025〕13号" in "".join(result.warnings)
    assert "请核对是不是同一文件的不同版本" not in "".join(result.warnings)
    [now] = [record for record in library.documents() if record.source == "乙.txt"]
    assert (now.doc_id, now.level) == (result.doc_id, "editor")
    assert [removed.record.doc_id for removed in library.removed()] == [doc_id]

    papers[1].write_text(letter(13, "低空经济", 960), "utf-8")
    assert [r.status for r in uploaded(library, "乙.txt", papers[1])] == ["replaced"]
    assert len(library.documents()) == 3
    library.restore(doc_id)
    document = library.document(doc_id)
    assert document is not None
    assert "800万元" in document.text


def test_an_upload_with_the_bytes_of_the_folder_gives_way_with_it(library: Library, papers: list[Path]) -> None:
    doc_id = middle(library)
    assert [r.status for r in uploaded(library, "乙.txt", papers[1])] == ["unchanged"]
    papers[1].write_text(letter(13, "低空经济", 950), "utf-8")
    [result] = uploaded(library, "乙.txt", papers[1])
    assert result.status == "replaced"
    assert "".join(result.warnings).count("替换了") == 1
    assert [removed.record.doc_id for removed in library.removed()] == [doc_id]


@pytest.mark.parametrize(("name", "serial"), [("乙.txt", 19), ("别的.txt", 13)])
def test_another_name_or_number_stands_beside_the_paper_from_a_folder(
    library: Library, papers: list[Path], name: str, serial: int
) -> None:
    papers[1].write_text(letter(serial, "低空经济", 950), "utf-8")
    assert [r.status for r in uploaded(library, name, papers[1])] == ["added"]
    assert len(library.documents()) == 4


def test_what_whoever_uploads_may_not_know_of_does_not_give_way(library: Library, papers: list[Path]) -> None:
    library.set_level(middle(library), "administrator")
    papers[1].write_text(letter(13, "低空经济", 950), "utf-8")
    [result] = uploaded(LibraryView(library, Role.EDITOR), "乙.txt", papers[1])
    assert (result.status, result.warnings) == ("added", ())
    assert len(library.documents()) == 4


def test_of_two_folders_with_one_name_and_number_neither_gives_way(library: Library, papers: list[Path]) -> None:
    other = papers[1].parent / "旧稿" / "乙.txt"
    other.parent.mkdir()
    other.write_text(letter(13, "低空经济", 700), "utf-8")
    assert [r.status for r in library.ingest([other])] == ["added"]
    papers[1].write_text(letter(13, "低空经济", 950), "utf-8")
    assert [r.status for r in uploaded(library, "乙.txt", papers[1])] == ["added"]
    assert len(library.documents()) == 5


def test_papers_without_a_number_are_told_apart_by_their_titles(library: Library, papers: list[Path]) -> None:
    other = papers[0].with_name("丁.txt")
    for money in (5, 6):
        for subject in ("清淤", "绿化"):
            notice = f"澜川市水利局关于做好{subject}工作的通知\n\n各乡镇人民政府：\n\n今年安排{money}万元。\n"
            other.write_text(notice, "utf-8")
            uploaded(library, "通知.txt", other)
    assert [r.source for r in library.documents() if "通知" in r.source] == ["通知.txt", "通知（2）.txt"]
    assert len(library.removed()) == 2


def test_a_file_that_goes_back_to_what_it_was(library: Library, papers: list[Path]) -> None:
    doc_id, first = middle(library), papers[1].read_bytes()
    papers[1].write_text(letter(13, "低空经济", 950), "utf-8")
    [newer] = library.ingest([papers[1]])
    papers[1].write_bytes(first)
    [again] = library.ingest([papers[1]])
    assert (again.status, again.doc_id) == ("replaced", doc_id)
    assert [removed.record.doc_id for removed in library.removed()] == [newer.doc_id]
    assert library.file_of(doc_id) is not None


def test_what_was_replaced_goes_after_a_month_though_nobody_removes(
    library: Library, papers: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    papers[1].write_text(letter(13, "低空经济", 950), "utf-8")
    list(library.ingest([papers[1]]))
    [removed] = library.removed()
    later = removed.at + (KEPT_DAYS + 1) * 24 * 3600
    monkeypatch.setattr(library._removal, "_now", lambda: later)
    assert [r.status for r in library.ingest(papers)] == ["unchanged"] * 3
    assert not (library._home / "files" / removed.record.file).exists()
    assert library._register.removed() == []


def test_a_replacement_that_fails_leaves_what_was_there(
    library: Library, papers: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    doc_id = middle(library)
    papers[1].write_text(letter(13, "低空经济", 950), "utf-8")
    monkeypatch.setattr(Register, "_journal", broken)
    assert [r.status for r in library.ingest([papers[1]])] == ["failed"]
    monkeypatch.undo()
    assert library.removed() == []
    file = library.file_of(doc_id)
    assert file is not None
    assert "800万元" in file.read_text("utf-8")
