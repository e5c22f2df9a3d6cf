"""One assistant for all pages, that answers each visitor as their role may see the library.

The pages are built once, for everybody, and their listeners run for somebody. Which request a listener runs for is
known to Gradio; the gate wrote into that request who sent it. So whatever a page does with `assistant` or
`assistant.library` goes through the view of the visitor's role, without the page knowing of roles. Where nobody is
asking (while the pages are built, in a thread that a page started on its own) the library is empty. A thread that works
for a visitor is started in their context: `contextvars.copy_context().run`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from gradio.context import LocalContext

from assistant.access import Role
from assistant.answering import Assistant
from assistant.people.schema import Person
from assistant.ui.door.gate import VISIT, Visit
from assistant.ui.seams import Answering
from ingest.errors import NotAllowedError
from ingest.schema import Document
from vectorstore.codec import Record

_SIGN_IN = "登录已经结束，请刷新页面重新登录。"


def visitor() -> Person | None:
    """Who sent the request that the running listener answers."""
    request = LocalContext.request.get(None)
    request = getattr(request, "request", None)
    visit: Visit | None = request.scope.get(VISIT) if request is not None else None
    return visit.person if visit else None


def whoever() -> Person:
    """The same. Raises NotAllowedError where nobody is asking."""
    person = visitor()
    if person is None:
        raise NotAllowedError(_SIGN_IN)
    return person


def per_visitor(by_role: Mapping[Role, Assistant]) -> Answering:
    """The assistant as the pages use it: whatever is asked of it goes to that of the visitor's role."""
    return cast(Answering, _PerVisitor(by_role))


class _PerVisitor:
    def __init__(self, by_role: Mapping[Role, Assistant]) -> None:
        self._by_role = by_role
        self.library = _VisitorsLibrary(by_role)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._by_role[whoever().role], name)


class _VisitorsLibrary:
    """Looks up whose library it is each time that something is asked of it."""

    def __init__(self, by_role: Mapping[Role, Assistant]) -> None:
        self._by_role = by_role

    def __getattr__(self, name: str) -> Any:
        person = visitor()
        return getattr(_Nothing() if person is None else self._by_role[person.role].library, name)


class _Nothing:
    """The library of nobody: it has no documents, and does nothing else."""

    may_edit = False

    def documents(self) -> list[Record]:
        return []

    def document(self, _doc_id: str) -> Document | None:
        return None

    def file_of(self, _doc_id: str) -> Path | None:
        return None

    def __getattr__(self, name: str) -> Any:
        raise NotAllowedError(_SIGN_IN)
