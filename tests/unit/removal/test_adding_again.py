"""A document that was taken away and is added again, or another under its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.access import Role
from assistant.library import Library
from assistant.people.view import LibraryView
from tests.support.letters import letter
from tests.support.uploading import uploaded
from tests.unit.removal.conftest import broken, middle
from vectorstore.register import Register


def test_a_file_added_again_ends_it(library: Library, papers: list[Path]) -> None:
    doc_id = middle(library)
    library.remove(doc_id)
    assert [r.status for r in library.ingest([papers[1]])] == ["added"]
    assert library.removed() == []
    assert library.file_of(doc_id) is not None


def test_another_under_the_same_name_stays(library: Library, papers: list[Path]) -> None:
    doc_id = middle(library)
    library.remove(doc_id)
    papers[1].write_text(letter(15, "氢能"), "utf-8")
    assert [r.status for r in library.ingest([papers[1]])] == ["added"]
    library.restore(doc_id)
    assert len(library.documents()) == 4
    assert [r.status for r in library.ingest([papers[1]])] == ["unchanged"]
    assert len(library.documents()) == 4


def test_added_again_it_is_for_whom_it_was(library: Library, papers: list[Path]) -> None:
    doc_id = middle(library)
    library.set_level(doc_id, "administrator")
    library.remove(doc_id)
    editor = LibraryView(library, Role.EDITOR)
    [result] = uploaded(editor, "别的名字.txt", papers[1])
    assert (result.status, result.doc_id) == ("added", None)
    assert doc_id not in {record.doc_id for record in editor.documents()}
    assert LibraryView(library, Role.ADMINISTRATOR).document(doc_id) is not None


def test_adding_it_again_in_vain_leaves_its_original(
    library: Library, papers: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    doc_id = middle(library)
    library.remove(doc_id)
    monkeypatch.setattr(Register, "_journal", broken)
    assert [result.status for result in library.ingest([papers[1]])] == ["failed"]
    monkeypatch.undo()
    library.restore(doc_id)
    file = library.file_of(doc_id)
    assert file is not None
    assert file.read_bytes() == papers[1].read_bytes()
