"""What an administrator sees and does on the page 设置: models, the size of the library, the language-model server,
backups. The key of that server is only ever told to be there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.backup.jobs import BackupJob
from assistant.holdings import Shelved
from assistant.home import BACKUPS, CACHE, FILES, PAGES, REGISTER, SETTINGS
from assistant.llm.trial import Trial, try_model
from assistant.settings import KEY, Settings, load_settings, read_file
from assistant.settings_file import save_settings

SHIPPED = "shipped"
_OVERRULING = ("ZHENGWEN_LLM_BASE_URL", "ZHENGWEN_LLM_MODEL")
_FOLDERS = (("originals", FILES), ("caches", CACHE), ("pages", PAGES), ("backups", BACKUPS))


@dataclass(frozen=True, slots=True)
class ModelServer:
    """A language-model server as it is filled in; an empty address means none."""

    base_url: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """`embedder` as in `Settings`; `serving` the language-model server that this run uses, `saved` what the next will;
    `fixed` the environment variables that overrule what is saved. `sizes`: bytes on disk, of what."""

    embedder: str
    serving: ModelServer
    saved: ModelServer
    fixed: tuple[str, ...]
    has_key: bool
    documents: int
    removed: int
    passages: int
    home: Path
    sizes: tuple[tuple[str, int], ...]


class Administration:
    """Of one app. `library` shows all documents. Safe to use from several threads."""

    def __init__(self, settings: Settings, library: Shelved) -> None:
        self._settings = settings
        self._library = library
        self._home = settings.home.expanduser().absolute()
        self.backups = BackupJob(self._home)

    def facts(self) -> Facts:
        records = self._library.documents()
        return Facts(
            self._settings.embedder,
            _server(self._settings),
            self._saved(),
            tuple(name for name in _OVERRULING if name in os.environ),
            bool(os.environ.get(KEY)),
            len(records),
            len(self._library.removed()),
            sum(record.chunks for record in records),
            self._home,
            _sizes(self._home),
        )

    def try_model(self, server: ModelServer) -> Trial:
        """One short call. Raises SettingsError for an address that is none."""
        server = self._checked(server)
        settings = replace(self._settings, llm_base_url=server.base_url, llm_model=server.model)
        return try_model(settings, os.environ.get(KEY))

    def save_model(self, server: ModelServer) -> None:
        """Keeps it for the next start. Raises SettingsError for what makes no sense."""
        server = self._checked(server)
        save_settings(self._home, {"llm_base_url": server.base_url, "llm_model": server.model})

    def _saved(self) -> ModelServer:
        """What the file says. It may make sense only together with the environment, and is shown all the same."""
        entries = read_file(self._home / SETTINGS)
        address, model = (str(entries.get(name, "")).strip() for name in ("llm_base_url", "llm_model"))
        return ModelServer(address.rstrip("/"), model)

    def _checked(self, server: ModelServer) -> ModelServer:
        given = {"home": self._home, "llm_base_url": server.base_url.strip(), "llm_model": server.model.strip()}
        return _server(load_settings(given, {}))


def _server(settings: Settings) -> ModelServer:
    return ModelServer(settings.llm_base_url, settings.llm_model)


def _sizes(home: Path) -> tuple[tuple[str, int], ...]:
    """The register with what SQLite keeps beside it, and the folders."""
    register = sum(_bytes(path) for path in home.glob(f"{REGISTER}*"))
    return ("register", register), *((what, _below(home / folder)) for what, folder in _FOLDERS)


def _below(folder: Path) -> int:
    return sum(_bytes(Path(parent) / name) for parent, _, names in os.walk(folder) for name in names)


def _bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # gone since it was listed
        return 0


def total(sizes: Sequence[tuple[str, int]]) -> int:
    return sum(size for _, size in sizes)
