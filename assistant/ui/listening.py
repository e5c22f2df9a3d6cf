"""How our listeners are wired: none is a public endpoint, none shows Gradio's own progress, few run at a time."""

from __future__ import annotations

from typing import Any

# Gradio offers every listener to its client libraries unless it is private.
_OURS: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}

QUICK: dict[str, Any] = {**_OURS, "concurrency_limit": 8, "concurrency_id": "quick"}
"""Only redraws something."""

ASKING: dict[str, Any] = {**_OURS, "concurrency_limit": 2, "concurrency_id": "asking"}
"""Answers a question; two at a time keep an office computer responsive."""

SHELVING: dict[str, Any] = {**_OURS, "concurrency_limit": 1, "concurrency_id": "shelving"}
"""Writes to the library; one at a time, as the library does anyway."""

DRAFTING: dict[str, Any] = {**_OURS, "concurrency_limit": 1, "concurrency_id": "drafting"}
"""Drafts a letter: seconds of work, one at a time."""
