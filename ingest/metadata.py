"""The frame of an official paper: 文号, title, addressee, opening, signature, contact, 公开方式, 抄送.

Head fields are read only from what stands before the first heading, tail fields only from the closing block, so that
another paper's number or date inside the text is never taken for this one's.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.closing import ISSUER_END, read_signature
from ingest.contact_line import read_contact
from ingest.dates import DATE, HAN_DATE, MASTHEAD, NEWSPAPER, iso_date
from ingest.disclosure import MARKS_LOOK, read_disclosure, secrecy_mark
from ingest.doc_numbers import LETTER_NUMBER, canonical_number
from ingest.labels import DISCLOSURE_LABEL, labelled
from ingest.numbering import read_marker
from ingest.schema import Metadata
from ingest.site_table import without_table

_DOC_TYPES = (
    "规划纲要|规划|实施方案|工作方案|行动方案|行动计划|方案|管理办法|实施办法|试行办法|办法|实施细则|细则|实施意见|指导意见|意见|"
    "措施|规定|条例|通知|通告|公告|公报|决定|决议|命令|批复|请示|报告|通报|纪要|指南|要点|答复的函|复函|答复函|答复|回复|函|提案|建议|预案"
)
_TITLE_END = re.compile(rf"(?:{_DOC_TYPES})(?:[（(][^（）()]*[）)])?$")
_LETTERHEAD = re.compile(rf"[\u4e00-\u9fff、\s]{{3,40}}{ISSUER_END}(?:文件)?")
_SESSION = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}?)((?:省|市|区|县|全国)?(?:政协|人大)?(?:第)?[一二三四五六七八九十]{1,4}届(?:人大|政协)?(?:委员会)?"
    r"第?[一二三四五六七八九十]{1,4}次(?:全体)?会议)"
)
_ITEM = r"(?:提案|建议|议案)"
_ITEM_NUMBER = re.compile(
    rf"(?:第\s*+([A-Za-z]?\d{{2,}})\s*+号\s*+(?:的)?\s*+(?:重点)?{_ITEM}"
    rf"|{_ITEM}\s*+(?:编?号)?\s*+[:：]?\s*+第?\s*+([A-Za-z]?\d{{2,}})\s*+号?)"  # \s*+: see vectorstore/keys.py
)


def read_metadata(head: list[str], tail: list[str], category: str | None) -> Metadata:
    """The frame, from the paragraphs before the first heading and those of the closing block."""
    table, below_table = without_table(head)
    contact_name, contact_phone = read_contact(tail)
    frame = Metadata(  # what every kind of paper may bear
        contact_name=contact_name,
        contact_phone=contact_phone,
        disclosure=read_disclosure(head, below_table, tail, table),
        cc=_separated(labelled(tail, r"抄\s*送")),
        category=category,
        status=table.get("有效性"),
    )
    # no title is read from 机密★1年
    head = [line for i, line in enumerate(below_table) if i >= MARKS_LOOK or secrecy_mark(line) is None]
    number_at, number = _find_number(head)
    title_at, title_end, title = _find_title(head, number_at)
    if "标题" in table and table["标题"] != title:
        title, title_at, title_end = table["标题"], -1, -1
    number = number or canonical_number(table.get("发文字号") or table.get("文号") or "")
    addressee_at, addressee = _find_addressee(head, title_end)
    opening = " ".join(head[addressee_at + 1 : addressee_at + 4]) if addressee_at is not None else ""
    issuer, issued_on = read_signature(tail)
    if number is not None and "令" in number:  # 国务院令第7号: the order names its body, and the statute it makes known
        issuer = re.sub(r"^中华人民共和国(?=国务院|主席)|令第.*$", "", number)
        made_known = re.search(
            r"《([^《》]+(?:〈[^〈〉]+〉[^《》]*)?)》", " ".join(head[number_at + 1 : number_at + 4])
        )
        title = made_known.group(1) if made_known and (title or "").endswith("令") else title
    issuer = table.get("发文机关") or issuer
    issued_on = iso_date(table.get("成文日期", "")) or issued_on or iso_date(table.get("发文日期", ""))
    if issued_on is None:
        # behind a number below the title, the title of the paper that it issues may stand before the date
        last = max(title_end + 2, number_at + 2)
        issued_on = next((iso_date(line) for line in head[: last + 1] if _is_date_line(line)), None)
    if issuer is None:
        issuer = _issuer_from_head(head[: max(title_at, number_at + 1)], title) or table.get("发布机构")
    if issuer is None:
        below = head[title_end + 1 : title_end + 4]
        issuer = _stated_issuer(below) or _issued_by(below)
    matter = labelled(head, r"案\s*由")
    if matter is not None and (len(matter) > _LONGEST_MATTER or re.search("[。；]", matter)):
        # the reasons told behind 案由：, below a title that stands by itself
        return replace(frame, title=title, proposal_title=title, doc_type=_proposal_type(title), issued_on=issued_on)
    if matter is not None:  # a proposal: its subject is its title, its form's name is not
        number_line = next((line for line in head if re.match(r"(?:提案|建议|议案)?\s*编?号", line)), "")
        session = _SESSION.search(title or "")
        return replace(
            frame,
            title=matter,
            proposal_number=_item_number(number_line),
            proposal_title=matter,
            session=session.group(1) if session else None,
            issued_on=next((iso_date(line) for line in head if _is_date_line(line)), issued_on),
            doc_type=_proposal_type(title),
        )
    about = f"{title or ''} {opening}"
    # a second line of the title may name what is answered: 关于市政协第十五届一次会议第20230539号提案的答复
    answers = [line for line in head[title_end + 1 : title_end + 3] if _ANSWERS.fullmatch(line)]
    named_by = [title or "", opening, *answers]
    session = next(filter(None, map(_SESSION.search, named_by)), None)
    return replace(
        frame,
        issuer=issuer,
        doc_number=number,
        title=title,
        issued_on=issued_on,
        addressee=addressee,
        proposal_number=next(filter(None, map(_item_number, named_by)), None),
        proposal_title=_item_title(opening),
        session=session.group(1) if session else None,
        category=category or _category([*tail, *head[: number_at + 2]]),
        doc_type=_doc_type(title, about, addressee),
    )


_ANSWERS = re.compile("关于[^。；]{4,60}(?:答复|复函|函)")


def _category(frame: list[str]) -> str | None:
    """A类 from 办理结果：A类 or 类别标记：A, or from what stands in brackets behind the 文号."""
    value = labelled(frame, r"办理(?:结果|类别|情况|程度)|(?:答复)?类别(?:标记)?")
    match = re.match(r"([A-D])\d?\s*类?(?![A-Za-z])", value or "")
    stamped = next(filter(None, map(_STAMPED.search, frame)), None)
    return f"{match.group(1)}类" if match else f"{stamped.group(1)}类" if stamped else None


_STAMPED = re.compile(r"号\s*[（(]([A-D])\s*类[）)]$")
_LONGEST_TITLE = 160  # characters; it stands before every passage that is indexed
_LONGEST_MATTER = 80  # characters of a title


def _proposal_type(title: str | None) -> str:
    return "建议" if re.search("人民代表大会|人大", title or "") else "提案"


def _find_number(head: list[str]) -> tuple[int, str | None]:
    for i, line in enumerate(head[:12]):
        if len(line) <= 48 and not line.startswith("《") and not re.search(r"《[^》]*$", line.split("〔")[0]):
            number = canonical_number(line)
            if number is not None and not re.search("[，。；]", line):
                return i, number
        if i and LETTER_NUMBER.fullmatch(line) and _MINUTES.fullmatch(head[i - 1]):
            # minutes are numbered under their own name, which is their letterhead
            return i, canonical_number(head[i - 1] + line)
        decree = _DECREE.fullmatch(line + (head[i + 1] if line.endswith("令") and i + 1 < len(head) else ""))
        if decree is not None:
            return i + int(line.endswith("令")), f"{decree.group(1)}第{decree.group(2)}号"
    return -1, None


_MINUTES = re.compile(r"[\u4e00-\u9fff]{2,16}(?:纪要|简报|专报|通报)")
# an order of the head of a government is numbered without a year
_DECREE = re.compile(r"([\u4e00-\u9fff]{2,20}令)\s*[（(]?\s*第\s*([\d一二三四五六七八九十百]{1,5})\s*号\s*[）)]?")


# ——2025年1月16日在云溪市第六届人民代表大会第五次会议上: when a report was given
_GIVEN_AT = re.compile(r"[—–―\-]{1,3} ?(?:19|20)\d\d年\d{1,2}月\d{1,2}日 ?在.{4,40}(?:会议|大会)上$")


# （某科规〔2024〕3号  某市科学技术局2024年6月28日印发） below the title of rules
_ISSUED_ON = re.compile(rf"[（(][^（）()，。；]{{0,60}}{DATE.pattern}[^（）()，。；]{{0,20}}(?:印发|发布|公布)[）)]$")


_ORDER_OF = re.compile("([\u4e00-\u9fff]{2,16}人民政府)令第")  # 某市人民政府令第3号公布


def _issued_by(lines: list[str]) -> str | None:
    """The bodies in the brackets below a title that say when rules were issued; None where no line names any."""
    for line in filter(_ISSUED_ON.match, lines):
        undated = DATE.sub("", line)
        if order := _ORDER_OF.search(undated):
            return order.group(1)
        bodies = re.sub(r"^.*号|(?:联合|共同)?(?:印发|发布|公布)|[（()）\s]", "", undated)
        if re.fullmatch(rf"(?:[\u4e00-\u9fff]{{2,30}}{ISSUER_END}(?:、|$))+", bodies):
            return bodies
    return None


def _is_date_line(line: str) -> bool:
    if _GIVEN_AT.match(line.strip()) or MASTHEAD.match(line) or _ISSUED_ON.match(line):
        return True
    return len(line) <= 30 and (DATE.search(line) is not None or HAN_DATE.fullmatch(line.strip()) is not None)


def _find_title(head: list[str], number_at: int) -> tuple[int, int, str | None]:
    """(index of the first line, index of the last, the title): the lines that end in a kind of paper (…的函)."""
    # a paper whose number follows its title: 关于……的通知 / 云科规〔2024〕3号
    if number_at > 0 and not LETTER_NUMBER.fullmatch(head[number_at]):
        above = _title_from(head[:number_at], 0)
        if above[2] is not None and _TITLE_END.search(above[2]):
            return above
    if 0 <= number_at < 8:
        below = _title_from(head, number_at + 1)
        if below[2] is not None:
            return below
        return _title_from(head[:number_at], 0)
    return _title_from(head, 0)


def _title_from(head: list[str], start: int) -> tuple[int, int, str | None]:
    for i in range(start, min(len(head), start + 8)):
        line = head[i]
        heads_on = _LETTERHEAD.fullmatch(line) and not (
            i + 1 < len(head) and re.match(r"\s*(?:关于|转发|印发)", head[i + 1]) and not line.endswith("文件")
        )
        if heads_on or _is_date_line(line) or re.search("[。；！]", line) or line.endswith(("：", ":")):
            continue
        if not 4 <= len(line) <= _LONGEST_TITLE or _NO_TITLE.search(line) or _PUBLICATION.match(line):
            continue
        joined = line
        for j in range(i, min(len(head), i + 5)):
            if j > i:
                if head[j].endswith(("：", ":")) or re.search("[。；]", head[j]) or _is_date_line(head[j]):
                    break
                joined = _joined(joined, head[j])
            if _TITLE_END.search(_unspread(joined)) and not _only_continues(head, j):
                return i, j, _tidy_title(joined)
        return i, i, _tidy_title(line)
    return 0, 0, None


_NO_TITLE = re.compile(
    rf"^{NEWSPAPER}(?: .*)?$|"  # a newspaper's own name
    r"^[A-Z]?\d{1,2} ?(?:版 ?)?[\u4e00-\u9fff·]{2,8}$|^[\u4e00-\u9fff·]{2,8} ?[A-Z]?\d{1,2}版?$|"  # 02 要闻
    r"^办理(?:结果|类别|情况)[：:]|编辑|责编|记者|来源|^(?![^关]*关于)[\u4e00-\u9fff]{2,12}.{0,4}[\d０-９]{4}.{1,10}号(?:\s+签发人.*)?$|^签发人|^类别|^编号|^[（(][^（）()]*[）)]$|^您?的?当?前?位置|首页|^>$|字体|浏览次数|^[\d\s/:：.-]+$|扫一扫|分享到"
)
# 公开方式：主动公开 above the title, or its value alone
_PUBLICATION = re.compile(rf"[（(]?(?:{DISCLOSURE_LABEL}\s*[：:]|(?:主动|依申请|不予?)公开[）)]?$)")
_SPREAD = re.compile(r"[\u4e00-\u9fff](?: [\u4e00-\u9fff])+")


def _unspread(text: str) -> str:
    """几 个 问 题 的 通 知 as it is meant: characters set apart to fill the line."""
    return text.replace(" ", "") if _SPREAD.fullmatch(text) else text


def _joined(above: str, below: str) -> str:
    """Two lines of a title."""
    return _unspread(above) + _unspread(below)


def _only_continues(head: list[str], j: int) -> bool:
    """A line that ends in 提案 or 建议 may go on in the next (…第20260012号提案 / 答复的函)."""
    return (
        re.search(r"(?:提案|建议)$", head[j]) is not None
        and j + 1 < len(head)
        and re.match(r".{0,12}(?:函|答复|复函)$", head[j + 1]) is not None
    )


def _tidy_title(text: str) -> str:
    """Blanks between a Chinese character and a number go, and those that fill a line; the others of a title stay."""
    text = _unspread(text)
    return re.sub(r"(?<=[\u4e00-\u9fff]) +(?=\d)|(?<=\d) +(?=[\u4e00-\u9fff])", "", text).strip()


_NO_ADDRESSEE = re.compile("[。；]|如下|以下|答复|^【|^各位代表|时间|日期|来源")


def _find_addressee(head: list[str], title_end: int) -> tuple[int | None, str | None]:
    for i in range(title_end + 1, min(len(head), title_end + 6)):
        line = head[i].strip()
        if line.endswith(("：", ":")) and 3 < len(line) <= 160 and not _NO_ADDRESSEE.search(line):
            return i, re.sub(r"^尊敬的\s*", "", line.rstrip("：: "))  # a courtesy, no part of the name
    return None, None


def _item_number(text: str) -> str | None:
    match = _ITEM_NUMBER.search(text)
    return (match.group(1) or match.group(2)) if match else None


def _item_title(opening: str) -> str | None:
    """The title in 《》, or in “”, of the proposal that the opening says it has received."""
    quoted = re.search(rf"“((?:[^“”《》]|《[^《》]*》|“[^“”]*”)+)”[^。“《]{{0,8}}(?:{_ITEM}|收悉)", opening)
    if quoted and re.match("关于", quoted.group(1)) and len(quoted.group(1)) <= _LONGEST_TITLE:
        return quoted.group(1)
    for match in re.finditer(r"《((?:[^《》]|《[^《》]*》)+)》", opening):
        if len(match.group(1)) > _LONGEST_TITLE:
            continue
        after = opening[match.end() : match.end() + 30]
        if re.search(r"(?:建议|提案|议案)$", match.group(1)) or re.search(rf"{_ITEM}|收悉", after):
            return match.group(1)
    stated = _STATED_ITEM.search(opening)
    return stated.group(1) if stated else None


# 您提出的关于……的建议收悉, without quotation marks
_STATED_ITEM = re.compile(
    rf"提[出交]的(关于[^，。；：《》“”]{{4,60}}(?:、[^，。；：《》“”]{{1,40}})?的{_ITEM})(?:[（(][^（）()]{{1,40}}[）)])?"
    r"(?:已?收悉|[，,](?:我[局委厅办]|经|现|已))"
)


def _issuer_from_head(lines: list[str], title: str | None) -> str | None:
    for line in lines:
        if _LETTERHEAD.fullmatch(line) and not re.search("关于|转发|批转|印发", line):
            return re.sub(r"文件$", "", line).strip()
    match = re.match(rf"([\u4e00-\u9fff、]{{0,24}}?{ISSUER_END})(?:关于|印发|转发|批转)", title or "")
    return match.group(1) if match else None


# 发布机构：某局　发布日期：…… below the title of what a site prints
_STATED_ISSUER = re.compile(
    r"(?:^|[ \u3000])(?:发布|发文|印发|解读)(?:机构|机关|单位|部门)[：:][ \u3000]*"
    rf"([\u4e00-\u9fff、]{{2,40}}?{ISSUER_END})(?=[ \u3000]|$|(?:发布|成文|印发)?(?:日期|时间)|来源)"
)


def _stated_issuer(lines: list[str]) -> str | None:
    """Who issued a paper, where a line below its title says so."""
    return next((match.group(1) for match in map(_STATED_ISSUER.search, lines) if match), None)


def _separated(value: str | None) -> str | None:
    """A list of bodies with 、 between them, however it was typed; a trailing 印发 line is not part of it."""
    if value is None:
        return None
    return re.sub(r"\s*[,，]\s*", "、", re.sub(r"。.*$", "", value))


_SUGGESTION = re.compile(
    r"(?:建议|议案)[》”）)]*[^。]{0,24}(?:收悉|答复|复函|的函)|号\s*(?:建议|议案)|(?:建议|议案)\s*第?\s*\d+\s*号|代表[：:您你]|人大代表"
)


def _doc_type(title: str | None, about: str, addressee: str | None) -> str | None:
    """The kind of paper (文种), a letter's with what it answers."""
    if title is None:
        return None
    if re.search(r"(?:答复|复函|的函|回复$)", title):
        if "提案" in about:
            return "政协提案答复函"
        if _SUGGESTION.search(about):
            return "人大建议答复函"
        return "函"
    if re.search(r"(?:提案|建议)$", title):
        return "提案" if title.endswith("提案") or addressee is None else "建议"
    bare = re.sub(r"[（(][^（）()]*[）)]$", "", title)
    kinds = re.findall(
        r"规划|方案|行动计划|办法|细则|意见|措施|规定|条例|通知|通告|通报|公告|公报|决定|批复|报告|指南|要点|纪要|总结|"
        r"(?:预案|清单|目录|规则|标准|解读)$",
        bare,
    )
    if kinds:
        return str(kinds[-1])
    return None if read_marker(title) else "其他"
