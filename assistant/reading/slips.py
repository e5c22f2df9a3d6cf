"""What was typed by its sound and came out in another character (创新卷 for 创新券, 孵华器 for 孵化器), put right.

People type by sound; the papers say which of the characters that sound alike is meant. A character is taken for a slip
only where neither it nor what stands beside it is known from any paper, and is put right only where what sounds alike
makes a word that the papers write in the same company: a question about a thing that they do not know stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product

import rjieba
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from assistant.reading.folding import synonyms
from assistant.reading.segments import Frequency
from ingest.schema import Span

_HAN = re.compile("[\u4e00-\u9fff]+")
_NAMES = ("nr", "ns", "nt", "nz")  # what is called so may be called so
_FUNCTION = frozenset(
    "的了着过在是有和与及或对把被让给跟从到由向于为以按能会可也都又再就才要自前后上下几多少哪什怎么这那其个家谁不没吗呢吧啊拿一"
)
_PAIR, _COMPANY = 2, 3  # characters: of what must be unknown, of what must be known
# how a character is read beside its first reading, and how many misread it
_ALSO_READ = {"券": "juan", "行": "hang", "长": "zhang", "重": "chong", "调": "diao", "传": "zhuan", "会": "kuai"}


def without_slips(text: str, frequency: Frequency) -> tuple[str, dict[str, str]]:
    """A question as it was meant, and what was put right in it: the words as typed with the words as meant."""
    typed, right = text, dict[str, str]()
    words = _words(text)
    for n, (word, tag, own) in enumerate(words):
        if tag in _NAMES or not _is_matter(word):
            continue
        known = len(word) > 1 and _is_word(word)
        if known and (len(word) > _PAIR or frequency(word)):
            continue
        near = [other for w, _, other in words[max(0, n - 1) : n + 2] if _is_matter(w) and other != own]
        beside = [Span(min(own.start, other.start), max(own.end, other.end)) for other in near]
        for i in range(own.start, own.end):
            if any(frequency(piece.of(text)) for piece in _around(text, i, _PAIR)):
                continue
            threes = list(_around(text, i, _COMPANY))
            companies = [threes] if len(word) == 1 else [threes, beside]
            if len(word) == 1:  # it belongs to a whole word beside it
                makes = beside
            elif known:  # a word was mistyped for a word, or cut from a term
                makes = [own, *(three for three in threes if any(_is_term(text, i, three)))]
            else:  # what is none may hold a part of one
                makes = [own, *_around(text, i, _PAIR), *threes]
            for company, written in product(companies, makes):
                meant = _meant(text, i, written, company, frequency, name=not known and written == own)
                if meant:
                    shown = written if written.start < own.start else own
                    text = meant
                    right[shown.of(typed)] = shown.of(text)
                    break
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
    return _HAN.fullmatch(word) is not None and not any(char in _FUNCTION for char in word)


def _is_word(word: str) -> bool:
    return rjieba.has_word(word) or word in synonyms()


def _is_term(text: str, i: int, written: Span) -> Iterator[bool]:
    """Whether a piece of text is a term of the field, with each of the characters that may be meant at `i`."""
    return (written.of(text[:i] + other + text[i + 1 :]) in synonyms() for other in _alike(text[i]))


def _around(text: str, i: int, length: int) -> Iterator[Span]:
    """The pieces of a length around a place, of Chinese characters alone."""
    for start in range(max(0, i - length + 1), min(i, len(text) - length) + 1):
        if _HAN.fullmatch(text, start, start + length):
            yield Span(start, start + length)


def _meant(
    text: str, i: int, written: Span, company: Sequence[Span], frequency: Frequency, *, name: bool = False
) -> str:
    """The text with the character at `i` as it was meant: `written` is a word then that the papers write, and write in
    the `company` of what stands beside it. "" where there is none. `name`: it may be a name, which no dictionary has.
    """
    best, found = 0, ""
    for other in _alike(text[i]):
        changed = text[:i] + other + text[i + 1 :]
        word = written.of(changed)
        if not (_is_word(word) or (name and len(word) >= _COMPANY)) or not frequency(word):
            continue
        often = max((frequency(piece.of(changed)) for piece in company), default=0)
        if often > best:
            best, found = often, changed
    return found


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
