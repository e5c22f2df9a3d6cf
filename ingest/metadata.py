"""The frame of an official paper: 文号, title, addressee, opening, signature, contact, 公开方式, 抄送.

Head fields are read only from what stands before the first heading, tail fields only from the closing block, so that
another paper's number or date inside the text is never taken for this one's.
"""

from __future__ import annotations

import re
from datetime import date

from ingest.numbering import han_to_int, read_marker
from ingest.schema import Metadata

DOC_NUMBER = re.compile(
    r"([\u4e00-\u9fffA-Za-z]{2,16}?)\s*[〔\[（(【﹝]\s*(\d{4})\s*[〕\]）)】﹞]\s*(?:第\s*)?(\d{1,5})\s*号"
)
_ISSUER_END = r"(?:局|委员会|人民政府|政府办公室|办公室|厅|部|市政府|管委会|法院|检察院|大学|研究院|中心|工委|党委|委)"
_DOC_TYPES = (
    "规划纲要|规划|实施方案|工作方案|行动方案|行动计划|方案|管理办法|实施办法|试行办法|办法|实施细则|细则|实施意见|指导意见|意见|"
    "措施|规定|条例|通知|通告|公告|公报|决定|决议|批复|请示|报告|纪要|指南|要点|答复的函|复函|答复函|答复|函|提案|建议"
)
_TITLE_END = re.compile(rf"(?:{_DOC_TYPES})(?:[（(][^（）()]*[）)])?$")
_LETTERHEAD = re.compile(rf"[\u4e00-\u9fff、\s]{{3,40}}{_ISSUER_END}(?:文件)?")
_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?")
_HAN_DATE = re.compile(
    r"([二一〇○零三四五六七八九]{4})\s*年\s*([一二三四五六七八九十]{1,2})\s*月(?:\s*([一二三四五六七八九十]{1,3})\s*日)?"
)
_SESSION = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}?)((?:省|市|区|县|全国)?(?:政协|人大)?(?:第)?[一二三四五六七八九十]+届(?:人大|政协)?(?:委员会)?"
    r"第?[一二三四五六七八九十]+次(?:全体)?会议)"
)
_PHONE = re.compile(r"(?<!\d)((?:0\d{2,3}\s*[-—－]?\s*)?\d{4}\s?\d{3,4}(?:\s*转\s*\d+)?|1\d{2}\s?\d{4}\s?\d{4})(?!\d)")
_ITEM = r"(?:提案|建议|议案)"
_ITEM_NUMBER = re.compile(
    rf"(?:第\s*([A-Za-z]?\d{{2,}})\s*号\s*(?:的)?\s*(?:重点)?{_ITEM}|{_ITEM}\s*(?:编?号)?\s*[:：]?\s*第?\s*([A-Za-z]?\d{{2,}})\s*号?)"
)


def canonical_number(text: str) -> str | None:
    """The first 文号 in `text` in its official form: 中山科函〔2025〕185号, whatever brackets it was written with."""
    match = DOC_NUMBER.search(text)
    return f"{match.group(1)}〔{match.group(2)}〕{match.group(3)}号" if match else None


def iso_date(text: str) -> str | None:
    """The first date in `text` in ISO form, as exact as it is written: "2021-12" for 2021年12月; None for none."""
    match = _DATE.search(text)
    if match:
        year, month, day = match.group(1), int(match.group(2)), match.group(3)
    else:
        han = _HAN_DATE.search(text)
        if han is None:
            return None
        year = "".join(str(han_to_int(c.replace("○", "〇"))) for c in han.group(1))
        month, day = han_to_int(han.group(2)), str(han_to_int(han.group(3))) if han.group(3) else None
    try:
        date(int(year), month, int(day or 1))
    except ValueError:
        return None
    return f"{year}-{month:02d}" + (f"-{int(day):02d}" if day else "")


def read_metadata(head: list[str], tail: list[str], category: str | None) -> Metadata:
    """The frame, from the paragraphs before the first heading and those of the closing block."""
    number_at, number = _find_number(head)
    title_at, title_end, title = _find_title(head, number_at)
    addressee_at, addressee = _find_addressee(head, title_end)
    opening = " ".join(head[addressee_at + 1 : addressee_at + 4]) if addressee_at is not None else ""
    issuer, issued_on = _signature(tail)
    if issued_on is None:
        issued_on = next((iso_date(line) for line in head[: title_end + 3] if _is_date_line(line)), None)
    if issuer is None:
        issuer = _issuer_from_head(head[: max(title_at, number_at + 1)], title)
    matter = _field(head, r"案\s*由")
    if matter is not None:  # a proposal: its subject is its title, its form's name is not
        number_line = next((line for line in head if re.match(r"(?:提案|建议|议案)?\s*编?号", line)), "")
        session = _SESSION.search(title or "")
        return Metadata(
            title=matter,
            proposal_number=_item_number(number_line),
            proposal_title=matter,
            session=session.group(1) if session else None,
            issued_on=next((iso_date(line) for line in head if _is_date_line(line)), issued_on),
            category=category,
            doc_type="建议" if re.search("人民代表大会|人大", title or "") else "提案",
        )
    about = f"{title or ''} {opening}"
    session = _SESSION.search(title or "") or _SESSION.search(opening)
    return Metadata(
        issuer=issuer,
        doc_number=number,
        title=title,
        issued_on=issued_on,
        addressee=addressee,
        proposal_number=_item_number(title or "") or _item_number(opening),
        proposal_title=_item_title(opening),
        session=session.group(1) if session else None,
        contact_name=_contact(tail)[0],
        contact_phone=_contact(tail)[1],
        disclosure=_field(tail, r"公开(?:方式|属性)|信息公开(?:选项)?|公开类别"),
        cc=_separated(_field(tail, r"抄\s*送")),
        category=category,
        doc_type=_doc_type(title, about, addressee),
    )


def _find_number(head: list[str]) -> tuple[int, str | None]:
    for i, line in enumerate(head[:12]):
        if len(line) <= 48 and not line.startswith("《") and not re.search(r"《[^》]*$", line.split("〔")[0]):
            number = canonical_number(line)
            if number is not None and not re.search("[，。；]", line):
                return i, number
    return -1, None


def _is_date_line(line: str) -> bool:
    return len(line) <= 30 and (_DATE.search(line) is not None or _HAN_DATE.fullmatch(line.strip()) is not None)


def _find_title(head: list[str], number_at: int) -> tuple[int, int, str | None]:
    """(index of the first line, index of the last, the title): the lines that end in a kind of paper (…的函)."""
    start = number_at + 1 if 0 <= number_at < 8 else 0
    for i in range(start, min(len(head), start + 8)):
        line = head[i]
        if (
            _LETTERHEAD.fullmatch(line)
            or _is_date_line(line)
            or re.search("[。；！]", line)
            or line.endswith(("：", ":"))
        ):
            continue
        if re.search("编辑|责编|记者|来源|^类别|^编号", line) or len(line) < 4:
            continue
        joined = line
        for j in range(i, min(len(head), i + 4)):
            if j > i:
                if head[j].endswith(("：", ":")) or re.search("[。；]", head[j]) or _is_date_line(head[j]):
                    break
                joined += head[j]
            if _TITLE_END.search(joined) and not _only_continues(head, j):
                return i, j, _tidy_title(joined)
        return i, i, _tidy_title(line)
    # a paper whose number follows its title: 关于……的通知 / 云科规〔2024〕3号
    if start:
        return _find_title(head[:number_at], -1)
    return 0, 0, None


def _only_continues(head: list[str], j: int) -> bool:
    """A line that ends in 提案 or 建议 may go on in the next (…第134315号提案 / 答复的函)."""
    return (
        re.search(r"(?:提案|建议)$", head[j]) is not None
        and j + 1 < len(head)
        and re.match(r".{0,12}(?:函|答复|复函)$", head[j + 1]) is not None
    )


def _tidy_title(text: str) -> str:
    """Blanks between a Chinese character and a number go; the others of a title stay."""
    return re.sub(r"(?<=[\u4e00-\u9fff]) +(?=\d)|(?<=\d) +(?=[\u4e00-\u9fff])", "", text).strip()


def _find_addressee(head: list[str], title_end: int) -> tuple[int | None, str | None]:
    for i in range(title_end + 1, min(len(head), title_end + 6)):
        line = head[i].strip()
        if line.endswith(("：", ":")) and len(line) <= 160 and not re.search("[。；]|如下|答复", line):
            return i, line.rstrip("：: ")
    return None, None


def _item_number(text: str) -> str | None:
    match = _ITEM_NUMBER.search(text)
    return (match.group(1) or match.group(2)) if match else None


def _item_title(opening: str) -> str | None:
    """The title in 《》 of the proposal that the opening says it has received."""
    for match in re.finditer(r"《((?:[^《》]|《[^《》]*》)+)》", opening):
        after = opening[match.end() : match.end() + 30]
        if re.search(r"(?:建议|提案|议案)$", match.group(1)) or re.search(rf"{_ITEM}|收悉", after):
            return match.group(1)
    return None


def _signature(tail: list[str]) -> tuple[str | None, str | None]:
    issuer = issued_on = None
    for line in tail:
        if re.match(r"公开|抄|[（(]?\s*联\s*系|附\s*件", line):
            continue
        short = len(line) <= 60 and not re.search("[，。；]", line)
        if short and issued_on is None and (_DATE.search(line) or _HAN_DATE.search(line)):
            issued_on = iso_date(line)
        name = re.sub(r"(?:\d{4}|[二〇○零一三四五六七八九]{4})\s*年.*$", "", line).strip()
        if short and issuer is None and re.fullmatch(rf"[\u4e00-\u9fff\s]{{2,30}}{_ISSUER_END}", name):
            issuer = name
    return issuer, issued_on


def _issuer_from_head(lines: list[str], title: str | None) -> str | None:
    for line in lines:
        if _LETTERHEAD.fullmatch(line):
            return re.sub(r"文件$", "", line).strip()
    match = re.match(rf"([\u4e00-\u9fff]{{2,20}}?{_ISSUER_END})关于", title or "")
    return match.group(1) if match else None


def _field(tail: list[str], name: str) -> str | None:
    for line in tail:
        match = re.search(rf"(?:^|[（(\s])(?:{name})\s*[：:]\s*(.+?)\s*[）)]?$", line)
        if match:
            return match.group(1).strip().rstrip("。．.；; ") or None
    return None


def _separated(value: str | None) -> str | None:
    """A list of bodies with 、 between them, however it was typed; a trailing 印发 line is not part of it."""
    if value is None:
        return None
    return re.sub(r"\s*[,，]\s*", "、", re.sub(r"。.*$", "", value))


def _contact(tail: list[str]) -> tuple[str | None, str | None]:
    text = "；".join(line for line in tail if "联系" in line or "电话" in line)
    if not text:
        return None, None
    name = re.search(r"联\s*系\s*人(?:及(?:联系)?电话|、(?:联系)?电话)?\s*[：:]\s*([\u4e00-\u9fff·]{2,6})", text)
    phone = re.search(
        r"(?<!\d)((?:0\d{2,3}\s*[-—－]?\s*)?\d{4}\s?\d{3,4}(?:\s*转\s*\d+)?|1\d{2}\s?\d{4}\s?\d{4})(?!\d)", text
    )
    return (name.group(1) if name else None), (re.sub(r"\s", "", phone.group(1)) if phone else None)


def _doc_type(title: str | None, about: str, addressee: str | None) -> str | None:
    """The kind of paper (文种), a letter's with what it answers."""
    if title is None:
        return None
    if re.search(r"(?:答复|复函|的函)", title):
        if "提案" in about:
            return "政协提案答复函"
        if re.search(r"建议|议案|代表", about):
            return "人大建议答复函"
        return "函"
    if re.search(r"(?:提案|建议)$", title):
        return "提案" if title.endswith("提案") or addressee is None else "建议"
    bare = re.sub(r"[（(][^（）()]*[）)]$", "", title)
    kinds = re.findall(
        r"规划|方案|行动计划|办法|细则|意见|措施|规定|条例|通知|通告|公告|公报|决定|批复|报告|指南|要点|纪要", bare
    )
    if kinds:
        return str(kinds[-1])
    return None if read_marker(title) else "其他"
