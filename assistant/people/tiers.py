"""The library and the assistant once for each role: made at the start, so that no request chooses what it may see."""

from __future__ import annotations

from assistant.access import Role
from assistant.answering import Assistant
from assistant.library import Library
from assistant.llm.client import LanguageModel
from assistant.people.view import LibraryView
from assistant.records.history import History


class Tiers:
    """`unstated` is the level of a paper that states no 公开方式."""

    def __init__(
        self,
        library: Library,
        model: LanguageModel | None = None,
        history: History | None = None,
        unstated: Role = Role.READER,
    ) -> None:
        self.unstated = unstated
        self.libraries = {role: LibraryView(library, role, unstated) for role in Role}
        self.assistants = {role: Assistant(view, model, history) for role, view in self.libraries.items()}
