"""Names of bodies and persons in a statement that its sources do not hold.

A name has no mark at its left end, so it is cut by words: the longest run of words that ends with 局, 公司, 大学… and
stands in the sources is what they know; where another part of the name stands before it, the name is another one.
What this file does not do: recognise a person outside the turns in which official papers name persons.
"""

from __future__ import annotations

import re

from assistant.reading.folding import written_out

_BODY = re.compile(
    r"(?:公司|集团|研究院|研究所|科学院|大学|学院|学校|医院|银行|中心|协会|学会|联盟|实验室|委员会|基金会|基金|联合会|商会|"
    r"开发区|高新区|办公室|办公厅|法院|检察院|政府|党委|政协|局|厅|署|委)$"
)
_NO_BODY = re.compile(r"(?:格|布|全|大|结|变|定|僵)局$|(?:部|签|连)署$|客厅$")
_ANY_BODY = re.compile(_BODY.pattern[:-1])
_BARE = re.compile(
    r"(?:该|本|此|这|那|其|各|全)?(?:公司|集团|大学|学院|学校|医院|银行|中心|协会|联盟|基金|实验室|政府|局|厅|署|委|办公室|委员会|研究院)"
)
_NAMING = {"n", "nr", "ns", "nt", "nz", "j", "b", "a", "vn", "v", "eng", "l", "ng", "an", "x", "nrt", "nrfg"}
_FREE = {"r", "p", "c", "u", "uj", "ul", "m", "q", "mq", "w", "d", "f", "t", "ud", "uz", "ug", "y", "e", "k"}
# a place before a body that the sources know without it
_PLACE = re.compile(r"(?:我|本|全|该|各|贵)?(?:市|省|区|县|镇|国)(?:级)?$|^(?:国家|省级|市级|区级|县级)$")
# what is said before a body and is no part of its name
_SAYING = frozenset(
    """
    支持 依托 联合 建设 鼓励 推动 引导 组织 牵头 协调 协同 会同 委托 指导 组建 成立 设立
    建成 打造 新建 通过 包括 涵盖 成为 作为 加强 推进 促进 引进 服务 办理 负责 提供 发挥
    开展 帮助 邀请 来自 位于 属于 承办 主办 会办 抄送 联系 发函 印发 提升 位列 设有 单位
    机构 部门 机关 高校 院校 企业 平台 政策 工作 主管 名称 成员 函 计划 预计 力争 争取
    """.split()
)
_PARTICLES = "为是由与和在将以对从向及等的到经"
_PERSON_TURN = re.compile(r"联系人|提案人|提出人|代表|委员|领衔|由.{2,4}(?:提出|提交)|负责人|主任|同志|先生|女士|签发")
_SURNAME = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_PERSON = re.compile(
    rf"(?:(?<=[、，,；;：:（(\s是为由])|(?<=联系人)|(?<=提案人))([{_SURNAME}][\u4e00-\u9fff]{{1,2}})"
    r"(?=[、，,；;：:）)\s。\d和]|$|提出|提交|领衔|委员|代表|同志|先生|女士)"
)
_END = re.compile(
    r"([\u4e00-\u9fff]{2}(?:局|厅|公司|集团|研究院|大学|学院|银行|医院|委员会|中心))"
    r"(?=[、,;。:：)）]|$|主办|会办|承办|协办|负责|牵头|印发|提出|联合|和|与|及|等)"
)
_PARTICLE = re.compile(r"[的了和与及等该此各家个所本我在为是由有多]")
_BEFORE_PHONE = re.compile(r"(?!.?[话码式]|.[为是])([\u4e00-\u9fff]{2})[,，、:：(（]?(?=\d{7,8}(?!\d))")


def unknown_names(statement: str, known: str) -> list[str]:
    """The names of a folded statement that do not stand in the folded text `known`."""
    persons = _PERSON.findall(statement) if _PERSON_TURN.search(statement) else []
    persons += _BEFORE_PHONE.findall(statement)
    # where the words are cut badly (局会办), the end of the name must do
    ends = (name for name in _END.findall(statement) if not _PARTICLE.search(name[:2]) and not _NO_BODY.search(name))
    wrong = [name for name in (*persons, *ends) if name not in known and not written_out(name, known)]
    return [*wrong, *_unknown_bodies(statement, known)]


def _unknown_bodies(statement: str, known: str) -> list[str]:
    if not _ANY_BODY.search(statement):
        return []
    import rjieba

    words = rjieba.tag(statement)
    unknown: list[str] = []
    for at, (word, _) in enumerate(words):
        if not _BODY.search(word) or _NO_BODY.search(word):
            continue
        first, run = at, word
        while first > 0 and words[first - 1][0] + run in known and words[first - 1][1] not in {"w", "x"}:
            first -= 1
            run = words[first][0] + run
        if first and words[first - 1][0][0] in _PARTICLES and words[first - 1][0][1:] + run in known:
            continue  # 为溪|岭: a particle taken into the name's first word
        before, tag = words[first - 1] if first else ("", "w")
        if word not in known:
            whole = _with_name(words, at)
            if not _BARE.fullmatch(whole) and not written_out(whole, known):
                unknown.append(whole)
        elif _goes_on(before, tag, bare=_BARE.fullmatch(run) is not None):
            name = before + run
            if not (_place_known(before, run, known) or _whole_there(run, known) or written_out(name, known)):
                unknown.append(name)
    return unknown


def _goes_on(before: str, tag: str, *, bare: bool) -> bool:
    """Whether the word before what is known is a part of the name. A verb is only beside a bare 局 or 公司."""
    if not re.search(r"[\u4e00-\u9fffa-z]", before) or tag in _FREE or before in _SAYING or _PLACE.search(before):
        return False
    return tag in _NAMING and (bare or tag not in {"v", "a", "vn", "l"})


def _place_known(before: str, run: str, known: str) -> bool:
    """云溪 before 市科技局, where the sources speak of 云溪市 and of 市科技局."""
    return run[0] in "市省区县" and before in known


def _whole_there(run: str, known: str) -> bool:
    """Whether the sources begin a clause with the known part: then it is a name, and what stands before it is none."""
    return len(run) >= 4 and re.search(rf"(?:^|[^\u4e00-\u9fffa-z0-9]){re.escape(run)}", known) is not None


def _with_name(words: list[tuple[str, str]], at: int) -> str:
    """A body's word with the words of its name before it."""
    name = words[at][0]
    for word, tag in reversed(words[max(0, at - 4) : at]):
        if tag in _FREE or word in _SAYING or not re.search(r"[\u4e00-\u9fffa-z]", word):
            break
        name = word + name
    return name
