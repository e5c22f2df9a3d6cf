"""The project's one error tree.

ZhengwenError                     everything we raise on purpose
├── UserError                     the user can act on it; its message is one Chinese sentence
│   ├── UnreadableFileError       a file that cannot be read (empty, damaged, encrypted, unknown encoding…)
│   ├── UnsupportedFormatError    a kind of file nobody here reads
│   ├── LibraryError              the library's folder: missing, damaged, or made by a newer version
│   │   └── LibraryLockedError    another process owns the library
│   ├── ModelError                an embedding or language model that cannot be loaded or reached
│   ├── NotAllowedError           something that the person's role may not do
│   ├── SettingsError             a setting with a value that makes no sense
│   └── InputError                a question list or another input with a fault in it
└── InvariantError                a bug of ours: a quote that is no slice, a span outside its text

Errors are raised where they are found and shown once, at the top (`assistant/cli.py`, the browser app).
"""

from __future__ import annotations


class ZhengwenError(Exception):
    """Base of every error raised on purpose; `str(error)` is what a user may read."""


class UserError(ZhengwenError):
    """A problem the user can act on. The message is one Chinese sentence that says what to do."""


class UnreadableFileError(UserError):
    """The file exists but its content cannot be read."""


class UnsupportedFormatError(UserError):
    """No reader takes this kind of file."""


class LibraryError(UserError):
    """The library's folder cannot be used as it is."""


class LibraryLockedError(LibraryError):
    """Another process owns the library."""


class ModelError(UserError):
    """A model cannot be loaded or reached."""


class NotAllowedError(UserError):
    """The person who asks may not do this."""


class SettingsError(UserError):
    """A setting has a value that makes no sense."""


class InputError(UserError):
    """An input other than a document (a question list, an argument) has a fault in it."""


class InvariantError(ZhengwenError):
    """Something that must hold by construction does not: a bug, never the user's fault."""
