"""A paper given as text, and what a clerk would read in it: its frame, and its outline as `path title`, a line a numbered
heading or box."""

from __future__ import annotations

from pathlib import Path

from ingest.pipeline import parse
from ingest.schema import Document


def read(folder: Path, text: str, name: str = "paper.txt") -> Document:
    path = folder / name
    path.write_text(text.strip("\n"), encoding="utf-8")
    return parse(path)


def outline(document: Document) -> list[str]:
    kinds = {"heading", "box", "box_item"}
    return [f"{s.path} {s.title}".strip() for s in document.sections if s.kind in kinds]


def frame(document: Document) -> dict[str, str]:
    found = document.metadata
    return {name: str(value) for name in found.__dataclass_fields__ if (value := getattr(found, name)) is not None}
