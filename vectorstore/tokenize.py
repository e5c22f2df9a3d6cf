"""Text to the tokens of the keyword index: words and pairs of characters, in one field.

Words alone miss names that the dictionary does not know, pairs alone miss what the dictionary does; together they find
more than either. Index and question must be cut alike, so `VERSION` is kept with the index, and a change of it rebuilds
the index.
"""

from __future__ import annotations

import re
import unicodedata
from importlib.metadata import version

from ingest.doc_numbers import LETTER_NUMBER

VERSION = f"words+pairs/1 rjieba/{version('rjieba')}"

_NUMBER_WITH_UNIT = re.compile(r"(?<!\d)(\d++)\s*+号")
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# a run of Chinese, or one of letters and digits: 2.5%, r&d, 5g, ai4s, 1-1
_RUN = re.compile(rf"(?P<han>[{_HAN}]+)|(?P<word>(?:(?![{_HAN}])[^\W_])+(?:[.&+/\-](?:(?![{_HAN}])[^\W_])+)*[%+]?)")

# what makes a sentence a question: of the words it speaks in, none of its matter
ASKING = re.compile(
    r"多少|哪些|哪个|哪里|哪儿|哪|什么时候|什么|怎么办|怎么样?|怎样|如何|(?<!因)为什么|是否|吗|呢|谁|几[个家项]?|请问|有没有|"
    r"能不能|可不可以|可以|[?？。，,]"
)


def fold(text: str) -> str:
    """NFKC, lower case: 《２０２５》 and “2025”, “R＆D” and “r&d” become the same."""
    return unicodedata.normalize("NFKC", text).lower()


def tokens(text: str) -> list[str]:
    """The tokens of a text; a word of two characters comes twice, as a word and as a pair."""
    import rjieba  # 0.2 seconds, for its dictionary

    text = fold(text)
    found: list[str] = []
    for match in LETTER_NUMBER.finditer(text):  # however it is written, one paper
        found.append(f"〔{match[1]}〕{int(match[2])}号")
    found.extend(f"{number}号" for number in _NUMBER_WITH_UNIT.findall(text))
    for run in _RUN.finditer(text):
        if han := run["han"]:
            # without hidden-Markov guesses, which cut the same name differently from sentence to sentence
            found.extend(rjieba.cut_for_search(han, hmm=False))
            found.extend(han[i : i + 2] for i in range(len(han) - 1))
        else:
            word = run["word"]
            found.append(word)
            # 2.5% is also found by 2.5, 人工智能+AI by ai; the parts of a number mean nothing
            parts = re.split(r"[&+/\-]", word.rstrip("%+"))
            if parts != [word]:
                found.extend(part for part in parts if part)
    return found
