"""Follow-ups that name another part of the paper spoken of (那第九条呢), or another year's letter (那2021年的呢)."""

from __future__ import annotations

import re

from ingest.numbering import HAN

_LETTER_YEAR = re.compile(r"(?:那么?)?((?:19|20)\d\d年)的?(?:那?[封份件])?(?:答复函?|复函|函)?呢[?？]?")
_OF_LETTER = re.compile(r"(?:19|20)\d\d年(?=的?(?:那?[封份件])?(?:(?:政协|人大)?(?:提案|建议)?答复|复函|函|报道|总结))")


def asked_of_letter(kept: str, text: str) -> str:
    """The question before it, asked of another year's letter (那2021年的呢 after 2019年的答复函……); "" for none."""
    asked, before = _LETTER_YEAR.fullmatch(text), list(_OF_LETTER.finditer(kept))
    if asked is None or len(before) != 1 or len(re.findall(r"(?:19|20)\d\d年", kept)) != 1:
        return ""
    return kept[: before[0].start()] + asked.group(1) + kept[before[0].end() :]


_NTH = rf"第\s*(?:[{HAN}]+|\d+)\s*(?:个|大)?(项|条|章|部分|点|节|款|方面|段|类)"
_NTH_ASKED = re.compile(rf"(?:那么?|还有|再看)?的?({_NTH})(.*?)呢?[?？。]?")


def asked_of_part(kept: str, text: str) -> str:
    """The question before it, asked of another part of the same paper (那第九条呢 after 办法第八条由谁负责), or what is
    asked of that part instead (第九条讲什么); "" for no such question."""
    asked = _NTH_ASKED.fullmatch(text)
    if asked is None:
        return ""
    before = [match for match in re.finditer(_NTH, kept) if match.group(1) == asked.group(2)]
    if len(before) != 1:
        return ""
    old, rest = before[0], asked.group(3).strip("，, ")
    if not rest:
        return kept[: old.start()] + asked.group(1) + kept[old.end() :]
    return f"{kept[: old.start()]}{asked.group(1)}{rest}" if _ASKS.search(rest) else ""


_ASKS = re.compile("什么|哪|谁|几|多少|怎|如何|是否|有没有")


def asks_of_part(text: str) -> bool:
    """Whether a question begins with the number of a part and names no paper: it goes on where one was named."""
    return _NTH_ASKED.fullmatch(text) is not None
