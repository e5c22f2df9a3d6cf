"""What of a chunk is indexed: the words under which it can be found."""

from __future__ import annotations

from pathlib import PurePath

from ingest.schema import Chunk, Metadata


def passage_of(chunk: Chunk, title: str) -> str:
    """The document's title, the headings above the chunk, its text: a section speaks of its subject only in those."""
    first_line = chunk.text.partition("\n")[0]  # mostly the innermost heading behind its number: once is enough
    headings = [heading for heading in chunk.headings if heading not in first_line and heading != title]
    return "\n".join(part for part in (title, *headings, chunk.text) if part)


def title_of(metadata: Metadata, source: str) -> str:
    """The document's title, or its file's name where it states none."""
    return metadata.title or PurePath(source).stem
