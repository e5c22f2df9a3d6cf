"""From an answer to its score. Pure functions; nothing here is a matter of taste or asks a model.

An answer is right when it is not refused, holds one string of every `must_contain` group and none of
`must_not_contain`, and is short: at most max(120, 3 × the reference's length) characters. The right answer to an
unanswerable question is a refusal. Texts are compared after NFKC, without white space and middle dots, with all
quotation marks alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from assistant.verifying.carrying import OWN_COUNT
from eval.schema import Cited, Judgment, Place, Reason, Sample, Score, Stage

_SHORT, _TIMES = 120, 3
_QUOTATION = re.compile("[“”„\"'‘’]")
_BLANK = re.compile(r"[\s·]")
_MARKER = re.compile(r"\[\d+\]")
_DIGIT = re.compile("[0-9〇零一二三四五六七八九十百]")
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def flat(text: str) -> str:
    """The comparing form of a text."""
    return _BLANK.sub("", _QUOTATION.sub('"', unicodedata.normalize("NFKC", text)))


def is_at(source: str, section: str, place: Place) -> bool:
    """Whether a citation of `section` in the file `source` is one of `place`: the section itself or one below it."""
    if not source.startswith(place.source):
        return False
    here, wanted = flat(section), flat(place.section)
    if not wanted or not here.startswith(wanted):
        return here == wanted
    # 专栏1-10 is not below 专栏1-1
    return not (_DIGIT.match(wanted[-1]) and _DIGIT.match(here, len(wanted)))


def numbers(text: str) -> list[str]:
    """The numbers of a text in digits, without thousands separators: 1,200.50 → 1200.50."""
    return [found.replace(",", "") for found in _NUMBER.findall(unicodedata.normalize("NFKC", text))]


def score(sample: Sample, judgment: Judgment) -> Score:
    """Everything that is counted about one answer."""
    text, cited = flat(judgment.answer), judgment.citations
    places = [place for group in sample.places for place in group]
    hit = sum(any(is_at(c.source, c.section, place) for c in cited for place in group) for group in sample.places)
    reason = _reason(sample, judgment.refused, text)
    # what the assistant counted over what it cites (包括5项) is said by no document
    said = [] if judgment.refused else numbers(OWN_COUNT.sub("", _MARKER.sub("", judgment.answer)))
    grounds = _grounds(cited)
    return Score(
        id=sample.id,
        type=sample.type,
        answerable=sample.answerable,
        refused=judgment.refused,
        right=not reason,
        reason=reason,
        stage=_stage(sample, judgment, hit) if reason else None,
        confidence=judgment.confidence,
        seconds=judgment.seconds,
        length=len(text),
        wanted=len(sample.places) if sample.answerable else 0,
        wanted_hit=hit if sample.answerable else 0,
        cited=len(cited) if places and sample.answerable else 0,
        cited_ok=sum(any(is_at(c.source, c.section, place) for place in places) for c in cited)
        if sample.answerable
        else 0,
        quotes=len(cited),
        quotes_ok=sum(c.intact for c in cited),
        numbers=len(said),
        numbers_ok=sum(number in grounds for number in said),
        gold_rank=judgment.gold_rank,
        gold_ranks=judgment.gold_ranks,
        requests=judgment.requests,
    )


def _reason(sample: Sample, refused: bool, text: str) -> Reason:
    """Why an answer is not right; "" for a right one."""
    if not sample.answerable:
        return "" if refused else "answered"
    if refused:
        return "refused"
    if not all(any(flat(word) in text for word in group) for group in sample.must_contain):
        return "lacks"
    if any(flat(word) in text for word in sample.must_not_contain):
        return "forbidden"
    return "too_long" if len(text) > max(_SHORT, _TIMES * len(flat(sample.answer))) else ""


def _stage(sample: Sample, judgment: Judgment, hit: int) -> Stage:
    """Where a wrong answer went wrong: the first of reading, finding, choosing and composing that failed."""
    if not sample.answerable:
        return "wrongly_answered"
    if sample.places and not judgment.read and not hit:
        return "not_read"
    if sample.places and not judgment.reached and not hit:
        return "not_found"
    if judgment.refused:
        return "wrongly_refused"
    if sample.places and not hit:
        return "not_chosen"
    return "wrongly_composed"


def _grounds(cited: Iterable[Cited]) -> frozenset[str]:
    """The numbers that citations show: in their quotes, in the names of what is quoted, above a table's cells."""
    texts = [text for c in cited for text in (c.quote, c.doc_number or "", c.title or "", c.section, c.around)]
    joined = [_BLANK.sub("", text) for text in texts]  # a telephone number may be printed in groups
    return frozenset(number for text in (*texts, *joined) for number in numbers(text))
