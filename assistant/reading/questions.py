"""Understanding a question: what is wanted, of which documents, of which year, with which words.

Nothing here looks into the documents' texts; what is recognised (a 文号, a year, a kind of paper) becomes scope or
evidence for later steps, and is never silently used to exclude.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.reading.facts import Number
from assistant.reading.followups import resolve
from assistant.reading.given import given_values
from assistant.reading.papers import Paper, Titles, papers_meant
from assistant.reading.times.periods import SHORT_YEAR, last_year
from assistant.schema import Question
from ingest.doc_numbers import LETTER_NUMBER
from ingest.numbering import han_to_int

Want = Literal["number", "date", "name", "list", "manner", "definition", "choice", "difference"]

# what is told in a clause, where 什么 asks for it, and by no name
_TOLD = (
    "目标|内容|要求|任务|条件|标准|机制|模式|制度|限制|规定|好处|优惠|待遇|门槛|倾斜|优待|后果|处罚|处理|程度|原则|方式|形式|"
    "关系|影响|特点|优势|问题|困难|短板|理由|原因|资格|水平"
)
_PATTERNS: tuple[tuple[Want, str], ...] = (
    (
        "difference",
        r"怎么变(?!更)|如何变(?!更)|不同|区别|差别|差异|对比|相比|(?<!市场)(?<!气候)(?<!形势)变化|进展|一致|一样|比较",
    ),
    (
        "date",
        r"多长时间|(?<![哪这近前后那])几(?:个?工作日|天|晚|个月|年|个?小时|周)|什么时候|何时|哪(?:一)?年|哪(?:一)?天|哪(?:一)?个?月|几月|几号(?![文函令])|日期|哪几天|(?:礼拜|星期|周)几|多久|何年|截止时间|期限",
    ),
    (
        "number",
        r"多少|(?<!哪)(?<!礼拜)(?<!星期)(?<!周)几(?!年|月|号|天|晚|方|位|者)|(?:电话|手机|传真)?号码|(?:什么|哪些)数据|(?:什么|哪些)数字|数字(?=分别|各|如何|怎|[，,。？?]|$)|占比|比重|比例|多大|多高|多长(?!时间)|规模|金额|数量|总数|(?<!大)面积|额度|上限|基数|数值|(?:年|实际|目标|基期)值",
    ),
    (
        "list",
        r"哪些|有哪几(?![天年月日])|哪(?![一几]?[天年月日])[一二两三四五六七八九十几\d]+|包括|包含|都有|分别|列举|几个方面|"
        r"构成|组成|哪几(?![天年月日])|(?:什么|哪种|哪类|啥)(?:情况|情形)(?:下|会|要|得|应|该|才|能|可以|不)",
    ),
    (
        "choice",
        r"能否|是否|可不可以|可以.{0,12}吗|是不是|有没有|还是|需不需要|(?P<same>[\u4e00-\u9fff])不(?P=same)|吗[?？]?$|[好完成了来到上]没有?[?？]?$",
    ),
    (
        "manner",
        r"怎么|怎样|如何|[成到]什么样|为什么|为何|做了哪些|什么(?:程序|流程|步骤|手续)|(?:什么|哪些)[^，。]{0,4}(?:成效|成果|效果|亮点|收获)|(?:有|采取|什么|哪些|哪几|哪[一二三四五六七八九十]+[条项个]?)[^，。]{0,6}(?:举措|措施|办法|做法|安排|工作)",
    ),
    (
        "definition",
        rf"什么样的[^，。？?]{{1,8}}(?:才?算|叫|属于)|"
        rf"是什么(?!时候|时间|日子)|是个什么(?:东西|玩意|概念)|什么(?:{_TOLD})|指什么|指的是|什么是|什么叫|是指|含义|定义|什么意思|干嘛|干什么|作用|管哪些|定位",
    ),
    (
        "name",
        rf"谁|哪位|哪[一二两三]?[家个所座]|哪里|哪儿|叫什么|(?<!为)什么(?!时候|东西|玩意|是|意思|样|措施|举措|情况|作用|支持|进展|比例|成效|成果|效果|亮点|收获|具体|{_TOLD})[\u4e00-\u9fff]{{2}}|名称|何地|何处|地点|在哪",
    ),
)
# what is counted in 哪五条, 哪三家, 哪四大链…
_COUNT = re.compile(
    r"(?:哪|这(?!一)|的|有|那(?!一)|以下|列了|提了|讲了|分了|分成|分为|列出)([一二两三四五六七八九十]{1,3}|\d{1,3})"
    r"(?:[大个]?(?:方面|部分|领域|区域|环节|步骤|阶段)|城市|[大个家项条名位种类次支件人块所座批点章节镇步])"
    r"([\u4e00-\u9fff]{2})?"
)
# 那一章下面设了哪三节 asks for three; 哪四级, 哪四环 are counted so only behind 哪
_COUNT_ASKED = re.compile(
    r"哪([一二两三四五六七八九十]{1,3}|\d{1,3})"
    r"(?:[大个]?(?:方面|部分|领域|区域|环节|步骤|阶段)|城市|[大个家项条名位种类次支件人块所座批点章节镇步级环档层关])"
    r"([\u4e00-\u9fff]{2})?"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=\s*年|[-—至到~]|[、和与](?:19|20)\d{2})")

# the tenth five-year plan ended in 2005
_END_OF_PLAN = re.compile("十([一二三四五六七])五(?:”|期|规划期)?(?:末|期末|收官)")

_OF_PAPER = re.compile(
    r"(?:19|20)\d\d年(?:\d{1,2}月份?)?的?(?:(?:那|这)?[封份篇]的?)?(?:报道|新闻|报纸|登报|见报)|"
    r"(?<!\d)(?:(?:19|20)\d{2}|\d{2})年的?(?:(?:那|这)[封份件]的?(?:政协|人大)?(?:提案|建议)?(?:答复函?|复函|函)|工作(?:总结|要点|计划|报告)(?=[里中所的和与、，,提说写讲各]|分别)|(?:(?:政协|人大)?(?:提案|建议)?答复函?|复函|函)(?=里|中|说|时))"
)


MEANT = 6  # papers that a question can mean one by one (两份2025年的函); more are a field to search in


@dataclass(frozen=True, slots=True)
class Query:
    """A question understood. `text` stands on its own; `scope` holds the doc_ids that it names."""

    question: Question
    text: str
    wants: frozenset[Want]
    count: int | None
    counted: str  # what is counted so: 中心 in 哪五大中心; "" where the question does not say
    years: tuple[str, ...]
    scope: tuple[str, ...]
    named: bool  # by number or title, so that another document cannot be meant
    unknown: tuple[str, ...]  # letter numbers that no document has
    each_paper: bool = False  # what every paper says of it is wanted (各文件的数分别是多少)
    brief: bool = False  # the answer is told beside others
    given: tuple[Number, ...] = ()  # the values between which it asks: 132家, 125家
    subject: str = ""  # and what it asks of, as it stands before them
    beside: tuple[str, ...] = ()  # letter numbers that no document has, named beside some that one has

    @property
    def means_few(self) -> bool:
        """Whether it means papers one by one."""
        return 1 <= len(self.scope) <= MEANT

    def wants_any(self, *wants: Want) -> bool:
        return bool(self.wants & set(wants))


def understand(
    question: Question,
    papers: Sequence[Paper],
    key_scope: tuple[str, ...],
    unknown: tuple[str, ...],
    titles: Titles | None = None,
) -> Query:
    """`key_scope` and `unknown` are what exact keys found: documents named by number or title, numbers of none.
    `titles`: of `papers`, where they are known already."""
    each_paper = _DIFFER.search(question.text) is not None
    given = given_values(question.text)
    question = replace(question, text=_plain(question.text))
    text = resolve(question.text, question.history)
    before = question.history[-1] if question.history and text != question.text else ""
    wants = wants_of(question.text) or wants_of(text) or wants_of(before)
    meant = papers_meant(text, papers, titles or Titles(papers))
    scope = tuple(dict.fromkeys([*key_scope, *meant]))
    # 25年那封函 says which paper, not which year it shall speak of
    own, whole = (_OF_PAPER.sub("", part) if scope else part for part in (question.text, text))
    years = _years(own) or _years(whole)
    named = bool(key_scope) and len(scope) == len(key_scope)
    count = (
        _COUNT_ASKED.search(question.text)
        or _COUNT.search(question.text)
        or _COUNT.search(text)
        or ("list" in wants and _SO_MANY_NAMED.search(question.text))
    )
    if not wants and count:
        wants = {"list"}  # 规划选的四个支点城市？
    return Query(
        question,
        text,
        frozenset(wants),
        han_to_int(count.group(1).replace("两", "二")) if count else None,
        (count.group(2) or "") if count else "",
        years,
        scope,
        named,
        unknown,
        each_paper,
        given=given.values,
        subject=given.subject,
    )


# words to whoever answers, about nothing that is asked
_ADDRESS = re.compile(
    r"^请?你?(?:忽略|无视|不要管|别管|不看)[^，,。：:]{0,20}[，,。：:]?请?(?:直接)?(?:回答|告诉我|说)?[，,：:]?"
)
_EITHER = re.compile(r"[是为有]?\d[\d.,]*((?!年|月|日)[^\d，。？?还]{0,6})还是\d[\d.,]*\1")


# who asks, and what one thinks of the papers: nothing that is asked
_CALLED = re.compile(
    r"^(?:(?:有|刚才|上午|昨天)?(?:个|位)?(?:委员|代表|领导|同事|企业|记者|群众|市民)[^，,。：:？?]{0,6}(?:打电话(?:来?问|咨询)?|来电话?(?:问|咨询)?|来问|问起|(?<![访询提])问(?=[，,：:]))[，,：:]?|"
    r"(?:领导|主任|科长|处长|局长|财务|同事)(?:让|叫|要)(?:我们?)?[^，,。：:？?]{0,6}[：:，,]|(?:麻烦|请)?(?:帮我?|帮忙)(?:查|看|找|问)(?:一下|下|查)?[，,：:]?)"
)
_PAPERS = "(?:(?:各|不同|几|两|哪些)的?[份个封]?)?(?:材料|文件|函|资料|地方|处|数字|数)"
# that papers differ, or that each shall be told: what one thinks of the papers or wants of the answer
_DIFFER = re.compile(
    rf"[，,。？?；;](?:可|但|怎么|为什么)?(?:我?们?(?:手头|手上|手里|看到|这儿|这里)的?有?)?(?:好像)?{_PAPERS}[^，。？?]{{0,8}}?(?:不一样|不一致|不同|对不上|打架|一样吗?|一致吗?|相同吗?)[。？?！!]?$|"
    rf"[，,。？?；;](?:请|在)?(?:各|不同|几[份个])[^，。？?]{{0,3}}(?:材料|文件|函|资料)[^，。？?几多]{{0,10}}"
    r"(?:分别|各|说明|列出|怎么说|是)[^，。？?]{0,4}[。？?！!]?$|"
    r"[，,]前后(?:的?(?:标准|数字|说法|口径))?(?:有没有|是否|有无)?(?:变|一样|一致|不同)[^，。？?]{0,3}[。？?！!]?$"
)
# what the answer is wanted for, and in which form
_WISHES = re.compile(
    r"^(?:写|做|弄|整理)[^，,：:。？?]{2,14}(?:材料|分析|报告|讲话稿|汇报|总结)(?:要用|用|时要?用)?[：:，,]|"
    r"^(?:我们?)?(?:要|得|准备)(?:给|向)(?:领导|上级|局长|市长|主任)[^，,：:。？?]{0,8}[：:，,]|"
    r"[，,](?:我们?)?(?:写|做|要写|要做)[^，,。？?]{2,10}(?:要用|用)[。？?]?$|"
    r"[，,。？?](?:请|麻烦)?(?:帮我|给我|帮忙)?(?:都|全部|逐条|一条一条|简单|分别|一一)*(?:列出来|列一下|列个[表单]|列全|核一下|核实一下|核对一下|概括一下|说一下|讲一下)[。？?！!]?$|"
    r"(?:能不能|可不可以|请)?一条一条(?:简单)?列出来"
)
_PARTICLES = re.compile(r"[啊呀嘛呗哦哈嘞喔](?=[，,。？?！!\d\s]|$)")
# 该打哪个号
_WHICH_NUMBER = "(?:应该|该|要|得)?(?:打|拨打?|呼|找|问)(?:哪个|什么|几)(?:电话)?号码?(?:问|咨询)?(?=[，,。？?]|$)"
# how people say question words, and how they are written
_SPOKEN = (
    ("时侯", "时候"),
    ("(?<=[多几])(少?)个(?=千万|百万|亿|万)", r"\1"),  # 多少个亿
    ("啥时候|多会儿|几时", "什么时候"),
    ("为啥", "为什么"),
    ("(?:需?要|得)?(?:走|经过|过|按|分)哪(?:几步|[几些]个?(?:环节|步骤|流程|程序|关|道))|分哪?几步", "有哪些程序"),
    ("啥子?", "什么"),
    ("搁(?=[哪这那])", "在"),
    ("咋样", "怎么样"),
    ("咋", "怎么"),
    (_WHICH_NUMBER, "联系电话是多少"),
    ("从头到尾|自始至终|从始至终", ""),
    ("(?:需?要|得|该)(?:上?交|递|拿)(?=(?:哪些|什么)(?:材料|东西|资料))", "应当提交"),
)


def _plain(text: str) -> str:
    """The question without orders to the reader, and 72家还是73家 as what it asks: 多少家."""
    text = _PARTICLES.sub("", _DIFFER.sub("", _WISHES.sub("", _CALLED.sub("", text))))
    for said, written in _SPOKEN:
        text = re.sub(said, written, text)
    return _EITHER.sub(lambda match: f"是多少{match.group(1)}", _ADDRESS.sub("", text)) or text


def wants_of(text: str) -> set[Want]:
    """What kinds of thing a question, or a part of one, asks for."""
    found: set[Want] = {want for want, pattern in _PATTERNS if re.search(pattern, text)}
    if (
        "list" in found
        and re.search(r"分别", text)
        and not re.search(r"哪些|包括|哪几|哪[一二两三四五六七八九十]|是哪", text)
    ):
        found.discard("list")
    if _PROVIDED.search(text):
        found = (found - {"number"}) | {"definition"}
    if _EACH_OF_SEVERAL.search(text):  # 四个实验室分别是什么 asks for four names, and not what they are
        found = (found - {"definition"}) | {"list"}
    if _DISTRIBUTED.search(text):
        found = (found - {"manner", "name"}) | {"list"}
    if not found and _SO_MANY_NAMED.search(text):
        found.add("list")
    if re.search("有没有|有无|是否有", text) and not re.search("多[少大高长]|几", text):  # 有没有比例上的限制
        found.discard("number")
    if re.search(r"哪(?:一)?(?:[年天]|个?月)", text):
        found.discard("name")
    return found


_DISTRIBUTED = re.compile("(?:怎么|怎样|如何)分布|分布情况")
# 四个战略支点城市？
_SO_MANY_NAMED = re.compile(
    "(?<!第)([二两三四五六七八九十])[个大项条类种家][^，。？?]{0,12}([\u4e00-\u9fff]{2})[？?]?$"
)
# 补偿比例有何特别规定: what is provided, and no figure alone
_PROVIDED = re.compile("^[^多几]*有(?:何|什么|哪些)(?:特别|特殊|专门)?的?(?:规定|要求|限制|优惠|照顾)[^多几]*$")
_EACH_OF_SEVERAL = re.compile(
    "[二两三四五六七八九十\\d][个大项家条种类][^，。？?]{2,12}(?:分别|各|都)(?:是|叫|指)(?:什么|啥|哪)|"
    "(?<!第)[二两三四五六七八九十][个大项条类][^，。？?]{2,8}是(?:什么|啥)[？?。]?$"
)


def _years(text: str) -> tuple[str, ...]:
    text = LETTER_NUMBER.sub("", text)
    said = [(match.start(), match.group(1)) for match in _YEAR.finditer(text)]
    said += [(match.start(), f"20{match.group(1)}") for match in SHORT_YEAR.finditer(text)]
    found = [year for _, year in sorted(said)]
    found += [str(last_year(ordinal)) for ordinal in _END_OF_PLAN.findall(text)]
    return tuple(dict.fromkeys(found))
