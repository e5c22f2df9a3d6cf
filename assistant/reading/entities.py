"""What a question names: bodies, phases and places. What is said of another one is no answer to it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

import rjieba

from assistant.reading.folding import fold, ordinal_forms, synonyms, written_out
from assistant.reading.segments import AFTER_YEAR, ASKING, PAPERS

_ENTITY = re.compile(
    r"[\u4e00-\u9fffa-z（）()]{2,24}?"
    r"(?:大学(?!生)|学院|研究院|研究所|公司|集团|医院|银行|基金|中心|协会|联盟|实验室|开发区|高新区)"
)
# 哪家保险公司 asks for a body and names none
_ASKED_FOR = re.compile(
    r"(?:哪[一二两三四五六七八九十几]?[家个所座些支]|什么)[\u4e00-\u9fff]{0,6}?"
    r"(?:大学|学院|研究院|研究所|公司|集团|医院|银行|基金|中心|协会|联盟|实验室|开发区|高新区)"
)
_JOINT = re.compile(
    r"的|在|与|和|跟|或|由|从|对|把|及|是|给|到|那[家个]|哪[家所座些几个]|有些|这[家个]|该|作为|对于|什么|[，、。？；：]"
)
# 一批 and 头一批 mean some; 第一批 and 二期 are names
PHASE = re.compile(r"(?:第[一二三四五六七八九十\d]+|(?<!十)[二三四五六七八九十\d]+)[期批届轮](?!间)|(?<![这那])一期")
# 第三福利院 is not 第二福利院; 第三部分 and 第三产业 are no names
_ORDINAL = re.compile(
    r"(?!第二年)第[一二三四五六七八九十]+"  # which papers call 次年
    r"(?!部分|方面|阶段|季度|产业|家|所|座|名|个|项|条|章|节|点|款|次|号|位|步|类|大|线|方|者|代|时间|书记|期|批|届|轮)"
    r"[\u4e00-\u9fff]{2}"
)
_GENERIC = re.compile(
    r"^(?:我们|咱们?|贵|我市|本市|全市|全省|省级|市级|国家级?|[一二三四]级(?:甲等)?(?:公立)?|公立|省|市|各|该|某|此|那|这|哪|几|所|家|个|支持|建设|依托|联合)+"
)
_ANY_COMPANY = re.compile("(?:担保|融资|有限|责任|股份|上市|科技|国有|民营|分|子|总)+公司")
_STRICT = re.compile(r"(?:大学|学院|公司|集团|医院|银行)$")  # names that differ by a word in their middle


@lru_cache(maxsize=256)
def named_entities(question: str) -> tuple[str, ...]:
    """Bodies that a question names in full (云溪大学技术转移中心) and phases (三期, 第二批), folded: an answer about
    another one is no answer."""
    folded = AFTER_YEAR.sub("，", ASKING.sub("，", _ASKED_FOR.sub("，", PAPERS.sub("，", fold(question)))))
    found: list[str] = []
    for piece in _JOINT.split(folded):
        names = (_without_deed(_GENERIC.sub("", _after_verb(m.group()))) for m in _ENTITY.finditer(piece))
        whole = [name for name in names if name.count("(") == name.count(")")]
        found += [name for name in whole if len(name) >= 4 and not _ANY_COMPANY.fullmatch(name)]
        found += [m.group() for m in PHASE.finditer(piece)]
        found += [m.group() for m in _ORDINAL.finditer(piece)]
    return tuple(dict.fromkeys(found))


def _after_verb(name: str) -> str:
    """What looks like a name, without the words before it that say who does what with how many (设立了几支基金,
    一共带动银行)."""
    cut = 0
    for match in _BEFORE_NAME.finditer(name):
        cut = match.end()
    name, at, cut = name[cut:], 0, 0
    for word, tag in rjieba.tag(name):
        at += len(word)
        if tag[0] in _OUTSIDE_NAME or word in _SAID or (tag in {"v", "q"} and len(word) == 1):
            cut = at
    return name[cut:]


def _without_deed(name: str) -> str:
    """What looks like a name, without a deed that is done to any body of the kind (防止银行): no name at all."""
    words = rjieba.tag(name)
    deed = len(words) == 2 and words[0][1] == "v" and words[1][0] in _DONE_TO and not rjieba.has_word(name)
    return words[1][0] if deed else name


_DONE_TO = frozenset("银行 医院 大学 学院 协会".split())  # 开发公司 and 培训中心 may be names
_OUTSIDE_NAME = "rdpcuy"  # pronouns, adverbs, prepositions, conjunctions, particles
_SAID = frozenset("来 去 问 有 说 做 搞 办 要 能 想 叫 让 请 找 等".split())


_BEFORE_NAME = re.compile(
    r"情[况形]下|条件下|时候|了|过|着|[几多两一二三四五六七八九十\d]+[支家个所座批项]|多少[支家个所座项]?|打造成?|(?:联手|携手|联合)(?:建设|共建|成立|设立)?|合办|合建|建设成|哪[一二两三四五六七八九十几]?[大个家所]?|设立|成立|组建|共建|引进|举办|参加|入选|累计|共有|获得|拥有|一共|总共|合计|带动|撬动"
)


@lru_cache(maxsize=256)
def named_places(question: str) -> tuple[str, ...]:
    """The places that a question names (广州, 横琴), folded: what is said of another place is no answer."""
    folded = AFTER_YEAR.sub("，", ASKING.sub("，", PAPERS.sub("，", fold(question))))
    sure = {word for word, tag in rjieba.tag(folded, False) if tag == "ns"}
    tagged = (word for word, tag in rjieba.tag(folded) if tag == "ns" and (word in sure or not _NO_NAME.match(word)))
    words = [_TOWARDS.sub("", word) for word in tagged if not _SHORT_FOR_TWO.fullmatch(word)]
    # what we know to be said for something else (扎堆) is no place, whatever the dictionary says
    talk = synonyms()
    found = [word for word in words if len(word) > 1 and word not in _NO_PLACE and word not in talk]
    return tuple(dict.fromkeys(re.sub(r"(?<=..)[省市县区]$", "", word) for word in found))


# two places at once, each by the one character that stands for it: 京津, 成渝, 深澳
_SHORT_FOR_TWO = re.compile(
    "[京津沪渝冀晋辽吉黑苏浙皖闽赣鲁豫鄂湘粤桂琼川黔滇陕甘陇港澳台深穗莞珠佛惠中杭甬蓉成榕厦]{2}"
)
_OWN_CITY = re.compile("(?<![全我本各])([\u4e00-\u9fff]{2})(?<![全我本各贵])市(?![场民区政县委直值属级])")


def of_province(title: str) -> bool:
    """Whether a paper is, by its title, one of a whole province."""
    return _OWN_PROVINCE.search(title) is not None


_OWN_PROVINCE = re.compile("(?<![全我本各])[\u4e00-\u9fff]{2}省(?![级直内外])")


# 2024年汇川市办理了多少件: the first word, or the one behind the year
_CITY_FIRST = re.compile(
    "(?:^|年)([^\\W\\d的了着过是在到给从把由对被让请][^\\W\\d的了着过是在到给从把由对被让请])市"
    "(?=[\u4e00-\u9fff\\d]{2})(?![场民区政县委直值属级里上内外])"
)
_CITY = 3  # characters of 临江市
_NO_CITY = re.compile("[我咱你他]们市?$|[一二三四五六七八九十两几各全我本级辖个]市$|[一二三四五六七八九十两几]")


def of_another_city(question: str, title: str, near: str) -> bool:
    """Whether a question names a city as such (临江市), and what stands in a paper of another city, by its `title`,
    does not speak of it."""
    if not (_OWN_CITY.search(title) or of_province(title)):
        return False
    # 东莞市 the dictionary knows; what it takes for a word of three that ends so is a city as well, but 大城市 is none
    words = (word for word in rjieba.cut(fold(question)) if len(word) == _CITY and word.endswith("市"))
    cities = [word[:-1] for word in words if not (rjieba.has_word(word[1:]) or _NO_CITY.search(word))]
    cities += [place for place in named_places(question) if rjieba.has_word(place) and f"{place}市" in fold(question)]
    cities += [name for name in _CITY_FIRST.findall(fold(question)) if not _NO_CITY.search(f"{name}市")]
    provinces = [word[:-1] for word in rjieba.cut(fold(question)) if len(word) >= _CITY and word.endswith("省")]
    cities += provinces if of_province(title) else []
    return not all(city in title or city in near for city in cities)


def names_other_places(question: str, title: str, folded: str, near: str, *, alone: bool = False) -> bool:
    """Whether a sentence, `folded`, tells of other places than one of several that a question names (云溪与临港签订),
    and nothing right `near` it speaks of that one, not even by a character (港澳). `alone`: it may be the only one that
    is named."""
    if _other_districts(question, title + folded + near, folded):
        return True
    places = named_places(question)
    far = [place for place in places if place not in title and place not in folded + near]
    missing = far if len(places) > 1 else [p for p in far if alone and not any(c in folded + near for c in p)]
    inside = re.compile("[\u4e00-\u9fff]{2,4}(?:新区|区|镇|街道?|县|村|园)")
    if not missing:
        return False
    tagged = rjieba.tag(inside.sub("，", folded), False)  # those alone that the dictionary has
    others = {word for word, tag in tagged if tag == "ns" and len(word) > 1 and word not in _NO_PLACE}
    return any(place not in title and place not in question for place in others)


def _other_districts(question: str, near: str, folded: str) -> bool:
    """Whether a question asks of a district that is not spoken of `near`, and the sentence tells of another one of the
    kind: 望潮高新区1850套 is no answer for 青屿新区."""
    for name, kind in _DISTRICT.findall(fold(question)):
        if rjieba.has_word(name) and rjieba.tag(name)[0][1] != "ns":
            continue  # 产业新区 has no name
        others = {other for other, same in _DISTRICT.findall(folded) if same == kind or kind in same or same in kind}
        if name not in near and others - {name}:
            return True
    return False


_IN_NAME = (
    "[^\\W\\d的里在和与及各哪每全本我市县区镇有对从到位于是为个少多几场次名批其将把被由以等一二三四五六七八九十两]"
)
_DISTRICT = re.compile(f"({_IN_NAME}{{2}})(新区|高新区|经开区|开发区|县|镇|街道)")


def is_only_part(question: str, folded: str, given: Sequence[int]) -> bool:
    """Whether a sentence tells of a body or site that a question names only as a part of what its numbers, which stand
    at `given`, are of: 总投资20亿元，主要包括海洋观测中心……."""
    for entity in named_entities(question):
        at = max(folded.find(entity), folded.find(entity[2:]) if len(entity) > _WITH_PLACE else -1)
        whole = re.search(r"(?:包括|包含|下设)[^。;；]*$", folded[:at]) if at > 0 else None
        if whole is not None and given and max(given) < whole.start():
            return True
    return False


_WITH_PLACE = 6  # characters of a name that may begin with a place
# what is guessed to be a place and begins so is cut from other words (评估中得了)
_NO_NAME = re.compile("[上中里下入对成由非一二三四五六七八九十]")
_TOWARDS = re.compile(r"^(?!从江|从化)[从在到去往](?=..)")  # the dictionary makes a place of 从望川
# what the dictionary tags as places and people mean otherwise
_NO_PLACE = frozenset(
    """
    惠及 遍及
    中国 我国 全国 国内 全省 全市 本市 国际 三国 三角洲 上半场 上台 上山 上岗 上市 上路 上门 上马 下山 下海 东西 东路
    中断 开园 大城 新城 大湾 中考 中路 中道 云集 井口 京城 伦理 入口 入川 入市 入海 共和国 关联 兴旺 内城 内河 冰川 加盟
    北风 千古 南北 卫国 古典 古都 台地 台风 哥哥 喜庆 嘉宾 四海 回国 城中村 城垣 城堡 城市 城镇 外国
    大国 大山 大桥 大江 大洋 大海 大湖 大街 大都 大门口 天黑 太阳 安家 密封 屯田 山区 山口 山坡 山寨 山峰
    山川 山林 山水 山河 山洞 山羊 山脉 庆典 开国 故城 新建 新鲜 日志 普及 朝廷 桥头堡
    江山 江水 江河 江湖 池塘 沿河 法典 泉水 治国 治安 海关 海归 海峡 海洋 海湾 海滨 海滩 深山 深度 深海 渡江 湖区
    湖水 湖泊 滑坡 爱国 登山 礼拜 神圣 福利 立马 经开区 美丽 自治县 自治州 舞美 英雄 莫大 莫非 莲蓬 西瓜
    诸国 契约 贵宾 都城 都市 重镇 镇村 镇街 长大 长度 长河 阴阳 青春 高原 高山
    """.split()
)


def speaks_of(entity: str, folded: str) -> bool:
    """Whether a text names a body: as the question does, longer, or a little shorter; a phase to the letter."""
    entity = _COLLEGE.sub(r"\1大学", re.sub("科大(?!学)", "科技大学", entity))
    if entity in folded:
        return True
    if PHASE.fullmatch(entity) or _ORDINAL.fullmatch(entity):
        forms = ordinal_forms(entity)
        first = forms[0].startswith("第一") and f"首{forms[0][2]}" in folded  # 首任 for 第一任, 首批 for 第一批
        return first or any(form in folded for form in forms)
    if not _STRICT.search(entity) and written_out(entity, folded):
        return True  # 光子中心 for 光子科学中心
    if not _STRICT.search(entity) and all(word in folded for word in rjieba.cut(entity)):
        return True  # 三市检测联盟 for 联盟 of 三市 on 检测
    pairs = [entity[i : i + 2] for i in range(len(entity) - 1)]
    same = _SAME_STRICT if _STRICT.search(entity) else _SAME_NAME
    return sum(pair in folded for pair in pairs) >= same * len(pairs)


# how people shorten the names of universities (电子科大云溪学院)
_OLD_OR_NEW = re.compile("(新|老|旧)([馆楼址园校院厂站])")
_OTHER = {"新": "老旧", "老": "新", "旧": "新"}
_OPPOSITES = tuple(
    pair
    for one, other in (
        ("线上", "线下"),
        ("上半年", "下半年"),
        ("首次", "重新"),
        ("省内", "省外"),
        ("市内", "市外"),
        ("境内", "境外"),
        ("进口", "出口"),
    )
    for pair in ((one, other), (other, one))
)


def tells_the_opposite(asked: str, folded: str, around: str) -> bool:
    """Whether a folded text tells of the other of two (新馆, 下半年) where a folded question asks for the one, which
    nothing around it names."""
    for age, thing in _OLD_OR_NEW.findall(asked):
        if re.search(f"[{_OTHER[age]}]{thing}", folded) and f"{age}{thing}" not in around:
            return True
    return any(
        one in asked and other not in asked and other in folded and one not in around for one, other in _OPPOSITES
    )


_COLLEGE = re.compile("(理工|工业|师范|交通|农业|医科|财经|海洋|林业|政法|邮电)大(?!学)")


_SITE = re.compile(
    r"([\u4e00-\u9fff]{2,8}?)((?:中试|实训|示范|生产|创新|产业|孵化|培训|科普)?(?:基地|平台|园区|产业园|车间))"
)

_ANY_SITE = re.compile(
    r"\d*号函|要求|提出|形成|支持|鼓励|推动|首批|第.批|国家级|省级|市级|县级|全市|我市|年|公共|重点|现有|一批|各类|新建|建设|认定|多少|几[个家]|"
    "花钱|[找请租借]|委托|怎么|怎样|如何|才能|可以|申请|申报|评上|评选|入驻|企业|什么|目前|上述|全部|通过|我们|这些|该|本|^.*[去拿]|[省市县区]内"
)


def speaks_of_another_site(asked: str, folded: str, near: str, known: Collection[str] = ()) -> bool:
    """Whether a sentence tells of another site of the kind that a question names: of 先进陶瓷中试基地, where
    智能传感中试基地 is asked for, and nothing right `near` it names that one. All are folded; `known`: the question's
    words that papers write."""
    first, *rest = _JOINT.split(asked)
    # behind 的 stands as often how people call what papers call otherwise (试产基地) as a name: that papers write
    sites = [_SITE.search(first), *(m for m in map(_SITE.search, rest) if m and any(w in m.group(1) for w in known))]
    named = next(filter(None, sites), None)
    if named is None or named.group() in folded:
        return False
    name, kind = _ANY_SITE.sub("", _ONE_OF_THEM.sub("", named.group(1))), named.group(2)
    if len(name) < (2 if len(kind) > 2 else 3):
        return False
    pairs = [name[i : i + 2] for i in range(len(name) - 1)]
    before = [_ANY_SITE.sub("", match.group(1)) for match in re.finditer(rf"([\u4e00-\u9fff]{{2,12}}){kind}", folded)]
    return any(len(other) > 1 for other in before) and not any(pair in folded + near for pair in pairs)


_ONE_OF_THEM = re.compile("^.*(?:[有那这哪]一?[个家座处]|我市|全市|本市)")  # 我市有个产业园区 names none

_SAME_STRICT = 0.8  # of the pairs of 云溪职业技术学院, 岚山职业技术学校 has most
_SAME_NAME = 0.7  # 澳门大学 has two of its three pairs in 澳门科技大学
