"""A shelf, an assistant and a browser for the tests of the page."""

from __future__ import annotations

import re

from assistant.library import Library
from assistant.schema import Answer, Citation, Question


class Finder:
    """Answers with the sentence that shares most pairs of characters with the question."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def ask(self, question: Question) -> Answer:
        wanted = _pairs(question.text)
        best: list[tuple[float, Citation]] = []
        for record in self.library.documents():
            document = self.library.document(record.doc_id)
            assert document is not None
            for found in re.finditer(r"[^。；\n]{8,}[。；]?", document.text):
                share = len(wanted & _pairs(found[0])) / len(wanted)
                inside = [s for s in document.sections if s.span.start <= found.start() and found.end() <= s.span.end]
                path = inside[-1].path if inside else ""
                meta = document.metadata
                best.append(
                    (
                        share,
                        Citation(
                            0,
                            document.doc_id,
                            record.source,
                            meta.doc_number,
                            meta.title,
                            path,
                            document.page_of(found.start()),
                            found[0],
                            found.start(),
                            found.end(),
                        ),
                    )
                )
        best.sort(key=lambda item: -item[0])
        if not best or best[0][0] < 0.4:
            return Answer(question.text, f"资料库中没有找到能回答“{question.text}”的内容。", True)
        from dataclasses import replace

        chosen = [replace(c, marker=i) for i, (_, c) in enumerate(best[:2], 1)]
        return Answer(
            question.text, "\n".join(f"{c.quote}[{c.marker}]" for c in chosen), False, tuple(chosen), confidence=0.9
        )


def _pairs(text: str) -> set[str]:
    bare = re.sub(r"[^\w]", "", text)
    return {bare[i : i + 2] for i in range(len(bare) - 1)}
