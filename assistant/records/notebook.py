"""The conversations of whoever is asking, as far as they may still read what is cited in them.

A paper may have been removed or hidden since an answer was given. Such an answer is not shown again: its words are the
paper's words.
"""

from __future__ import annotations

import sqlite3
import sys
import traceback
from collections.abc import Callable, Iterable
from typing import Protocol

from assistant.records.conversations import Conversations, Kept, Turn, cited
from ingest.errors import NotAllowedError
from ingest.schema import Document

_NO_MORE = "这条答复引用的文件已不在资料库里，或您已不能查看，请重新提问。"


class Readable(Protocol):
    """The part of a library that is asked."""

    def document(self, doc_id: str) -> Document | None: ...


class Notebook:
    """`owner` says whose conversations are meant, and raises where nobody is asking."""

    def __init__(self, conversations: Conversations, owner: Callable[[], str], library: Readable) -> None:
        self._conversations = conversations
        self._owner = owner
        self._library = library

    def add(self, key: str, turn: Turn) -> str:
        """As `Conversations.add`. A disk that is full, or a session that ends meanwhile, costs the record, never the
        answer."""
        try:
            return self._conversations.add(self._owner(), key, turn)
        except NotAllowedError:  # signed out meanwhile
            return key
        except sqlite3.Error:
            traceback.print_exc(file=sys.stderr)
            return key

    def branch(self, turns: tuple[Turn, ...]) -> str:
        """As `Conversations.branch`; what goes wrong as above."""
        try:
            return self._conversations.branch(self._owner(), turns)
        except NotAllowedError:
            return ""
        except sqlite3.Error:
            traceback.print_exc(file=sys.stderr)
            return ""

    def all(self, wanted: str = "") -> list[Kept]:
        """Those that hold the wanted words; not by an answer that may not be shown today."""
        owner = self._owner()
        cited = self._conversations.documents(owner) if wanted.strip() else set()
        gone = [doc_id for doc_id in cited if self._library.document(doc_id) is None]
        return self._conversations.all(owner, wanted, gone)

    def turns(self, key: str) -> tuple[Turn, ...]:
        """A conversation as it may be shown today."""
        return readable(self._conversations.turns(self._owner(), key), self._library)

    def rename(self, key: str, name: str) -> None:
        """As `Conversations.rename`."""
        self._conversations.rename(self._owner(), key, name)

    def remove(self, key: str) -> None:
        self._conversations.remove(self._owner(), key)


def readable(turns: tuple[Turn, ...], library: Readable) -> tuple[Turn, ...]:
    """The turns, without the answers whose papers are not to be read any more."""
    gone = {doc_id for doc_id in cited(turns) if library.document(doc_id) is None}
    return tuple(Turn(turn.question, None, _NO_MORE) if _cites(turn, gone) else turn for turn in turns)


def _cites(turn: Turn, doc_ids: Iterable[str]) -> bool:
    return bool(cited([turn]).intersection(doc_ids))
