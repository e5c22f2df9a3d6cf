"""Compares the dates on which something was issued, founded or opened, in a letter and in the library.

What happens once has one date: another one is a slip, however the sentence is told. What is reported every year (2024年
认定…家) has as many dates as years and is not looked at.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.drafting.checks.clauses import Known, LikeClauses, pairs_of
from assistant.reading.facts import Date, facts_of

# what is done once to one thing; the same word is asked for on both sides
_ONCE = re.compile(
    "出台|印发|发布|公布|制定|修订|施行|实施|成立|设立|组建|挂牌|揭牌|获批|批复|建成|投产|投用|开馆|开业|开工|动工|奠基|"
    "落户|签约|签订|签署|上线|开设|首批|首次"
)
_TITLE = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》")
_BATCH = re.compile(r"第[一二三四五六七八九十\d]+[批届期轮]")
_DATED = re.compile(r"(?<!\d)(?:19|20)\d{2}年(?:\d{1,2}月(?:\d{1,2}日)?)?")
_LONG = 24  # characters behind a date that tell what happened
_TOLD = 6  # pairs of characters: 建成投用 alone does not say what
_LIKE, _LIKE_TITLED = 0.6, 0.3  # of the words of either event in the other: without a common title, and with one


@dataclass(frozen=True, slots=True)
class _Event:
    """What happened on a date, in the words around it up to the end of their clause; `text` as it is shown."""

    date: Date
    text: str
    verbs: frozenset[str]
    titles: frozenset[str]
    batches: frozenset[str]
    words: frozenset[str]

    def agrees(self, other: _Event) -> bool:
        """Whether two dates are one, as exact as both say it."""
        pairs = (
            (self.date.year, other.date.year),
            (self.date.month, other.date.month),
            (self.date.day, other.date.day),
        )
        return all(a == b for a, b in pairs if a is not None and b is not None)


def differing_dates(clauses: LikeClauses, text: str, known: Sequence[Known]) -> Iterator[tuple[str, str, str]]:
    """Yields (letter's words, library's words, source name) where both date the same one-time event differently."""
    others = [(event, source) for source in dict.fromkeys(known) for event in _events(source.text)]
    for event in _events(text):
        same = [(other, source) for other, source in others if _same(clauses, event, other)]
        if same and not any(event.agrees(other) for other, _ in same):
            other, source = max(same, key=lambda one: clauses.common(event.words, one[0].words))
            yield event.text, other.text, source.name


def _same(clauses: LikeClauses, one: _Event, other: _Event) -> bool:
    if not one.verbs & other.verbs or one.batches != other.batches:
        return False
    if one.titles or other.titles:
        return bool(one.titles & other.titles) and clauses.common(one.words, other.words) >= _LIKE_TITLED
    told = min(len(one.words), len(other.words)) >= _TOLD
    month = one.date.month is not None and other.date.month is not None
    return told and month and clauses.common(one.words, other.words) >= _LIKE


def _events(text: str) -> Iterator[_Event]:
    plain = re.sub(r"[\s“”\"'‘’]", "", unicodedata.normalize("NFKC", text)).replace(",", "，")
    plain = re.sub(r"\([^()]*\)", "", plain)  # （以下简称…）; NFKC has made the brackets plain
    dated = list(_DATED.finditer(plain))
    for n, match in enumerate(dated):
        rest = plain[match.end() : dated[n + 1].start() if n + 1 < len(dated) else len(plain)]
        before = re.split(r"[，。；;：:]", plain[: match.start()])[-1]  # 学院于2024年9月挂牌
        said = _clause(rest)
        titles = frozenset(_TITLE.findall(said))
        bare = _TITLE.sub("《》", f"{before} {said}")
        verbs = frozenset(_ONCE.findall(bare))
        dates = facts_of(match.group()).dates
        if verbs and dates:
            yield _Event(
                dates[0],
                before + match.group() + said,
                verbs,
                titles,
                frozenset(_BATCH.findall(bare)),
                pairs_of(bare.replace("《》", " ")),
            )


def _clause(rest: str) -> str:
    """The words behind a date up to the end of the clause that says what happened."""
    said = ""
    for piece in re.findall(r"[^，。；;：:]*(?:《[^》]*》[^，。；;：:]*)*[，。；;：:]?", rest):
        said += piece
        if len(said.strip("，")) >= 4 and (_ONCE.search(_TITLE.sub("", said)) or len(said) > _LONG):
            break
        if piece.endswith(("。", "；", ";")):
            break
    return said.strip("，。；;：:")
