"""The one assistant of all pages: what it is for somebody, for somebody else, and for nobody."""

from __future__ import annotations

import contextvars
import threading
from types import SimpleNamespace

import pytest
from gradio.context import LocalContext

from assistant.access import Role
from assistant.people.schema import Person
from assistant.schema import Question
from assistant.ui.door.gate import VISIT, Visit
from assistant.ui.door.visitors import per_visitor, whoever
from ingest.errors import NotAllowedError


class Tier:
    """Stands for a role's assistant and its library."""

    def __init__(self, role: Role) -> None:
        self.role = role
        self.library = self

    def ask(self, question: Question) -> str:
        return f"{self.role.key}: {question.text}"

    def documents(self) -> list[str]:
        return [self.role.key]


ASSISTANT = per_visitor({role: Tier(role) for role in Role})  # type: ignore[arg-type]


def asking(person: Person | None) -> None:
    """What Gradio and the gate do before a listener runs."""
    scope = {VISIT: Visit(person, "127.0.0.1", False)}
    LocalContext.request.set(SimpleNamespace(request=SimpleNamespace(scope=scope)))  # type: ignore[arg-type]


@pytest.mark.parametrize("role", list(Role))
def test_each_visitor_has_the_assistant_of_their_role(role: Role) -> None:
    def listener() -> None:
        asking(Person(1, "某人", role))
        assert ASSISTANT.ask(Question("?")) == f"{role.key}: ?"
        assert ASSISTANT.library.documents() == [role.key]

    contextvars.copy_context().run(listener)


@pytest.mark.parametrize("prepare", [lambda: None, lambda: asking(None)])
def test_nobody_has_an_empty_library_and_is_told_nothing(prepare) -> None:
    def listener() -> None:
        prepare()
        assert list(ASSISTANT.library.documents()) == []
        assert ASSISTANT.library.document("d1") is None
        assert ASSISTANT.library.file_of("d1") is None
        assert not ASSISTANT.library.may_edit
        for act in (
            lambda: ASSISTANT.ask(Question("?")),
            lambda: ASSISTANT.library.remove("d1"),
            lambda: ASSISTANT.library.search,
            whoever,
        ):
            with pytest.raises(NotAllowedError):
                act()

    contextvars.copy_context().run(listener)


def test_a_thread_has_a_visitor_only_in_their_context() -> None:
    seen: list[list[str]] = []

    def look() -> None:
        seen.append(list(ASSISTANT.library.documents()))

    def listener() -> None:
        asking(Person(1, "某人", Role.EDITOR))
        theirs = contextvars.copy_context()
        for target in (look, lambda: theirs.run(look)):
            thread = threading.Thread(target=target)
            thread.start()
            thread.join()

    contextvars.copy_context().run(listener)
    assert seen == [[], ["editor"]]
