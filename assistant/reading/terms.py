"""The words of a question that an answer must account for, and how much each one tells.

A rare word tells more than a common one (inverse document frequency over the library's passages); words that only make
a sentence a question tell nothing. Whether a text speaks of a word is a matter of degree: the word itself, a usual
synonym, an abbreviation written out (药创院 → 药物创新研究院), most of its characters (a typo).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import rjieba

Frequency = Callable[[str], int]  # how many passages of the library hold a word

_KEEP = re.compile(r"^(?:n|v|a|j|l|i|b|t|s|eng|m|q|z|g)")
# Words that make a sentence a question, and words so general that an answer need not repeat them.
_STOP = frozenset(
    """
    各有 多少 几 哪 哪些 哪个 哪家 哪里 哪位 哪儿 什么 怎么 怎样 如何 为什么 谁 是否 能否 可否 吗
    呢 吧 啊 的 了 着 过 是 有 在 和 与 及 或 对 把 被 让 给 跟 从 到 由 向 于 为 以
    按 按照 根据 请问 请 一下 告诉 介绍 说明 分别 各 各自 其中 共 一共 总共 共有 总计 全部
    到底 具体 目前 现在 情况 方面 内容 东西 时候 时间 名称 名字 叫 叫做 做 进行 开展 有关 相关
    关于 里 里面 中 上 下 内 那 这 该 其 它 他们 我们 我 你 您 还有 以及 并 且 而 但 也
    都 又 再 就 才 要 会 能 可以 可 应 应该 需要 需 得 搞 弄 干 说 提到 提 提出 写 讲
    规定 要求 指 指的 指的是 不同 区别 差别 对比 比较 一致 一样 变化 家 个 项 条 名 位 种 类
    次 笔 份 章 节 点 款 年 月 日 号 第 几家 几个 几项 几条 几种 几类 多大 多高 多长 多久
    最 最多 最高 最少 数量 数 值 数值 干嘛 那个 啥 总 想   靠 支 件 人 块 部分 采取
    措施 举措 做法 安排 工作 截至 包括 包含 列举 说法 进展 期间 实际 大     算 
        封 两份 一份
    """.split()
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question with its weight (natural-log idf) and the forms that count as the word."""

    text: str
    weight: float
    variants: tuple[str, ...] = ()
    known: bool = True  # whether any passage of the library holds it
    slips: tuple[str, ...] = ()  # patterns of what may have been meant by an unknown word: one character exchanged
    exact: bool = False  # a name or a quoted phrase: most of its characters are not enough
    coined: bool = False  # no dictionary has it: an abbreviation may be written out (药创院 → 药物创新研究院)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The form in which texts are compared: NFKC, lower case, no white space, one kind of quotation mark."""
    text = unicodedata.normalize("NFKC", text).lower()
    text = re.sub(r"[“”„\"'‘’「」『』]", "", text)
    return re.sub(r"\s+", "", text)


@lru_cache(maxsize=1)
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Words of usage that mean the same to an official: lines of `word=form,form` in synonyms.txt."""
    out: dict[str, tuple[str, ...]] = {}
    for line in files("assistant.reading").joinpath("synonyms.txt").read_text(encoding="utf-8").splitlines():
        entry = line.split("#")[0].strip()
        if entry:
            word, _, forms = entry.partition("=")
            out[fold(word)] = tuple(fold(form) for form in forms.split(",") if form.strip())
    return out


def question_terms(text: str, frequency: Frequency, total: int) -> tuple[Term, ...]:
    """The content words of a question, in order, each once."""
    quoted = [fold(q) for q in re.findall(r"[“\"「]([^”\"」]{2,16})[”\"」]", text)]
    folded = _ASKING.sub(" ", _PAPERS.sub(" ", fold(text)))
    most = math.log(total + 1)
    terms: dict[str, Term] = {}
    for word in [*quoted, *_known_parts(_words(folded), frequency)]:
        if word in terms or word in _STOP:
            continue
        forms = synonyms().get(word, ())
        count = max([frequency(word), *(frequency(form) for form in forms)])
        weight = max(0.2, min(math.log((total + 1) / (count + 0.5)), most))
        if count == 0 and len(word) < 3 and word not in quoted:
            weight = 0.25 * most  # an unknown word of two characters is as often a slip or small talk as a name
        exact = (word in quoted and not _PERIOD.fullmatch(word)) or (
            len(word) >= 4 and _NAME_END.search(word) is not None
        )
        slips = () if count or exact else _slips(word, folded)
        terms[word] = Term(word, weight, forms, count > 0, slips, exact, not rjieba.has_word(word))
    return tuple(terms.values())


# How a question points at papers: it says where to look, not what for.
_PAPERS = re.compile(
    r"[〔\[(【](?:19|20)\d\d[〕\])】]\s*第?\d+号(?:函|文)?|\d+号(?:文|函|提案|建议)|专栏\d+-\d+|"
    r"(?:(?:19|20)\d\d年?|两份|两封|那份|那封)的?(?:那封|那份)?(?:答复|复函|函|报道)(?:里|中|说|里说)?|"
    r"(?:十[三四五六]五)?规划(?:里|中|的|提出|确定|说)|[“”]"
)
_ASKING = re.compile(
    r"多少[个家项条名位种类件台套人次]?|哪?几[个家项条名位种类次天]|哪[一二两三四五六七八九十]?(?=[个家项条位种类些年月天里儿份件])|"
    r"为什么|什么时候|什么|怎么样?|怎样|如何|有没有|是不是|能不能|可不可以|各(?:是|有|为|自)"
)
_NAME_END = re.compile(r"(?:大学|学院|研究院|研究所|公司|集团|医院|银行|基金|中心|协会|联盟|实验室|高新区|开发区)$")


_ENTITY = re.compile(
    r"[\u4e00-\u9fffa-z（）()]{2,24}?"
    r"(?:大学|学院|研究院|研究所|公司|集团|医院|银行|基金|中心|协会|联盟|实验室|开发区|高新区)"
)
_JOINT = re.compile(
    r"的|在|与|和|跟|由|从|对|把|及|是|给|到|那家|哪[家所座些几个]|有些|这家|该|作为|对于|什么|[，、。？；：]"
)
_PHASE = re.compile(r"第?(?<!十)[一二三四五六七八九十\d]+[期批届轮](?!间)")
_GENERIC = re.compile(
    r"^(?:我市|本市|全市|全省|省级|市级|国家级|省|市|各|该|某|此|那|这|哪|几|所|家|个|支持|建设|依托|联合)+"
)
_STRICT = re.compile(r"(?:大学|学院|公司|集团|医院|银行)$")  # names that differ by a word in their middle


def names_something(question: str) -> bool:
    """Whether a question has a noun of its own, so that it can stand without the one before it."""
    rest = _ASKING.sub(" ", fold(question))
    return any(
        tag.startswith(("n", "j", "l", "i", "x")) and len(word) > 1 and word not in _STOP and word.strip("？?。，, ")
        for word, tag in rjieba.tag(rest)
    ) or bool(re.search(r"《|\d+号", question))


def without_papers(question: str) -> str:
    """A question without the words by which it points at papers, folded."""
    return re.sub(r"^[和与、]|[和与、]$", "", _PAPERS.sub("", re.sub(r"号函和", "号函", fold(question))))


@lru_cache(maxsize=256)
def named_entities(question: str) -> tuple[str, ...]:
    """Bodies that a question names in full (武汉大学技术转移中心) and phases (三期, 第二批), folded: an answer about
    another one is no answer."""
    folded = _ASKING.sub("，", _PAPERS.sub("，", fold(question)))
    found: list[str] = []
    for piece in _JOINT.split(folded):
        names = (_GENERIC.sub("", _after_verb(match.group())) for match in _ENTITY.finditer(piece))
        found += [name for name in names if len(name) >= 4]
        found += [m.group() for m in _PHASE.finditer(piece)]
    return tuple(dict.fromkeys(found))


def _after_verb(name: str) -> str:
    """What looks like a name, without the words before it that say what is done with how many (设立了几支基金)."""
    cut = 0
    for match in _BEFORE_NAME.finditer(name):
        cut = match.end()
    return name[cut:]


_BEFORE_NAME = re.compile(
    r"了|过|着|[几多两二三四五六七八九十\d]+[支家个所座批项]|多少[支家个所座项]?|设立|成立|组建|共建|引进|举办|参加|入选|累计|共有|获得|拥有"
)


@lru_cache(maxsize=256)
def named_places(question: str) -> tuple[str, ...]:
    """The places that a question names (广州, 横琴), folded: what is said of another place is no answer."""
    folded = _AFTER_YEAR.sub("，", _ASKING.sub("，", _PAPERS.sub("，", fold(question))))
    found = [word for word, tag in rjieba.tag(folded) if tag == "ns" and len(word) > 1 and word not in _NO_PLACE]
    return tuple(dict.fromkeys(re.sub(r"(?<=..)[省市县区]$", "", word) for word in found))


_NO_PLACE = frozenset("中国 我国 全国 国内 全省 全市 本市 国际".split())


def speaks_of(entity: str, folded: str) -> bool:
    """Whether a text names a body: as the question does, longer, or a little shorter; a phase to the letter."""
    if entity in folded or _PHASE.fullmatch(entity):
        return entity in folded
    if not _STRICT.search(entity) and written_out(entity, folded):
        return True  # 光子中心 for 光子科学中心
    pairs = [entity[i : i + 2] for i in range(len(entity) - 1)]
    same = _SAME_STRICT if _STRICT.search(entity) else _SAME_NAME
    return sum(pair in folded for pair in pairs) >= same * len(pairs)


_SAME_STRICT = 0.8  # of the pairs of 云溪职业技术学院, 岚山职业技术学校 has most
_SAME_NAME = 0.7  # 澳门大学 has two of its three pairs in 澳门科技大学


def _slips(word: str, folded: str) -> tuple[str, ...]:
    """Patterns of four characters around an unknown word in which one of its characters is another: a slip of the pen
    or of the ear (技术经记人 for 技术经纪人)."""
    if re.search(r"[一二三四五六七八九十\d]", word):
        return ()  # 三期 for 二期 is another thing, not a slip
    at = folded.find(word)
    patterns: list[str] = []
    for start in range(max(0, at - 2), at + 1):
        window = folded[start : start + 4]
        if len(window) == 4 and re.fullmatch(r"[\u4e00-\u9fff]{4}", window):
            inside = [i for i in range(4) if at <= start + i < at + len(word)]
            patterns += [re.escape(window[:i]) + "." + re.escape(window[i + 1 :]) for i in inside]
    return tuple(patterns)


def _known_parts(words: list[str], frequency: Frequency) -> list[str]:
    """Words, but a long one that the library does not know by the words in it (具体安排 → 具体, 安排)."""
    out: list[str] = []
    for word in words:
        if len(word) == 3 and word[2] in _KINDS and not synonyms().get(word) and not frequency(word):
            stem = word[:2]  # 合作方 of a paper that only says 合作
            if frequency(stem) or synonyms().get(stem):
                out.append(stem)
                continue
        parts = rjieba.cut_for_search(word) if len(word) >= 4 and not synonyms().get(word) else []
        parts = [part for part in parts if 1 < len(part) < len(word)]
        if parts and "".join(parts) == word and frequency(word) == 0:
            out += [part for part in parts if part not in _STOP]
        else:
            out.append(word)
    return out


def _words(folded: str) -> list[str]:
    """Content words: what the dictionary says are nouns, verbs, adjectives, numbers; known abbreviations whole."""
    out: list[str] = []
    rest = folded
    for word in sorted(synonyms(), key=len, reverse=True):
        if len(word) >= 2 and word in rest:
            out.append(word)
            rest = rest.replace(word, " ")
    for word, tag in _rejoined(rjieba.tag(_AFTER_YEAR.sub(" ", rest))):
        token = word.strip()
        if not token or not _KEEP.match(tag) or token in _STOP:
            continue
        if re.fullmatch(r"[几哪].{0,2}|.*多少.*|[一二两三四五六七八九十]+[个家项条类种位章节点块方面]?", token):
            continue
        if len(token) == 1 and not token.isdigit() and tag not in {"n", "j", "ng"}:
            continue
        if re.fullmatch(r"(?:19|20)\d\d", token):
            continue  # years are judged apart
        token = re.sub(r"(?<=..)[了过着]$", "", token)
        if len(token) == 2 and token[0] in "能要会可得想该" and not rjieba.has_word(token):
            continue  # 能扣, 要报: what is asked stands elsewhere
        out.append(token)
    return out


_AFTER_YEAR = re.compile(r"(?<=\d[年月日])(?![度底初末份])")  # 2022年云溪市: 年云溪 is no word


def _rejoined(tagged: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The words with what the dictionary cut from them put back: 药|创院 → 药创院, 低温|院 → 低温院."""
    out: list[tuple[str, str]] = []
    for word, tag in tagged:
        last, last_tag = out[-1] if out else ("", "")
        head = len(last) == 1 and _HAN_CHAR.match(last) and last not in _PARTICLES
        if (
            (head and len(word) == 2 and not rjieba.has_word(word))
            or (last == "非" and len(word) > 1)
            or (2 <= len(last) <= 4 and last_tag.startswith(("n", "j", "v", "a")) and word in _SUFFIXES)
        ):
            out[-1] = (last + word, "n")
        else:
            out.append((word, tag))
    return out


_PERIOD = re.compile("十[一二三四五六]五(?:期间|时期)?")
_HAN_CHAR = re.compile("[\u4e00-\u9fff]")
_PARTICLES = frozenset(
    "的了在与和对把被让给跟从到由向于为以按是有要能会可及或并且而但也都又再就才将其这那哪各共几多最不已"
)
_KINDS = frozenset("方人者率数额量费点期日处类款项性化物品件")
_SUFFIXES = frozenset("院港园馆镇区站所局办厅会链带谷城岛湾桥")


def presence(term: Term, folded: str) -> float:
    """How far a folded text speaks of a term, from 0 to 1."""
    if term.text in folded:
        return 1.0
    best = 0.0
    for variant in term.variants:
        if variant in folded:
            return 0.95
    for pattern in term.slips:
        if re.search(pattern, folded):
            return 0.9
    if not term.exact and len(term.text) >= 3 and not _NUMBER.fullmatch(term.text):
        pairs = [term.text[i : i + 2] for i in range(len(term.text) - 1)]
        share = sum(pair in folded for pair in pairs) / len(pairs)
        best = max(best, 0.8 * share if share >= 0.5 else 0.0)
    if (term.coined or not term.known) and len(term.text) <= 6:
        best = max(best, 0.85 if written_out(term.text, folded) else 0.0)
    return best


def written_out(short: str, folded: str) -> bool:
    """Whether a text holds what `short` abbreviates: its characters in order within a name of bounded length."""
    if not re.fullmatch(r"[\u4e00-\u9fff]+", short) or len(short) < 3:
        return False
    gap = r"[\u4e00-\u9fffa-z0-9]{0,4}?"
    return re.search(gap.join(re.escape(char) for char in short), folded) is not None


def foreign(terms: tuple[Term, ...], folded: str) -> bool:
    """Whether the question names a thing that the library does not know and the text does not speak of (理事长)."""
    return any(not term.known and len(term.text) >= 3 and presence(term, folded) < 0.4 for term in terms)


def coverage(terms: tuple[Term, ...], folded: str) -> float:
    """The share of the question's weight that a folded text accounts for, from 0 to 1."""
    total = sum(term.weight for term in terms)
    return sum(term.weight * presence(term, folded) for term in terms) / total if total else 0.0
