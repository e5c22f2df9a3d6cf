"""What was typed by its sound and came out in another character (创新卷 for 创新券, 孵华器 for 孵化器), put right.

People type by sound; the papers say which of the characters that sound alike is meant. A character is taken for a slip
only where neither it nor what stands beside it is known from any paper, and is put right only where what sounds alike
makes a word that the papers write in the same company: a question about a thing that they do not know stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

import rjieba
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from assistant.reading.folding import synonyms
from assistant.reading.segments import Frequency
from ingest.schema import Span

_HAN = re.compile("[\u4e00-\u9fff]+")
_NAMES = ("nr", "ns", "nt", "nz")  # what is called so may be called so
_FUNCTION = frozenset(
    "的了着过在是有和与及或对把被让给跟从到由向于为以按能会可也都又再就才要自前后上下几多少哪什怎么这那其个家谁不没未还已时吗呢吧啊拿一"
)
_LONGEST = 80  # characters of a question
_PAIR, _COMPANY = 2, 3  # characters: of what must be unknown, of what must be known
# how a character is read beside its first reading, and how many misread it
_ALSO_READ = {"券": "juan", "行": "hang", "长": "zhang", "重": "chong", "调": "diao", "传": "zhuan", "会": "kuai"}


def without_slips(text: str, frequency: Frequency) -> tuple[str, dict[str, str]]:
    """A question as it was meant, and what was put right in it: the words as typed with the words as meant."""
    typed, right = text, dict[str, str]()
    if len(text) > _LONGEST:
        return text, right  # a letter that somebody pasted: its words are many, and not all of them the field's
    words = _words(text)
    for n, (word, tag, own) in enumerate(words):
        if tag in _NAMES or not _is_matter(word):
            continue
        known = len(word) > 1 and rjieba.has_word(word)
        if known and (len(word) > _PAIR or frequency(word)):
            continue
        near = [other for w, _, other in words[max(0, n - 1) : n + 2] if _is_matter(w) and other != own]
        beside = [Span(min(own.start, other.start), max(own.end, other.end)) for other in near]
        for i in range(own.start, own.end):
            pairs = list(_around(text, i, _PAIR))
            if any(frequency(piece.of(text)) for piece in pairs):
                continue
            threes = list(_around(text, i, _COMPANY))
            # one character belongs to a whole word beside it; what is no word may hold a part of one
            makes = beside if len(word) == 1 else [own, *threes] if known or len(word) > _PAIR else [*pairs, *threes]
            # one word of the dictionary was meant for another only where that is a term of the field
            meant = _meant(text, i, makes, [*threes, *beside], frequency, term=known)
            if meant is not None:
                text, written = meant
                shown = written if written.start < own.start else own
                right[shown.of(typed)] = shown.of(text)
    return text, right


def _words(text: str) -> list[tuple[str, str, Span]]:
    """The words of a text with what the dictionary says they are and where they stand."""
    out: list[tuple[str, str, Span]] = []
    at = 0
    for word, tag in rjieba.tag(text):
        out.append((word, tag, Span(at, at + len(word))))
        at += len(word)
    return out


def _is_matter(word: str) -> bool:
    """Whether a word may be one of those that the question is about."""
    if not _HAN.fullmatch(word):
        return False
    return not any(char in _FUNCTION for char in word) or (len(word) > 1 and rjieba.has_word(word))


def _is_word(word: str) -> bool:
    return rjieba.has_word(word) or word in synonyms()


def _around(text: str, i: int, length: int) -> Iterator[Span]:
    """The pieces of a length around a place, of Chinese characters alone."""
    for start in range(max(0, i - length + 1), min(i, len(text) - length) + 1):
        if _HAN.fullmatch(text, start, start + length):
            yield Span(start, start + length)


def _meant(
    text: str, i: int, makes: Sequence[Span], company: Sequence[Span], frequency: Frequency, *, term: bool
) -> tuple[str, Span] | None:
    """The text with the character at `i` as it was meant, and the word, one of `makes`, that it makes: one that the
    papers write, best a long one, and one that they write beside what is beside it here. None where there is none.
    `term`: only a term of the field will do."""
    found: list[tuple[int, int, str, Span]] = []
    for other in _alike(text[i]):
        changed = text[:i] + other + text[i + 1 :]
        for written in makes:
            word = written.of(changed)
            if not (word in synonyms() if term else _is_word(word)) or not frequency(word):
                continue
            longer = [piece for piece in company if piece.start <= written.start and piece.end >= written.end]
            whole = [piece for piece in longer if piece in makes or len(piece.of(changed)) > _COMPANY]
            often = max((frequency(piece.of(changed)) for piece in whole), default=0)
            if often:
                found.append((len(word), often, changed, written))
    return max(found, key=lambda one: one[:2])[2:] if found else None


@cache
def _by_sound() -> dict[str, frozenset[str]]:
    """The characters of each sound, without its tone."""
    found: dict[str, set[str]] = {}
    for code in PINYIN_DICT:
        if _HAN.fullmatch(char := chr(code)):
            for sound in _sounds(char):
                found.setdefault(sound, set()).add(char)
    return {sound: frozenset(chars) for sound, chars in found.items()}


def _sounds(char: str) -> set[str]:
    """How a character is read, without the tone, by pypinyin's dictionary and `_ALSO_READ`."""
    first = PINYIN_DICT.get(ord(char), "").split(",")[0]
    return {to_normal(first), _ALSO_READ.get(char, to_normal(first))} if first else set()


def _alike(char: str) -> frozenset[str]:
    """The other characters that are typed by a sound of one."""
    return frozenset().union(*(_by_sound()[sound] for sound in _sounds(char))) - {char}
