"""Accounts, sessions, keys, throttling, proxies: the rules, without a browser."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from assistant.access import Role
from assistant.library import Library
from assistant.people.accounts import LINK_LASTS
from assistant.people.people import People
from assistant.people.proxies import read_proxies
from assistant.people.schema import PeopleError, Person, SignInError
from assistant.people.sessions import IDLE, LONGEST
from assistant.people.store import Store
from assistant.people.throttle import ADDRESS, NAME, PAIR, WINDOW, Throttle
from assistant.people.tiers import Tiers
from assistant.records.conversations import Conversations
from assistant.ui.addresses import here, in_the_house
from assistant.ui.door.gate import House
from assistant.ui.handouts import Handouts
from assistant.ui.house import for_people
from ingest.errors import SettingsError
from vectorstore.register import Register

PASSWORD = "晚风吹过老码头2026"
HERE = "192.0.2.7"


@dataclass
class Clock:
    at: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(tmp_path: Path, clock: Clock) -> Iterator[People]:
    with People(tmp_path / "people.db", clock) as opened:
        yield opened


@pytest.fixture
def editor(people: People) -> Person:
    person = people.accounts.add("简编辑", Role.EDITOR)
    people.accounts.set_password(person.user_id, person.name, PASSWORD)
    return person


# -- the file -------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="the permissions of Windows are others")
def test_nobody_else_reads_the_file_and_no_password_stands_in_it(
    tmp_path: Path, people: People, editor: Person
) -> None:
    token, key = people.sign_in("简编辑", PASSWORD, HERE), people.keys.make(editor.user_id, "脚本")
    link = people.accounts.make_link(people.accounts.add("闻读者", Role.READER).user_id)
    file = tmp_path / "people.db"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = file.read_bytes()
    assert "简编辑".encode() in kept
    for secret in (PASSWORD, token, key, link):
        assert secret.encode() not in kept


def test_another_file_is_neither_taken_nor_changed(tmp_path: Path) -> None:
    register = tmp_path / "register.sqlite3"
    Register(register).close()
    text = tmp_path / "people.txt"
    text.write_text("这不是数据库" * 300, "utf-8")
    for path in (register, text):
        before = path.read_bytes()
        with pytest.raises(SettingsError):
            People(path)
        assert path.read_bytes() == before
    with pytest.raises(SettingsError):
        People(tmp_path / "nowhere" / "people.db")


def test_a_file_of_a_later_program_is_left_alone(tmp_path: Path) -> None:
    People(tmp_path / "people.db").__exit__()
    connection = sqlite3.connect(tmp_path / "people.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(SettingsError):
        People(tmp_path / "people.db")


def test_people_outlive_a_restart(tmp_path: Path, people: People, editor: Person, clock: Clock) -> None:
    token = people.sign_in("简编辑", PASSWORD, HERE)
    with People(tmp_path / "people.db", clock) as again:
        assert again.sessions.person(token) == editor


# -- signing in -----------------------------------------------------------------------------------------------------


def test_only_the_right_password_opens(people: People, editor: Person) -> None:
    assert people.sessions.person(people.sign_in(" 简编辑 ", PASSWORD, HERE)) == editor
    said = set()
    for name, password in (("简编辑", PASSWORD + "x"), ("没有这人", PASSWORD), ("简编辑", ""), ("", "")):
        with pytest.raises(SignInError) as error:
            people.sign_in(name, password, HERE)
        said.add(str(error.value))
    assert len(said) == 1, "the words do not tell a wrong name from a wrong password"


def test_nobody_comes_in_without_a_password_or_disabled(people: People, editor: Person) -> None:
    people.accounts.add("新来的", Role.READER)
    token = people.sign_in("简编辑", PASSWORD, HERE)
    people.accounts.set_disabled(editor.user_id, True)
    assert people.sessions.person(token) is None
    for name, password in (("新来的", ""), ("简编辑", PASSWORD)):
        with pytest.raises(SignInError):
            people.sign_in(name, password, HERE)
    people.accounts.set_disabled(editor.user_id, False)
    assert people.sessions.person(token) is None
    assert people.sign_in("简编辑", PASSWORD, HERE)


@pytest.mark.parametrize("weak", ["short", "1111111111111", "简编辑简编辑12345", "x" * 500])
def test_weak_passwords_are_not_taken(people: People, editor: Person, weak: str) -> None:
    with pytest.raises(PeopleError):
        people.accounts.set_password(editor.user_id, editor.name, weak)
    assert people.sign_in("简编辑", PASSWORD, HERE)


def test_attempts_are_throttled_by_name_and_address(people: People, editor: Person, clock: Clock) -> None:
    for _ in range(PAIR):
        with pytest.raises(SignInError, match="不对"):
            people.sign_in("简编辑", "猜的密码", HERE)
    with pytest.raises(SignInError, match="10分钟后再试"):
        people.sign_in("简编辑", PASSWORD, HERE)
    assert people.sign_in("简编辑", PASSWORD, "192.0.2.8"), "from elsewhere the right password still opens"
    clock.at += WINDOW
    assert people.sign_in("简编辑", PASSWORD, HERE)
    for _ in range(PAIR + 2):  # right ones are no attempts
        people.sign_in("简编辑", PASSWORD, HERE)


@pytest.mark.parametrize(
    ("most", "attempt"),
    [(ADDRESS, lambda n: (f"名{n}", HERE)), (NAME, lambda n: ("简编辑", f"192.0.2.{n}"))],
)
def test_an_address_and_a_name_have_limits_too(people: People, most: int, attempt) -> None:
    throttle = Throttle(people._store)
    for n in range(most):
        throttle.enter(*attempt(n))
    with pytest.raises(SignInError):
        throttle.enter(*attempt(most))


def test_sessions_end(people: People, editor: Person, clock: Clock) -> None:
    token = people.sign_in("简编辑", PASSWORD, HERE)
    for _ in range(int(LONGEST // (IDLE - 60))):
        clock.at += IDLE - 60
        assert people.sessions.person(token) == editor
    clock.at += IDLE - 60
    assert people.sessions.person(token) is None, "a working day is over"
    token = people.sign_in("简编辑", PASSWORD, HERE)
    clock.at += IDLE
    assert people.sessions.person(token) is None, "nobody used it"
    token = people.sign_in("简编辑", PASSWORD, HERE)
    people.sessions.end(token)
    assert people.sessions.person(token) is None
    assert people.sessions.person("") is None


def test_a_role_counts_from_the_next_request(people: People, editor: Person) -> None:
    token = people.sign_in("简编辑", PASSWORD, HERE)
    people.accounts.set_role(editor.user_id, Role.READER)
    person = people.sessions.person(token)
    assert person is not None
    assert person.role is Role.READER


# -- links and keys -------------------------------------------------------------------------------------------------


def test_the_first_administrator_comes_once(people: People) -> None:
    old = people.set_up_token()
    token = people.set_up_token()
    assert old is not None
    assert token is not None
    for wrong in (old, "", "x"):
        with pytest.raises(PeopleError):
            people.set_up(wrong, "邹管理", PASSWORD)
    with pytest.raises(PeopleError):
        people.set_up(token, "", PASSWORD)
    person = people.sessions.person(people.set_up(token, "邹管理", PASSWORD))
    assert person is not None
    assert person.role is Role.ADMINISTRATOR
    assert people.set_up_token() is None
    with pytest.raises(PeopleError):
        people.set_up(token, "第二个", PASSWORD)


def test_whoever_starts_the_program_can_let_an_administrator_in_again(people: People) -> None:
    first = people.set_up_token()
    assert first is not None
    people.set_up(first, "邹管理", PASSWORD)
    token = people.set_up_token(again=True)
    assert token is not None
    person = people.sessions.person(people.set_up(token, "邹管理", "另一个好记的密码2027"))
    assert person is not None
    assert person.role is Role.ADMINISTRATOR
    with pytest.raises(SignInError):
        people.sign_in("邹管理", PASSWORD, HERE)
    with pytest.raises(PeopleError):
        people.set_up(token, "第二个", PASSWORD)


def test_a_link_sets_a_password_once(people: People, editor: Person, clock: Clock) -> None:
    session, key = people.sign_in("简编辑", PASSWORD, HERE), people.keys.make(editor.user_id, "脚本")
    lost, token = people.accounts.make_link(editor.user_id), people.accounts.make_link(editor.user_id)
    assert people.sessions.person(session) is None
    assert people.keys.person(key) is None
    with pytest.raises(SignInError):
        people.sign_in("简编辑", PASSWORD, HERE)
    with pytest.raises(PeopleError):
        people.accept(lost, PASSWORD)
    assert people.accounts.invited(token) == editor
    assert people.sessions.person(people.accept(token, "另一个好记的密码2027")) == editor
    with pytest.raises(PeopleError):
        people.accept(token, PASSWORD)
    token = people.accounts.make_link(editor.user_id)
    clock.at += LINK_LASTS
    with pytest.raises(PeopleError):
        people.accept(token, PASSWORD)


def test_changing_a_password_needs_the_old_one(people: People, editor: Person) -> None:
    with pytest.raises(PeopleError):
        people.change_password(editor, "不是它", "另一个好记的密码2027", HERE)
    people.change_password(editor, PASSWORD, "另一个好记的密码2027", HERE)
    assert people.sign_in("简编辑", "另一个好记的密码2027", HERE)


def test_keys_are_ones_own(people: People, editor: Person) -> None:
    other = people.accounts.add("闻读者", Role.READER)
    key = people.keys.make(editor.user_id, "脚本")
    [kept] = people.keys.of(editor.user_id)
    assert (kept.label, kept.used_at) == ("脚本", None)
    people.keys.revoke(other.user_id, kept.key_id)
    assert people.keys.person(key) == editor
    assert people.keys.of(editor.user_id)[0].used_at is not None
    people.keys.revoke(editor.user_id, kept.key_id)
    assert people.keys.person(key) is None
    for _ in range(20):
        people.keys.make(editor.user_id, "")
    with pytest.raises(PeopleError):
        people.keys.make(editor.user_id, "")


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "带\n换行"])
def test_names_are_names(people: People, name: str) -> None:
    with pytest.raises(PeopleError):
        people.accounts.add(name, Role.READER)


def test_a_name_is_taken_once_however_it_is_written(people: People) -> None:
    people.accounts.add("Zou", Role.READER)
    for name in ("zou", "ＺＯＵ", " Zou "):
        with pytest.raises(PeopleError, match="已经有"):
            people.accounts.add(name, Role.ADMINISTRATOR)


# -- proxies --------------------------------------------------------------------------------------------------------


def test_a_proxy_names_people_only_from_its_own_address() -> None:
    proxies = read_proxies("10.0.0.0/8, 127.0.0.1", "X-Remote-User")
    named = [(b"x-remote-user", "简编辑".encode())]
    assert proxies.signed_in("10.1.2.3", named) == "简编辑"
    assert proxies.signed_in("::ffff:10.1.2.3", named) == "简编辑"
    assert proxies.signed_in("192.0.2.7", named) is None
    assert proxies.signed_in("10.1.2.3", named * 2) is None, "one of the two may be the visitor's own"
    assert proxies.signed_in("10.1.2.3", [(b"x-remote-user", b"\xff")]) is None
    assert proxies.signed_in("10.1.2.3", []) is None
    assert read_proxies("10.0.0.0/8", "").signed_in("10.1.2.3", named) is None


def test_the_address_is_the_last_one_that_is_no_proxy() -> None:
    proxies = read_proxies("10.0.0.0/8", "")
    chain = {"x-forwarded-for": "203.0.113.9, 192.0.2.7, 10.0.0.2"}
    assert proxies.address("10.0.0.1", chain) == "192.0.2.7"
    assert proxies.address("192.0.2.1", chain) == "192.0.2.1"
    assert proxies.address("10.0.0.1", {}) == "10.0.0.1"
    assert proxies.hosts("192.0.2.1", {"host": "a", "x-forwarded-host": "b"}) == {"a"}
    assert proxies.hosts("10.0.0.1", {"host": "a", "x-forwarded-host": "b"}) == {"a", "b"}
    chain = {"host": "a", "x-forwarded-host": "b, c"}
    assert [proxies.host(peer, chain) for peer in ("192.0.2.1", "10.0.0.1")] == ["a", "b"]
    assert proxies.is_https("http", "10.0.0.1", {"x-forwarded-proto": "https"})
    assert not proxies.is_https("http", "192.0.2.1", {"x-forwarded-proto": "https"})


def test_a_link_leads_to_where_the_administrator_came(people: People, tmp_path: Path) -> None:
    people.accounts.add("zou", Role.ADMINISTRATOR)
    house = House(people, read_proxies("127.0.0.1", "X-Remote-User"), starting=False)
    headers = {"X-Remote-User": "zou", "X-Forwarded-Host": "wen.example:8443", "X-Forwarded-Proto": "https"}
    with Library.open(tmp_path / "home") as library, Conversations(tmp_path / "c.db") as kept:
        app = Starlette(middleware=for_people(house, Tiers(library), kept, Handouts()))
        client = TestClient(app, "https://127.0.0.1:7860", headers=headers, client=("127.0.0.1", 1))
        word = re.search(r'name="word" value="(\w+)"', client.get("/people").text)
        assert word is not None
        page = client.post("/people", data={"word": word[1], "do": "add", "name": "新人", "role": "reader"}).text
    assert "https://wen.example:8443/invite?token=" in page


def test_a_file_of_people_that_is_busy_holds_up_nobody_else(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is written there is written beside the event loop."""
    zou = people.accounts.add("zou", Role.ADMINISTRATOR)
    key, session = people.keys.make(zou.user_id, "脚本"), people.sessions.open(zou.user_id)
    beside: list[bool] = []
    transaction = Store.transaction

    def watched(store: Store) -> AbstractContextManager[sqlite3.Connection]:
        try:
            asyncio.get_running_loop()
            beside.append(False)
        except RuntimeError:
            beside.append(True)
        return transaction(store)

    monkeypatch.setattr(Store, "transaction", watched)
    house = House(people, read_proxies("", ""), starting=False)
    with Library.open(tmp_path / "home") as library, Conversations(tmp_path / "c.db") as kept:
        app = Starlette(middleware=for_people(house, Tiers(library), kept, Handouts()))
        client = TestClient(app, "http://127.0.0.1:7860", cookies={"zhengwen": session})
        word = re.search(r'name="word" value="(\w+)"', client.get("/people").text)
        assert word is not None
        form = {"word": word[1], "name": "新人", "role": "reader"}
        for address, do in (("/people", "add"), ("/account", "make"), ("/signout", "")):
            client.post(address, data={**form, "do": do})
        assert client.get("/v1/models", headers={"authorization": f"Bearer {key}"}).status_code == 200
    assert len(beside) >= 4
    assert all(beside)


@pytest.mark.parametrize(
    ("host", "headers", "warned"),
    [
        ("127.0.0.1:7860", {}, True),
        ("localhost:7860", {}, True),
        ("[::1]:7860", {}, True),
        ("192.0.2.7:7860", {}, False),
        ("127.0.0.1:7860", {"X-Forwarded-For": "192.0.2.9"}, False),
    ],
)
def test_links_that_only_work_here_are_warned_of(
    people: People, tmp_path: Path, host: str, headers: dict[str, str], warned: bool
) -> None:
    person = people.accounts.add("zou", Role.ADMINISTRATOR)
    house = House(people, read_proxies("", ""), starting=False, reached_at="http://192.0.2.7:7860")
    with Library.open(tmp_path / "home") as library, Conversations(tmp_path / "c.db") as kept:
        app = Starlette(middleware=for_people(house, Tiers(library), kept, Handouts()))
        cookies = {"zhengwen": people.sessions.open(person.user_id)}
        client = TestClient(app, f"http://{host}", headers=headers, cookies=cookies)
        assert ("请改从http://192.0.2.7:7860/people打开" in client.get("/people").text) is warned


def test_the_address_for_other_computers() -> None:
    assert in_the_house("127.0.0.1", 7860) == in_the_house("192.0.2.7", 7860) == ""
    assert here("0.0.0.0", 7860) == here("", 7860) == "http://127.0.0.1:7860"
    assert re.fullmatch(r"(?:http://[\d.]+:7860)?", in_the_house("0.0.0.0", 7860))


@pytest.mark.parametrize(
    ("addresses", "header"), [("x", ""), ("", "X-Remote-User"), ("10.0.0.1", "不 是"), ("10.0.0.0/99", "")]
)
def test_settings_that_make_no_sense_are_said(addresses: str, header: str) -> None:
    with pytest.raises(SettingsError):
        read_proxies(addresses, header)
