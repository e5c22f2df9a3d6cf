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
from assistant.reading.segments import STOP, Frequency
from ingest.schema import Span

_HAN = re.compile("[\u4e00-\u9fff]+")
_NAMES = ("nr", "ns", "nt", "nz")  # what is called so may be called so
_FUNCTION = frozenset(
    "的了着过在是有和与及或对把被让给跟从到由向于为以按能会可也都又再就才要自前后上下几多少哪什怎么这那其个家谁不没未还已时吗呢吧啊拿一搞办做弄讲说问想管看找"
)
_OFTEN = 10  # passages: of a term that a word of the dictionary may stand for
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
        if tag in _NAMES or word in STOP or not _is_matter(word):
            continue
        known = len(word) > 1 and rjieba.has_word(word)
        if known and (len(word) > _PAIR or frequency(word)):
            continue
        near = [other for w, _, other in words[max(0, n - 1) : n + 2] if _is_matter(w) and other != own]
        beside = [Span(min(own.start, other.start), max(own.end, other.end)) for other in near]
        # one word of the dictionary was meant for another only where that is a term of the field
        found = [
            meant for i in range(own.start, own.end) for meant in _meant(text, i, own, beside, frequency, term=known)
        ]
        if found:
            _, _, text, written = max(found, key=lambda meant: meant[:2])
            shown = written if written.start < own.start or own.end - own.start == 1 else own
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


def _around(text: str, i: int, length: int) -> Iterator[Span]:
    """The pieces of a length around a place, of Chinese characters alone."""
    for start in range(max(0, i - length + 1), min(i, len(text) - length) + 1):
        if _HAN.fullmatch(text, start, start + length):
            yield Span(start, start + length)


def _meant(
    text: str, i: int, own: Span, beside: Sequence[Span], frequency: Frequency, *, term: bool
) -> Iterator[tuple[int, int, str, Span]]:
    """The words that may have been meant with the character at `i`, of the word `own`: how long each is, 0 for a name
    that no dictionary has, how often the papers write it, the text with it, and where it stands there. Each is one that
    they also write beside what is `beside` it here. `term`: only a term of the field will do."""
    pairs, threes = list(_around(text, i, _PAIR)), list(_around(text, i, _COMPANY))
    if any(frequency(piece.of(text)) for piece in pairs):
        return
    if own.end - own.start == 1:
        makes = list(beside)  # one character belongs to a whole word beside it
    else:  # a part of a word may stand in what is none
        makes = [own, *threes] if term or own.end - own.start > _PAIR else [*pairs, *threes]
    for other in _alike(text[i]):
        changed = text[:i] + other + text[i + 1 :]
        for written in dict.fromkeys([*makes, *beside]):
            word = written.of(changed)
            known = word in synonyms() or (not term and rjieba.has_word(word))
            coined = not term and len(word) > _COMPANY  # 国彩中心 for 国采中心, which no dictionary has
            if not (known or coined) or frequency(word) < (_OFTEN if term else 1):
                continue
            around = (p for p in (*threes, *beside) if p.start <= written.start and written.end <= p.end)
            if any(frequency(p.of(changed)) for p in around if p in makes or p.end - p.start > _COMPANY):
                yield len(word) if known else 0, frequency(word), changed, written


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
