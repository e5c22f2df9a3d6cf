"""A question cut into its words: what asks and what points at papers is taken out, the rest is what it speaks of."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import accumulate

import rjieba

from assistant.reading.folding import fold, synonyms
from assistant.reading.times.periods import PLAN, SHORT_YEAR

Synonyms = Mapping[str, tuple[str, ...]]
Frequency = Callable[[str], int]  # how many passages of the library hold a word

_KEEP = re.compile(r"^(?:n|v|a|j|l|i|b|t|s|eng|m|q|z|g)")
# Words that make a sentence a question, and words so general that an answer need not repeat them.
STOP = frozenset(
    """
    各有 多少 几 哪 哪些 哪个 哪家 哪里 哪位 哪儿 什么 怎么 怎样 如何 为什么 谁 是否 能否 可否 吗 呢 吧 啊 的 了 着 过
    是 有 在 和 与 及 或 对 把 被 让 给 跟 从 到 由 向 于 为 以 按 按照 根据 请问 请 一下 告诉 介绍 说明 分别 各 各自
    其中 共 一共 总共 共有 总计 全部 到底 具体 目前 现在 情况 方面 内容 东西 时候 时间 名称 名字 叫 叫做 做 进行 开展
    有关 相关 关于 里 里面 中 上 下 内 那 这 该 其 它 他们 我们 我 你 您 还有 以及 并 且 而 但 也 都 又 再 就 才 要 会
    能 可以 可 应 应该 需要 需 得 搞 弄 干 说 提到 提 提出 写 讲 规定 要求 指 指的 指的是 不同 区别 差别 对比 比较
    一致 一样 变化 家 个 项 条 名 位 种 类 次 笔 份 章 节 点 款 年 月 日 号 第 几家 几个 几项 几条 几种 几类 多大 多高
    多长 多久 最 最多 最高 最少 数量 数 值 数值 干嘛 那个 啥 总 想 靠 支 件 人 块 部分 采取 措施 举措 做法 安排 工作
    打交道 讲到 说到 一步 各讲 数字 成效 百分点 一起 来着 那会儿 这会儿 那篇 这篇 那份 那封 建起
    截至 包括 包含 列举 说法 进展 期间 实际 大 算 封 两份 一份 这件 那件 事 事情 事儿 原本 原来 干到 地方 一个 家里
    手头 大家 究竟 一般 通常 平时 大概 大约 大致 差不多 打算 正好 恰好 刚好 就会 就要 就能 才能 年底 年末 年初
    月底 年间 年度 所列 所报 定义 现值 一下子 这些 那些 准备 认为 存在 做到 算数
    点名 样 时 头 法 第几 老几 表里 没有 对应 同一个 各写 回事 时间段 共计 用来 用到
    家数 个数 数目 项数 次数 件数 现有 后来 出来 出去
    满足 照着 为止 市里 市里头 我市 本市 我们市 咱们市 咱市 省里 当地 本地 这边 咱们 这种 那种 这样 那样 有人 有些 某
    某个 别人 眼下 如今 已经 顶多 顶多能 顶格 时点
    """.split()
)

# who asks: no thing that is asked about
_WE = re.compile("(?:[我咱]们?)(?:局|单位|公司|企业|这边|这儿|这里)(?=[\u4e00-\u9fff])|[我咱]们(?=[\u4e00-\u9fff])")

# How a question points at papers: it says where to look, not what for.
# 云科函 of 云科函〔2025〕7号
_PREFIX = "[\u4e00-\u9fff]{1,2}[科府政财社信改监教卫农建环委办厅局发国](?:规?[函规发办字通告令文])?"
PAPERS = re.compile(
    rf"(?:{_PREFIX})?[〔\[(【](?:19|20)\d\d[〕\])】]\s*第?\d+号(?:函|文)?|"
    r"\d+号(?:文|函|提案|建议)|专栏\d+(?:-\d+)?|"
    r"(?:(?:19|20)\d\d年?(?:\d{1,2}月(?:\d{1,2}日)?)?|两份|两封|那份|那封)的?(?:[那这]?[封份篇])?"
    r"(?:(?:政协|人大)?(?:提案|建议)?答复|复函|函|报道|报纸|新闻|登报|见报)(?:里|中|说|里说|时)?|"
    r"\d{1,2}月份?的?(?:提案|建议)?(?:答复|复函|函|报道|登报|见报)时?|(?:报道|新闻|文件|复函)(?:里|中|说|提到)|报纸|"
    rf"(?:{PLAN})?规划(?:里|中|的|提出|确定|说)|综合(?=\d+号)|"
    r"(?:按照?|根据|依据?)(?:(?:19|20)\d\d年|现行|新)的?(?:管理|实施|暂行)?(?:办法|细则|规定)"
)
ASKING = re.compile(
    r"哪个[区县镇](?=[建办设开]?(?:[的呢啊]?[，,。？?]|$))|多少(?:[个家项条名位种类件台套次岁亩吨户]|天(?![然津使])|人(?![才员民口工数均群士]))?|哪?几[个家项条名位种类次天]|"
    r"哪[一二两三四五六七八九十]?(?:个(?=[\u4e00-\u9fff])|(?=[个家项条位种类些年月天里儿份件]))|"
    r"不[得能应可]?(?:少于|低于|超过|高于|大于|小于)|出现(?=哪些?情[况形])|百分之(?:几|多少)|多长时间|多久|为什么|什么时候|有?什么|怎么样?|怎样|如何|有没有|是不是|能不能|可不可以|"
    r"(?:打|收|补|掏|贴|赔|出)?(?<!哪)几[折成](?![个家项效果])|([\u4e00-\u9fff])不\1|需不需要|最[多高](?=[补奖给发领贴拨])|几个点(?=[，,补奖给])|各(?:是|有|为|自)|由谁(?:来(?=[当担任做负牵管办定]))?"
)


def question_words(folded: str, frequency: Frequency, usual: Synonyms) -> list[str]:
    """The content words of a folded question, in order but for those with a number or a 不 of their own, which come
    first; one may come twice. `usual`: words that are kept whole."""
    folded = _SOLVED.sub(r"\1 \2 ", folded)
    apart = _SHORT_OF.sub(r"\1 ", _MADE_INTO.sub(r"\1 ", _SHARE.sub(r"\1 ", _SAID_IN.sub(" ", _THAT.sub(" ", folded)))))
    whole = [match.group() for match in _NUMBERED.finditer(apart)]
    whole += [word for word in _QUARTER.findall(apart) if frequency(word)]
    whole += [word for word in _NOT.findall(apart) if frequency(word) and not rjieba.has_word(word)]
    for word in whole:
        apart = apart.replace(word, " ")
    words = _words(ASKING.sub(" ", PAPERS.sub(" ", _WE.sub(" ", apart))), frequency, usual)
    return whole + _known_parts(words, frequency, usual)


# 专题三拟支持几项 names 专题三, B类最高多少 names B类
CLASSED = "[类型档级]"
CLASS = rf"(?<![a-z\d])[a-z]{CLASSED}"  # A类, B档
_NUMBERED = re.compile(
    rf"{CLASS}|(?:专题|课题|方向|标段|附件|附表|阶段|赛道|类别)[一二三四五六七八九十](?![一二三四五六七八九十个项批共般等律起直些定样致])"
)
_QUARTER = re.compile(
    "[东西南北中]{1,2}部(?:产业园区?|新城|园区|片区|组团|城区|新区|科学城|各?镇街?)"
)  # 北部产业园 is one of several
_NOT = re.compile(r"不(?:合格|达标|符合|合规|通过|同意)")


# where the dictionary would cut wrongly: 打造|成哪五大中心 is no 造成, 云溪市|长者饭堂 no 市长
_MADE_INTO = re.compile(
    r"(打造|建设|建|发展|培育|变|升级|转型|转|列|分|认定|改造|改|做)成(?=[哪什几多一二三四五六七八九十为了])"
)
# 采取哪些办法解决检测难、检测贵的问题: papers say what is done, and of which trouble only in part
_SOLVED = re.compile(
    "((?:怎么|怎样|如何|哪些|什么)[^，。？?]{0,12}?)(?:解决|破解|缓解)([^，。？?]{2,20}?)的?(?:问题|难题|困难|困境)"
)
_SHARE = re.compile("(占比|比重|比例)(?=[到在为至由从要应须达])")  # 占比到2025年 has no 比到
_SHORT_OF = re.compile(r"([省市县区])(?=长(?:者|期|效|远|三角|江|途|租|廊|征)|全(?![部体]))")
_THAT = re.compile("([那这][支家个项条所座种类片块处批])(?=[\u4e00-\u9fff]{2})")  # 那支国创基金: no 支国创
_SAID_IN = re.compile(r"所(?=[列说提述报写讲称载][^，,]|[列说提述报写讲称载]$)")  # 总结所列: no 总结所


_INTENDED = re.compile("^(?:计划|预计|打算|目标是?)(?=什么时候|何时|哪|几|到|在)")  # 计划什么时候建成 names no plan


def names_something(question: str) -> bool:
    """Whether a question has a noun of its own, so that it can stand without the one before it."""
    return bool(nouns_of(question)) or bool(re.search(r"《|\d+号", question))


def nouns_of(question: str) -> list[str]:
    """The nouns of a question, and what no dictionary has, without those that only ask."""
    rest = ASKING.sub(" ", _INTENDED.sub("", fold(question)))
    return [
        word
        for word, tag in rjieba.tag(rest)
        if tag.startswith(("n", "j", "l", "i", "x")) and len(word) > 1 and word not in STOP and word.strip("？?。，, ")
    ]


def without_papers(question: str) -> str:
    """A question without the words by which it points at papers, folded."""
    return re.sub(r"^[和与、]|[和与、]$", "", PAPERS.sub("", re.sub(r"号函和", "号函", fold(question))))


def without_titles(question: str) -> str:
    """A question without the 《titles》 in it."""
    return re.sub(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》", "", question)


def _known_parts(words: list[str], frequency: Frequency, usual: Synonyms) -> list[str]:
    """Words, but a long one that the library does not know by the words in it (具体安排 → 具体, 安排)."""
    out: list[str] = []
    for said in words:
        stem = said[:2] if len(said) == 3 and said[2] in _KINDS else ""  # 合作方 of a paper that only says 合作
        if stem and not usual.get(said) and not frequency(said) and (frequency(stem) or usual.get(stem)):
            out.append(stem)
            continue
        word = _unglued(said, frequency, usual)
        if not word:
            continue
        name = _glued(word)
        if name and not usual.get(word) and not frequency(word) and frequency(name):
            out.append(name)  # 白鹭办孵化器, 从望川去省城: what is done stands at a name that no dictionary has
            continue
        whole = any(frequency(form) for form in usual.get(word, ()))
        parts = rjieba.cut_for_search(word) if len(word) >= 4 and not whole else []
        parts = [part for part in parts if 1 < len(part) < len(word)]
        pairs = [part for part in parts if len(part) == 2]
        halves = [pair for pair in pairs if pair in (word[:2], word[2:])]  # 研制, 成功 and not 制成
        parts = next((cut for cut in (pairs, halves) if "".join(cut) == word), parts)  # 工业, 园区 and not 工业园, 业园
        if parts and "".join(parts) == word and frequency(word) == 0:
            out += [part for part in parts if part not in STOP]
        else:
            out.append(word)
    return out


def _unglued(word: str, frequency: Frequency, usual: Synonyms) -> str:
    """A short word that nobody knows without what the cutting of words left at its ends; "" where nothing else is left
    (额多大, 数比, 里市)."""
    known = frequency(word) or usual.get(word) or rjieba.has_word(word)
    if len(word) > 3 or known or not _HAN_WORD.fullmatch(word):
        return word
    rest = word.strip(_GLUE)
    if len(rest) < 2:
        return ""
    return rest if frequency(rest) or rjieba.has_word(rest) else word


def _glued(word: str) -> str:
    """The two characters of a word of three that a verb or a preposition was taken into; "" for a real word."""
    if len(word) != 3 or rjieba.has_word(word):
        return ""
    return word[:2] if word[2] in _TAKEN_BEHIND else word[1:] if word[0] in _TAKEN_BEFORE else ""


def _words(folded: str, frequency: Frequency, usual: Synonyms) -> list[str]:
    """Content words: what the dictionary says are nouns, verbs, adjectives, numbers; known abbreviations whole."""
    out: list[str] = []
    rest = folded
    for name in _coined(folded, frequency, usual):
        out.append(name)
        rest = rest.replace(name, " " * len(name))
    for word, said in _known_words(rest, frequency, usual):
        out.append(word)
        rest = rest.replace(said, " " * len(said))
    for word, tag in _rejoined(rjieba.tag(AFTER_YEAR.sub(" ", SHORT_YEAR.sub("年", rest)))):
        token = word.strip()
        coined = tag == "d" and len(token) > 1 and not rjieba.has_word(token) and frequency(token) > 0  # 引才
        if not token or not (_KEEP.match(tag) or coined or token == "本科") or token in STOP:  # tagged as 本 is
            continue
        if _COUNTS.fullmatch(token):
            continue
        if len(token) == 1 and not token.isdigit() and tag not in {"n", "j", "ng"}:
            if tag == "v" and token in usual:
                out.append(token)  # 领多少: papers write 申领
            continue
        if re.fullmatch(r"(?:19|20)\d\d", token):
            continue  # years are judged apart
        token = re.sub(r"(?<=..)[了过着]$", "", token)
        if len(token) == 3 and token[2] in "能要会可得" and not rjieba.has_word(token):
            token = token[:2]  # 顶多能
            if token in STOP:
                continue
        if len(token) == 2 and token[0] in "能要会可得想该" and not rjieba.has_word(token):
            continue  # 能扣, 要报: what is asked stands elsewhere
        out.append(token)
    return out


def _known_words(folded: str, frequency: Frequency, usual: Synonyms) -> list[tuple[str, str]]:
    """The words of a text that are kept whole, the longest first, each with how it is said: 打水漂 as 打了水漂."""
    ends, written = _boundaries(folded), synonyms(talk=False)
    found: list[tuple[str, str]] = []
    taken: list[tuple[int, int]] = []
    for length in range(min(_LONGEST, len(folded)), 1, -1):
        for at in range(len(folded) - length + 1):
            end, said = at + length, folded[at : at + length]
            word = said if said in usual else _DONE.sub("", said)
            if word not in usual or any(at < other_end and other < end for other, other_end in taken):
                continue
            talk = word not in written
            if not {at, end} <= ends and (rjieba.has_word(said) or (talk and length > 2)):
                continue  # 资金 of 资金池, 定下来 of 认定下来
            if talk and not (frequency(word) or any(frequency(form) for form in usual[word])):
                continue  # no paper puts it in any of the ways known
            taken.append((at, end))
            found.append((word, said))
    return found


_LONGEST = 9  # characters of what people say
_DONE = re.compile("(?<=.)[了过着](?=.)")


_HAN_WORD = re.compile("[\u4e00-\u9fff]+")
# what the cutting of words may leave at either end of one
_GLUE = "的是有在到来去由从和与对把被将让给跟向比按要会能可得想说讲写定个各它这那哪几多大里时类项家数额量位年天底"


_COUNTS = re.compile(
    r"[几哪].{0,2}|.*多少.*|[一二两三四五六七八九十每]+个?[大个家项条类种位章节点块月年天次户人餐床方面]?"
)


def _boundaries(text: str) -> set[int]:
    """Where the words of a text begin and end."""
    return {0, *accumulate(map(len, rjieba.cut(text)))}


AFTER_YEAR = re.compile(r"(?<=\d[年月日])(?![度底初末份])")  # 2022年云溪市: 年云溪 is no word


def _rejoined(tagged: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The words with what the dictionary cut from them put back: 药|创院 → 药创院, 低温|院 → 低温院."""
    out: list[tuple[str, str]] = []
    for token, tag in tagged:
        glued = len(token) == 2 and token[0] in _SUFFIXES and token[1] in _FUNCTION and not rjieba.has_word(token)
        word = token[0] if glued else token  # 低温|院有 → 低温|院, 中试|线要 → 中试|线
        last, last_tag = out[-1] if out else ("", "")
        head = len(last) == 1 and _HAN_CHAR.match(last) and last not in _PARTICLES
        if (
            (head and len(word) == 2 and not rjieba.has_word(word))
            or (last == "非" and len(word) > 1)
            or (last in _SIDES and tag.startswith("n") and len(word) > 1)
            or (2 <= len(last) <= 4 and last_tag.startswith(("n", "j", "v", "a")) and word in _SUFFIXES)
        ):
            out[-1] = (last + word, "n")
        else:
            out.append((word, tag))
    return out


def _coined(folded: str, frequency: Frequency, usual: Synonyms) -> list[str]:
    """The names in a text that no dictionary has and papers write: 云一|科技 → 云一科技, 科普|月 → 科普月. Of each at
    least one piece is a single character that is no word of its own."""
    tagged = _rejoined(rjieba.tag(AFTER_YEAR.sub(" ", SHORT_YEAR.sub("年", folded))))
    out: list[str] = []
    at = 0
    while at < len(tagged):
        for count in range(min(_MOST_PIECES, len(tagged) - at), 1, -1):
            pieces = tagged[at : at + count]
            name = "".join(word for word, _ in pieces)
            # 云一 is taken for a number
            odd = [word for word, tag in pieces if len(word) == 1 or (tag == "m" and _NO_COUNT.fullmatch(word))]
            if (
                odd
                and 2 < len(name) <= _LONGEST_NAME
                and all(_may_name(word, tag) for word, tag in pieces)
                and not all(tag == "m" for _, tag in pieces)
                and name not in usual
                and frequency(name)
            ):
                out.append(name)
                at += count
                break
        else:
            at += 1
    return out


_NO_COUNT = re.compile("[^一二两三四五六七八九十百千万亿几多数第每这那前后同上下统首]一")
_MOST_PIECES, _LONGEST_NAME = 4, 6


def _may_name(word: str, tag: str) -> bool:
    """Whether a piece that the dictionary cut may belong to a name."""
    if not _HAN_WORD.fullmatch(word) or word in STOP - _IN_NAMES or tag[0] in "pcuryqeo":
        return False
    return len(word) > 1 or not (tag[0] in "vdaf" or word in _NO_NAME) or word in _IN_NAMES


# characters that the dictionary takes for adverbs, measures or months and that names have (汀才海归, 科普月), and those
# that say a place, a kind of body or how many and are no part of one
_IN_NAMES = frozenset("才月元新创科")
_NO_NAME = frozenset("市省区县镇村局厅委办人家年日号钱数量率额款费万亿百千十两半单双第")
_HAN_CHAR = re.compile("[\u4e00-\u9fff]")
_SIDES = frozenset("东部 西部 南部 北部 中部 东区 西区 南区 北区".split())  # 南部新城 is no other 新城
_PARTICLES = frozenset(
    "的了在与和对把被让给跟从到由向于为以按是有要能会可及或并且而但也都又再就才将其这那哪各共几多最不已"
)
_FUNCTION = frozenset("有要是在的和与到能会将")
_TAKEN_BEHIND = frozenset("办建拿给报借买开投搞做占")
_TAKEN_BEFORE = frozenset("从拿持按把被让给跟向往借拟找")
_KINDS = frozenset("方人者率数额量费点期日处类款项性化物品件")
_SUFFIXES = frozenset("院港园馆镇区站所局办厅会链带谷城岛湾桥线网")
