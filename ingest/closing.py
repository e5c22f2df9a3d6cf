"""Where a paper closes: thanks, list of annexes, signatories, date, contact, 公开方式, 抄送.

The closing block of a letter ends it. A notice that sends round another paper closes in the middle: signatories, date
and （此件公开发布） stand before the paper it sends, and no number of the notice goes on behind them.
"""

from __future__ import annotations

import re

from ingest.dates import DATE, HAN_DATE, is_date, iso_date
from ingest.disclosure import secrecy_mark
from ingest.headings import Block
from ingest.labels import DISCLOSURE_LABEL
from ingest.numbering import read_marker

ISSUER_END = (
    r"(?:局|委员会|人民政府|政府办公室|办公室|厅|部|市政府|管委会|法院|检察院|大学|学院|研究院|研究所|中心|工委|党委|委|党组|"
    r"国务院|中央军委|军委|总局|总署|银行|集团|公司|协会|联合会|总工会|领导小组|指挥部|联席会议|专家组|课题组|办)"
)
_CONTACT = r"[（(]?\s*(?:联\s*系\s*(?:人|单位|科室|方式|电话)|[经承]\s*办\s*人\s*[：:])"
_CLOSING = re.compile(
    r"(?:专此|特此|此复|此函|[以如]上(?:答复|意见|回复)|上述答复|(?:最后|在此|同时)?，?(?:再次|非常|衷心|诚挚|诚恳|真诚)地?(?:表示)?感谢|"
    rf"(?:最后|在此|同时)?，?感谢(?:您|你|贵|各位)|{_CONTACT}|[（(]?{DISCLOSURE_LABEL}|抄\s*送)"
)
_OPENING = re.compile("收悉|如下|现就")  # thanks at the beginning
_NOTE = re.compile(r"[（(](?:此件|本文)[\u4e00-\u9fff]{2,12}[）)]")  # （此件公开发布）, （本文有删减）
_PRINTED = re.compile(r".{2,30}印\s*发")  # 某办公室 2024年3月5日印发: the day it was printed, not signed
_PERSON = re.compile(
    r"(?:[\u4e00-\u9fff]{0,8}(?:总理|主席|主任|[省市州县区]长|局长|厅长|部长|行长|署长))\s+[\u4e00-\u9fff·\s]{2,10}"
)
_HANDLED_BY = r"[经承]\s*办\s*人"
# stands behind the signature, and signs nothing
_BEHIND = re.compile(rf"公开|[（(]?{DISCLOSURE_LABEL}|抄|[（(]?\s*(?:联|{_HANDLED_BY})")
_NO_SIGNATORY = re.compile(rf"公开|抄|附\s*件|[（(]?\s*(?:联\s*系|{_HANDLED_BY})")
_TAIL = 16  # paragraphs at the end among which a closing block begins
_ANNEX_LIST = re.compile(r"附\s*件\s*(?:[：:]\s*\S|\d?\s*[.．、])")

_BARE_ANNEX = re.compile(r"附\s*件\s*(?:\d{1,2}|[一二三四五六七八九十])?\s*[：:]?")


def find_closing(blocks: list[Block]) -> int:
    """The offset at which the closing block begins; else the text's end."""
    end = blocks[-1].start + len(blocks[-1].text) if blocks else 0
    # what a site prints above a short letter (公开方式：…) is among its last paragraphs, too
    opening = next((i for i, block in enumerate(blocks[:_TAIL]) if _OPENING.search(block.text)), 2)
    tail = range(max(_annexed(blocks), len(blocks) - _TAIL), len(blocks))
    for i in tail:
        block = blocks[i]
        if i > max(2, opening) and len(block.text) <= 160 and _closes(block.text):
            # the signature may stand before the contact line where there is no 专此答复
            first = i
            while first > 3 and _BEHIND.match(block.text) and _may_sign(blocks[first - 1].text):
                first -= 1
            return blocks[first].start
    for i in tail:  # a paper that ends in its issuer and date
        if i >= 3 and _belongs(blocks[i].text) and all(_belongs(block.text) for block in blocks[i:]):
            return blocks[i].start
    return end


def _closes(text: str) -> bool:
    return _CLOSING.match(text) is not None and read_marker(text) is None and _OPENING.search(text) is None


def inner_closings(blocks: list[Block], end: int) -> list[tuple[int, int]]:
    """Signatures behind which another paper follows, as (first, last) paragraphs; all before the offset `end`."""
    listed = annex_list(blocks)
    found: list[tuple[int, int]] = []
    for i in range(3, len(blocks) - 2):
        block = blocks[i]
        if block.start >= end:
            break
        if len(block.text) > 24 or not is_date(block.text):
            continue
        first = i
        while first > 2 and i - first < 6 and _is_signatory(blocks[first - 1].text):
            first -= 1
        if first == i or not (blocks[first - 1].text[-1] in "。！：；）)”》" or first - 1 in listed):
            continue
        while first > 3 and len(blocks[first - 1].text) <= 40 and _LETTER_ENDS.match(blocks[first - 1].text):
            first -= 1
        last = i
        while last + 1 < len(blocks) and _stands_behind(blocks[last + 1].text):
            last += 1
        if last + 1 < len(blocks) and blocks[last + 1].start < end:
            found.append((first, last))
    return found


def _annexed(blocks: list[Block]) -> int:
    """The first paragraph of the last annex behind a signature, else 0: what closes above it does not end the text."""
    for i in range(len(blocks) - 3, 3, -1):
        if len(blocks[i].text) <= 8 and _BARE_ANNEX.fullmatch(blocks[i].text):
            return i if any(is_date(block.text) for block in blocks[max(0, i - 8) : i]) else 0
    return 0


def _stands_behind(text: str) -> bool:
    """Whether it belongs to the signature above it: （此件公开发布）, who to call, who gets a copy."""
    if _NOTE.fullmatch(text) or _is_printed(text) or secrecy_mark(text):
        return True
    return len(text) <= 160 and _BEHIND.match(text) is not None and _closes(text)


_LETTER_ENDS = re.compile("(?:专此|此复|此函|以上答复|[以如]上(?:答复|意见|回复))")


def annex_list(blocks: list[Block]) -> set[int]:
    """The paragraphs that list the annexes before the signature (附件：1.…, 2.…): they are no headings."""
    out: set[int] = set()
    for i, block in enumerate(blocks):
        if block.text[:1] == "附" and _ANNEX_LIST.match(block.text):
            behind = blocks[i + 1 : i + 32]
            if not any(_signs(near.text) or _BARE_ANNEX.fullmatch(near.text) for near in behind):
                continue  # a heading: 附件：申报表
            out.add(i)
            for j in range(i + 1, min(i + 30, len(blocks))):
                marker = read_marker(blocks[j].text)
                if marker is None or marker.style not in {"digit", "han"} or len(blocks[j].text) > 80:
                    break
                out.add(j)
    return out


def read_signature(lines: list[str]) -> tuple[str | None, str | None]:
    """(signatories, date) of a closing block. Several signatories are joined by 、."""
    names: list[str] = []
    issued_on = None
    for line in lines:
        if _NO_SIGNATORY.match(line) or len(line) > 60 or re.search("[，。；]", line):
            continue
        if issued_on is None and not _is_printed(line) and (DATE.search(line) or HAN_DATE.search(line)):
            issued_on = iso_date(line)
            name = re.sub(r"(?:\d{4}|[二〇○Ｏ零一三四五六七八九]{4})\s*年.*$", "", line).strip()
            if _is_issuer(name):
                names.append(name)
        elif issued_on is None and _is_issuer(line.strip()):
            names.append(line.strip())
    return ("、".join(_apart(name) for name in names) or None), issued_on


def _may_sign(text: str) -> bool:
    """A signature, or the mark that stands between it and whom to call."""
    return _signs(text) or secrecy_mark(text) is not None


def _signs(text: str) -> bool:
    return _is_signatory(text) or is_date(text)


def _belongs(text: str) -> bool:
    return _may_sign(text) or bool(_NOTE.fullmatch(text)) or _is_printed(text)


def _is_printed(text: str) -> bool:
    return len(text) <= 40 and _PRINTED.fullmatch(text.strip()) is not None and DATE.search(text) is not None


def _is_issuer(text: str) -> bool:
    # 云港市城市管理局（云港市园林绿化局）: a body with a second name
    second = re.sub(rf"(?<=[局委办厅])[（(][\u4e00-\u9fff]{{2,16}}{ISSUER_END}[）)]", "", text)
    return 2 <= len(text) <= 40 and bool(re.fullmatch(rf"[\u4e00-\u9fff\s、（）()]{{0,36}}{ISSUER_END}", second))


def _is_signatory(text: str) -> bool:
    """A body, or an office with its holder's name, alone in a line, perhaps with the date behind it."""
    text = text.strip()
    if len(text) > 40 or read_marker(text) is not None or re.search("[，。；：！？:;]", text):
        return False
    name = re.sub(r"\s*(?:\d{4}|[二〇○Ｏ零一三四五六七八九]{4})\s*年.*日$", "", text)
    return _is_issuer(name) or _PERSON.fullmatch(name) is not None


def _apart(name: str) -> str:
    """国务院办公厅 中央军委办公厅 are two; 教 育 部 is one."""
    parts = name.split()
    if len(parts) > 1 and all(len(part) >= 3 for part in parts):
        return "、".join(parts)
    return "".join(parts) if all(len(part) == 1 for part in parts) else name
