"""Files made for somebody: theirs alone, and only while they may read what is in them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assistant.ui.handouts import Handouts


class Shelf:
    may_administer = False

    def __init__(self, *doc_ids: str) -> None:
        self.doc_ids = list(doc_ids)

    def documents(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(doc_id=doc_id) for doc_id in self.doc_ids]


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "答复：山塘.docx"
    path.write_bytes(b"PK letter")
    return path


def test_a_file_goes_to_its_owner_while_they_may_read_what_is_in_it(letter: Path) -> None:
    asking = ["甲"]
    handouts = Handouts(lambda: asking[0])
    shelves = {"甲": Shelf("d1", "d2"), "乙": Shelf("d1", "d2")}

    def comer(request):
        name = request.headers.get("x-name")
        return ("甲" if name == "A" else "乙", shelves["甲" if name == "A" else "乙"]) if name else None

    client = TestClient(Starlette(routes=handouts.routes(comer)))
    address = handouts.lay_out(letter, ["d1"])
    assert handouts.lay_out(letter, ["d1"]) == address, "the same file lies there once"
    got = client.get(address, headers={"x-name": "A"})
    assert got.content == b"PK letter"
    assert got.headers["cache-control"] == "no-store"
    assert "filename*" in got.headers["content-disposition"]
    assert client.get(address, headers={"x-name": "B"}).status_code == 404
    assert client.get(address).status_code == 401
    assert client.get(address + "x", headers={"x-name": "A"}).status_code == 404
    asking[0] = "乙"
    assert handouts.lay_out(letter, ["d1"]) != address, "another's file has another address"

    shelves["甲"].doc_ids.remove("d1")  # taken away, or closed to them
    assert client.get(address, headers={"x-name": "A"}).status_code == 403
    shelves["甲"].doc_ids.append("d1")
    letter.unlink()
    assert client.get(address, headers={"x-name": "A"}).status_code == 404


def test_the_oldest_goes(letter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.ui.handouts._KEPT", 2)
    handouts = Handouts()
    client = TestClient(Starlette(routes=handouts.routes(lambda _: ("", Shelf("1", "2", "3")))))
    addresses = [handouts.lay_out(letter, [name]) for name in "123"]
    assert [client.get(address).status_code for address in addresses] == [404, 200, 200]


def test_a_file_of_the_whole_library_goes_to_its_administrator_as_long_as_they_are_one(letter: Path) -> None:
    handouts, shelf = Handouts(), Shelf()
    client = TestClient(Starlette(routes=handouts.routes(lambda request: (request.headers["x-name"], shelf))))
    address = handouts.lay_out_whole(letter, "A")
    assert client.get(address, headers={"x-name": "A"}).status_code == 403
    shelf.may_administer = True
    assert client.get(address, headers={"x-name": "A"}).content == b"PK letter"
    assert client.get(address, headers={"x-name": "B"}).status_code == 404
