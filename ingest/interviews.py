"""Papers in question-and-answer form (政策解读, 答记者问): a 问 titles what stands below its 答, as a heading does.

It has no number and so no place of its own: what answers it is cited by the numbered section it stands in.
"""

from __future__ import annotations

import re
from itertools import pairwise

from ingest.enumerations import merge_sections, own_spaces
from ingest.schema import Section, Span

_ORDINAL = r"[ \u3000]*(?:\d{1,2}|[一二三四五六七八九十]{1,3})?[ \u3000]*"
_BEFORE = r"(?:\d{1,2}[.、．][ \u3000]*|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,3})[）)][ \u3000]*)?"
ASKED = re.compile(rf"{_BEFORE}(?:(?:问题?|提问|Q){_ORDINAL}[：:.．、]|【(?:问|提问)】[：:]?)[ \u3000]*")
ANSWERED = re.compile(rf"(?:(?:答|回答|答复|A){_ORDINAL}[：:.．]|【(?:答|回答)】[：:]?)[ \u3000]*")
_SIGNED = re.compile(
    r"^(?:(?:政策)?解读|发布|撰稿|供稿|政策咨询|咨询)(?:机构|机关|单位|部门|人|电话)[：:]|^(?:来源|责编|编辑)[：:]",
    re.MULTILINE,
)
_LONGEST = 200  # characters of a question


def add_questions(sections: tuple[Section, ...], text: str) -> tuple[Section, ...]:
    """The sections with one for every 问 that a 答 follows, in document order."""
    found: list[tuple[Section, Section | None]] = []
    for owner, space in own_spaces(sections, text):
        headed = owner.heading.start if owner else -1  # 一、问：…… is a heading already
        asked = [span for span in _lines(text, space) if span.start != headed and _is_question(text, span)]
        ends = [*(span.start for span in asked[1:]), _last_end(text, asked[-1], space)] if asked else []
        for span, end in zip(asked, ends, strict=True):
            start = ASKED.match(text, span.start, span.end).end()  # type: ignore[union-attr]
            found.append(
                (
                    Section(
                        "question",
                        (owner.level if owner else 0) + 1,
                        "",
                        text[start : span.end].strip(),
                        owner.path if owner else "",
                        Span(span.start, end),
                        span,
                    ),
                    owner,
                )
            )
    return merge_sections(sections, found) if found else sections


def _last_end(text: str, asked: Span, space: Span) -> int:
    """Where the last answer ends: before the line that says who interprets the paper, which answers nothing."""
    signed = _SIGNED.search(text, asked.end, space.end)
    return signed.start() if signed is not None else space.end


def _lines(text: str, space: Span) -> list[Span]:
    """The lines of a space; of a line with question and answer in one, the question and the answer."""
    breaks = [space.start, *(m.end() for m in re.compile(r"\n").finditer(text, space.start, space.end)), space.end]
    out: list[Span] = []
    for start, end in pairwise(breaks):
        line = Span(start, end - 1 if text[start:end].endswith("\n") else end)
        inner = re.compile(r"(?<=[？?。])[ \u3000]*(?=答[：:])").search(text, line.start, line.end)
        if inner is not None and ASKED.match(text, line.start, line.end):
            out += [Span(line.start, inner.start()), Span(inner.end(), line.end)]
        elif line.end > line.start:
            out.append(line)
    return out


def _is_question(text: str, line: Span) -> bool:
    """Whether a line asks what the line behind it answers."""
    if line.end - line.start > _LONGEST or ASKED.match(text, line.start, line.end) is None:
        return False
    behind = re.compile(r"\s*").match(text, line.end)
    return behind is not None and ANSWERED.match(text, behind.end()) is not None
