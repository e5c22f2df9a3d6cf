"""Who a paper is for, in its own words: 主动公开, 不予公开, and marks of secrecy (机密★1年, 内部资料)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from ingest.labels import DISCLOSURE_LABEL, labelled

MARKS_LOOK = 15  # lines from the top among which a mark of secrecy stands
_LONGEST_NAME = 8  # characters of a field's name (密级和保密期限：); what is longer is whom the paper speaks to
_LONGEST_DISCLOSURE = 20  # characters, where it stands in the head
_BOX = re.compile("[□☐◯☑√✓■]")
_VALUE = re.compile(rf"[是否]$|(?:主动|依申请|不予?|部分|全文)?公开$|(?:工作秘密|绝密|机密|秘密)|{_BOX.pattern}")
_AMONG_FIELDS = re.compile(
    rf"(?:^|[（(\s]){DISCLOSURE_LABEL}\s*[：:]\s*((?:主动|依申请|不予?|部分|全文)?公开|[是否])(?=[\s）)。；]|$)"
)
_ALONE = re.compile(r"[（(]?(?:主动|依申请|不予)公开[）)]?")  # a line of the head that says nothing else
_BRACKETED = r"[（(【\[][^（）()【】\[\]]{2,12}[）)】\]]"

_URGENT = "(?:特急|加急|特提|急件|平急)?"
# A mark of secrecy or for internal use, its blanks out: 机密★1年, （内部资料，注意保存）. It is nothing else than this,
# so that 商业秘密, 内部控制 or the title of a rule on 内部资料 is none.
_MARK = (
    r"(?:密级(?:[和及]保密期限)?[：:]?)?(?:工作秘密|绝密|机密|秘密)[级件]?(?:[★☆*＊].{0,16}?|\d{1,2}(?:年|个月)|长期)?"
    r"|涉密(?:文件|资料|材料)|是否涉密[：:]是"
    r"|(?:仅供|仅限)?内部(?:参考)?(?:资料|文件|材料|参考|使用|传阅|掌握|刊物|发行|交流|讨论稿|稿)|(?<=[（(【\[])内部(?=[）)】\]])"
    r"|不予?公开(?:发布)?|不[宜得]公开(?:发布)?|(?:不得|严禁|请勿|切勿)外传|(?:请)?(?:注意|严格)保密"
)
_REMINDER = (
    r"(?:[，,、；;。.!！·—-]*(?:(?:请)?(?:注意|妥善|严格)?(?:保存|保管|保密)|(?:不得|严禁|请勿|切勿|禁止)[\u4e00-\u9fff]{1,8}|"
    r"免费(?:交流|赠阅)|仅供[\u4e00-\u9fff]{1,8}|(?:会|阅)后[\u4e00-\u9fff]{1,4}))*[。.!！]?"
)
_MARKED = re.compile(
    rf"(?:\d{{4,8}})?{_URGENT}[（(【\[]?(?:[此本]件|[此本]文件?)?(?P<mark>{_MARK}){_REMINDER}[）)】\]]?{_URGENT}"
    r"[—–-]*(?:第?\d{1,4}页?)?[—–-]*"
)
_LONGEST_MARK = 40


def read_disclosure(head: list[str], below_table: list[str], tail: list[str], table: Mapping[str, str]) -> str | None:
    """Who the paper is for, in its own words: a mark of secrecy before what it says of publication."""
    first_lines = [*_first_lines(head), *_first_lines(below_table)]
    behind = list(_written_out(tail))
    last = [] if tail else head[-1:]  # a paper of three paragraphs has no closing block
    marks = [*map(secrecy_mark, [*first_lines, *behind, *last]), *map(_mark_beside, first_lines)]
    return (
        next(filter(None, marks), None)
        or _publication(labelled(behind, DISCLOSURE_LABEL))
        or disclosure_note(tail)
        or table.get("公开方式")
        or _publication(_stated_in_head(list(_written_out(head))))
        or next((line.strip(" （）()") for line in head[:MARKS_LOOK] if _ALONE.fullmatch(line.strip())), None)
    )


def _stated_in_head(head: list[str]) -> str | None:
    """What a line of the head says that is this alone, or one field among others if its value is one of the usual."""
    alone = [line for line in head if len(line) <= _LONGEST_DISCLOSURE or _BOX.search(line)]
    return labelled(alone, rf"^[（(]?{DISCLOSURE_LABEL}") or next(
        (match.group(1) for match in map(_AMONG_FIELDS.search, head) if match), None
    )


def _publication(said: str | None) -> str | None:
    """不公开 from 是否公开：否, from □是 ☑否 and from 是□ 否☑; what says neither is left as it stands."""
    if said is None:
        return None
    if _BOX.search(said):
        behind, before = re.search(r"([是否])[☑√✓■]", said), re.search(r"[☑√✓■] ?([是否])", said)
        match = (behind or before) if said[0] in "是否" else before
    else:
        match = re.match(r"([是否])(?:[，,。（( ]|$)", said)
    return said if match is None else {"是": "公开", "否": "不公开"}[match.group(1)]


def _mark_beside(line: str) -> str | None:
    """机密★1年 beside the copy's number or a letterhead; （内部资料） before or behind a title."""
    if re.search("[“”‘’。；，]", line):
        return None
    starred = re.search(r"(?:绝密|机密|秘密) ?[★☆] ?(?:\d{1,2} ?(?:年|个月)|长期)?", line)
    if starred:
        return starred.group().strip()
    bracketed = re.search(rf"^{_BRACKETED}|{_BRACKETED}$", line)
    return secrecy_mark(bracketed.group()) if bracketed else None


def _first_lines(head: list[str]) -> Iterator[str]:
    """The lines above the text, where a mark of secrecy stands; behind its first sentence 秘密 may be its subject."""
    for line in head[:MARKS_LOOK]:
        yield from _written_out([line])
        if secrecy_mark(line) is None and ("。" in line or (len(line) > _LONGEST_NAME and line.endswith(("：", ":")))):
            return


def _written_out(lines: list[str]) -> Iterator[str]:
    """The lines, a table's row also as 公开方式：不予公开 where it has that in two cells."""
    for line in lines:
        yield line
        cells = [cell.strip(" ：:") for cell in line.split("\t")]
        yield from (f"{name}：{value}" for name, value in pairwise(filter(None, cells)) if _VALUE.match(value))


def disclosure_note(lines: list[str]) -> str | None:
    """公开发布 from （此件公开发布）."""
    for line in lines:
        match = re.fullmatch(r"[（(]此件(.*?(?:公开|发布|发至).*?)[）)]", line.strip())
        if match:
            return match.group(1)
    return None


def secrecy_mark(line: str) -> str | None:
    """机密★1年 from a line that is a mark of secrecy or for internal use and nothing else; 密级：秘密 is one too."""
    bare = re.sub(r"\s", "", line) if len(line) <= 2 * _LONGEST_MARK else line
    match = _MARKED.fullmatch(bare) if len(bare) <= _LONGEST_MARK else None
    return match.group("mark") if match else None
