"""The head of a proposal: who asks, in which session, under which number, of whom.

Forms differ from place to place: labels with blanks in them (提 案 人), several on a line, values on the lines below,
no labels at all. So labels are looked for wherever they stand, and what stands between two of them is the value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from assistant.drafting.schema import Kind
from ingest.schema import Document

_LABELS = {
    "number": "提案编号 提案号 建议编号 建议号 议案号 编号 案号",
    "title": "提案标题 建议标题 提案题目 标题 题目 案由 提案名称",
    "proposers": "第一提案人 第一提案单位 提案人 提案者姓名 提案者 提案委员 提案单位 提出人 提出者 建议人 领衔代表 "
    "领衔人 代表姓名 委员姓名",
    "others": "联名提案人 联名人 联名委员 联名代表 附议人 附议代表 附议委员 联署人",
    "lead_agency": "建议主办单位 建议承办单位 主办单位 承办单位 牵头单位 主办",
    "co_agencies": "建议会办单位 会办单位 协办单位 配合单位 会办 协办",
    "other": "类别 界别 所属界别 联系电话 电话 立案 内容 提案内容 建议内容 正文 所属代表团 代表团 提交日期 日期 单位 "
    "通讯地址 审查意见 代表证号 理由",
}
_NAME_OF = {label: name for name, labels in _LABELS.items() for label in labels.split()}
_LABEL = re.compile(
    r"(?<![\u4e00-\u9fff])("
    + "|".join(r"\s*".join(label) for label in sorted(_NAME_OF, key=len, reverse=True))
    + r")[ \t\u3000]*(?:[：:]|(?=\n|\t))[ \t\u3000]*"
)
# a label behind a name without any break: 欧阳娜娜承办单位：
_LONG_LABELS = "|".join(label for label in sorted(_NAME_OF, key=len, reverse=True) if len(label) >= 3)
_GLUED = re.compile(f"(?<=[\u4e00-\u9fff）)；;])(?=(?:{_LONG_LABELS})[：:])")
_SESSION = re.compile(
    r"第?(?P<term>[一二三四五六七八九十]+)届[\u4e00-\u9fff]{0,12}?第?(?P<meeting>[一二三四五六七八九十]+)次(?:全体)?会议"
)
_TITLE = re.compile(r"(关于.{3,70}?的(?:几点|若干|再次)?(?:提案|建议|议案))(?:$|(?=市政协|市人大))")
_NUMBER = re.compile(r"第\s*([A-Za-z]?\d{2,})\s*号")
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}·[\u4e00-\u9fff·]{1,8}")
_BODY = re.compile(
    r"(?:党|会|委|委员会|支部|总支|小组|界|局|院|联|社|团|盟|商会|协会|人士|工委|中心|大学|学院|学会|公司|集团)$"
)
_NO_NAME = re.compile(r"[<>‹›\"“”'()（）\[\]{}=/\\]")


@dataclass(frozen=True, slots=True)
class ProposalHead:
    """`proposers` as a letter addresses them, without 委员 or 代表; `None` where the head says nothing."""

    kind: Kind
    title: str
    number: str | None
    session: str | None
    proposers: str | None
    lead_agency: str | None
    co_agencies: str | None


def read_head(document: Document, head: str) -> ProposalHead:
    """The head of a proposal from the text before its first suggestion."""
    head = _GLUED.sub("\n", head[:4000])
    values = _values(head)
    title = _title(document, head, values.get("title"))
    kind = _kind(title, head)
    number = re.search(r"[A-Za-z]?\d{2,}", values.get("number", ""))
    numbered = _NUMBER.search("\n".join(line for line in head.split("\n")[:8] if "答复" not in line))
    lead, co = _agencies(values)
    return ProposalHead(
        kind=kind,
        title=title,
        number=number.group() if number else numbered.group(1) if numbered else None,
        session=_session(head, kind),
        proposers=_proposers(values.get("proposers", ""), values.get("others", "")),
        lead_agency=lead,
        co_agencies=co,
    )


def _values(head: str) -> dict[str, str]:
    """What stands behind each label, up to the next one; of a label that comes twice the first with a value."""
    marks = list(_LABEL.finditer(head))
    found: dict[str, str] = {}
    for n, mark in enumerate(marks):
        name = _NAME_OF[re.sub(r"\s", "", mark.group(1))]
        end = marks[n + 1].start() if n + 1 < len(marks) else len(head)
        value = head[mark.end() : end]
        # a value is its line; names may stand on the short lines below an empty one
        lines = [line.strip() for line in value.split("\n")]
        if lines and not lines[0] and name in {"proposers", "others"}:
            short = [line for line in lines if line]
            value = "、".join(line for line in short[:12] if len(line) <= 12 and not re.search("[。：:]", line))
        else:
            value = lines[0] if lines else ""
        value = value.strip(" \t\u3000；;，,。|")
        if value:
            found.setdefault(name, value)
    return found


def _title(document: Document, head: str, labelled: str | None) -> str:
    for line in head.split("\n"):
        match = _TITLE.search(line.strip())
        if match:
            return match.group(1)
    if labelled and len(labelled) <= 80 and not re.search("[。；]", labelled):
        return labelled.strip("《》 ")
    named = document.metadata.proposal_title or document.metadata.title
    usable = named and named != Path(document.source).stem and not _LABEL.match(named) and len(named) <= 80
    return named.strip("《》 ") if named and usable else "【待补：提案标题】"


def _kind(title: str, head: str) -> Kind:
    """提案 of a CPPCC member, 建议 of a congress deputy: by the title where it says so, else by the form's head."""
    if title.endswith("提案"):
        return "提案"
    form = head.replace(title, "")
    if re.search("政协|政治协商|提案|委员[：:]", form):
        return "提案"
    if re.search("人民代表大会|人大|代表", form):
        return "建议"
    return "建议" if title.endswith("建议") else "提案"


def _session(head: str, kind: Kind) -> str | None:
    """第六届委员会第四次会议 as letters write it: 市政协六届四次会议."""
    match = _SESSION.search(head)
    if match is None:
        return None
    areas = re.findall(r"[省市区县州](?=[^省市区县州]*)", head[max(0, match.start() - 24) : match.end()])
    area = areas[0] if areas else ""
    if kind == "提案":
        return f"{area}政协{match['term']}届{match['meeting']}次会议"
    return f"{area}{match['term']}届人大{match['meeting']}次会议"


def _proposers(first: str, others: str) -> str | None:
    names = _names(first)
    if not names:
        names = _names(others)
        others = ""
    if not names:
        return None
    more = bool(_names(others)) or re.search(r"等\s*\d*\s*[名位人]?", first) is not None
    return "、".join(names) + ("等" if more else "")


def _names(value: str) -> list[str]:
    """The persons and bodies in a value, without remarks in brackets and titles."""
    value = re.sub(r"[（(][^（）()]*[）)]", "、", value)
    value = re.sub(
        r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[ \u3000]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])", r"\1\2", value
    )
    found: list[str] = []
    for part in re.split(r"[、，,;；/\s]+", value):
        name = re.sub(r"^(?:[省市区县]?(?:政协|人大)(?:委员|代表))|等?\s*\d+\s*[名位]?(?:委员|代表)?$", "", part)
        name = re.sub(r"等$", "", re.sub(r"(?:等)?(?:委员|代表)$", "", name))
        if name and not _NO_NAME.search(name) and (_PERSON.fullmatch(name) or is_body(name)):
            found.append(name)
    return list(dict.fromkeys(found))


def is_body(name: str) -> bool:
    """Whether one who proposes is a party, an office or a society, and no person."""
    return _BODY.search(name) is not None


def _agencies(values: dict[str, str]) -> tuple[str | None, str | None]:
    lead, co = values.get("lead_agency", ""), values.get("co_agencies", "")
    both = re.split(r"[；;，,、\s]+", lead)
    # 市科技局（主办），市财政局（会办） on one line
    marked = [
        re.sub(r"[（(](?:会办|协办)[）)]$", "", part) for part in both if re.search(r"[（(](?:会办|协办)[）)]$", part)
    ]
    bodies = [
        re.sub(r"[（(][^（）()]*[）)]", "", part) for part in both if not re.search(r"[（(](?:会办|协办)[）)]$", part)
    ]
    helpers = _names(co) or marked
    return (next(filter(is_body, bodies), None), "、".join(helpers) or None)
