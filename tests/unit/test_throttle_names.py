"""A name is one name to the throttle, however it is written: as it is to the accounts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.people.schema import SignInError
from assistant.people.store import Store
from assistant.people.throttle import NAME, PAIR, Throttle

HERE = "192.0.2.7"


@pytest.fixture
def throttle(tmp_path: Path) -> Iterator[Throttle]:
    store = Store(tmp_path / "people.sqlite3", lambda: 1_800_000_000.0)
    yield Throttle(store)
    store.close()


SPELLINGS = ["admin", " admin", "admin\u3000", "ADMIN", "ａｄｍｉｎ", "Ａdmin\t", "\u2003admin", "  admin  "]


def test_a_pair_is_counted_in_every_spelling(throttle: Throttle) -> None:
    for spelling in SPELLINGS[:PAIR]:
        throttle.enter(spelling, HERE)
    for spelling in SPELLINGS:
        with pytest.raises(SignInError):
            throttle.enter(spelling, HERE)


def test_blanks_before_a_name_from_many_addresses_make_no_new_name(throttle: Throttle) -> None:
    for n in range(NAME):
        throttle.enter(" " * n + "admin", f"192.0.2.{n}")
    with pytest.raises(SignInError):
        throttle.enter(" " * 100 + "admin", "198.51.100.1")


def test_a_right_password_forgives_what_was_spelt_otherwise(throttle: Throttle) -> None:
    for _ in range(3):
        for spelling in SPELLINGS[: PAIR - 1]:
            throttle.enter(spelling, HERE)
        throttle.succeeded("Admin ", HERE)


def test_two_names_stay_two(throttle: Throttle) -> None:
    for _ in range(PAIR):
        throttle.enter("admin", HERE)
    throttle.enter("ad min", HERE)
