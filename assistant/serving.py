"""What `serve` opens: the library, who may ask it, and everything that lies on the desk of the browser app."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant.access import Role
from assistant.administration import Administration
from assistant.answering import Assistant
from assistant.batches.answerers import REQUESTS
from assistant.batches.jobs import BatchJobs
from assistant.build import open_assistant, open_tiers
from assistant.home import BATCHES, CONVERSATIONS, LETTERHEAD, REMARKS
from assistant.records.conversations import Conversations
from assistant.records.remarks import Remarks
from assistant.settings import Settings

Report = Callable[[str, int, int], None]


def serve_owner(
    settings: Settings, progress: Report, evaluations: Callable[[Settings, Assistant], Any] | None = None
) -> None:
    """The app for whoever sits at this computer, until Ctrl+C. Raises UserError subclasses."""
    _end_as_ctrl_c()
    with open_assistant(settings, progress) as assistant:
        from assistant.ui.app import serve
        from assistant.ui.desk import Desk

        desk = Desk(
            BatchJobs(settings.home / BATCHES, REQUESTS if assistant.model_name else 1, assistant.library.log_fault),
            Remarks(settings.home / REMARKS).append,
            evaluations(settings, assistant) if evaluations else None,
            assistant.model_name,
            letterhead=settings.home / LETTERHEAD,
            administration=Administration(settings, assistant.library),
        )
        with Conversations(settings.home / CONVERSATIONS) as kept:
            serve(assistant, settings.host, settings.port, conversations=kept, desk=desk)


def serve_people(settings: Settings, progress: Report, *, new_administrator: bool = False) -> None:
    """The app for people who sign in, until Ctrl+C. Raises UserError subclasses."""
    _end_as_ctrl_c()
    from assistant.people.people import People
    from assistant.people.proxies import read_proxies

    proxies = read_proxies(settings.trusted_proxies, settings.sso_header)
    with People(Path(settings.auth)) as people, open_tiers(settings, progress) as tiers:
        from assistant.ui import app
        from assistant.ui.desk import Desk
        from assistant.ui.door.gate import House
        from assistant.ui.door.visitors import whoever

        desk = Desk(  # evaluations show the whole library's answers: they are the machine owner's
            BatchJobs(
                settings.home / BATCHES,
                REQUESTS if settings.llm_base_url else 1,
                tiers.libraries[Role.ADMINISTRATOR].log_fault,
            ),
            Remarks(settings.home / REMARKS).append,
            model=settings.llm_model if settings.llm_base_url else "",
            owner=lambda: people.owner(whoever()),
            letterhead=settings.home / LETTERHEAD,
            administration=Administration(settings, tiers.libraries[Role.ADMINISTRATOR]),
        )
        with Conversations(settings.home / CONVERSATIONS) as kept:
            app.serve_people(
                House(people, proxies),
                tiers,
                kept,
                settings.host,
                settings.port,
                desk=desk,
                new_administrator=new_administrator,
            )


def _end_as_ctrl_c() -> None:
    """A service manager ends us with SIGTERM, which by itself would leave uploads and drafts behind."""
    if threading.current_thread() is threading.main_thread():  # no other may say so
        signal.signal(signal.SIGTERM, signal.default_int_handler)
