"""What a question asks of its subject: the words that stand right beside its question word.

由谁担任 asks for whoever 担任, 什么时候截止 for the day of 截止, 补贴多少 for a 补贴: a sentence that says all the rest
and not this answers another question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import rjieba

from assistant.reading.folding import fold
from assistant.reading.quantities import ANYTHING, Quantity
from assistant.reading.terms import Term

_UNITS = r"(?:个|家|项|条|名|位|种|类|次|笔|份|支|件|台|套|座|所|批|万|亿|元|亩|平方米|人次|人|天|月|年)?"
_AFTER = re.compile(
    rf"(?:由谁|谁|是?哪[一几]?[家位]|什么时候|何时|哪一?年(?:哪月)?|哪一?天|哪一?月|几月|几号|多少{_UNITS}|(?<!哪)几{_UNITS})"
)
_COUNTS = re.compile("多少|几")
_WHICH_ONE = re.compile("是?哪[一几]?[家位]")
_PERSONS = re.compile(f"由?谁|{_WHICH_ONE.pattern}")
_WHERE = re.compile("(?:位于|设在|建在|定在|是在|放在|在)?(?:哪里|哪儿|什么地方|何处|哪(?=[?？]?$))")
_BEFORE = re.compile(
    r"(?:实际|完成|实现|累计|每年|是|为|有|达到?|约|大概|一共|总共|共|的|了|要|得|能|可以|最[高多少低]|分别|各|到底|给|在)*$"
)
# words that only say that something is counted: the kind of number says it too
_SAYS_NOTHING = frozenset(
    """
    开始 正式 发生 实现 达到 不少于 不低于 不超过 超过 提供 一起 第一次 首次 联系方式 金额 数量 资金 钱 经费
    费用 元 亿元 万元 人数 比例 比重 占比 面积 长度 高度 指标 标准 总额 总数 总量 实际值 数值 额度 幅度 份额
    """.split()
)
_ENDS = frozenset("截止 截至".split())  # 到几号截止 may be told in other words (至4月18日)
_COUNTED_AS = re.compile(
    "(?:标准|指标|金额|数量|总数|总额|总量|额度|幅度|面积|比例|费用)?$"
)  # 租金标准是多少 asks of 租金
_PLAN = re.compile(
    r"想(?:搞|做|建|弄|办|达|要|把|在)|目标|计划|力争|争取|预计|打算|今后|未来|将|要(?!求)|准备|规划|十[四五]五|到(?:19|20)\d\d年"
)
_PLANNED = re.compile(
    r"到(?:19|20)\d\d年|力争|争取|预计|目标|十[四五]五期间|(?<!必)将(?:达|建|新|引|培|打)|计划(?:到|引|建|在)|努力实现"
)


_CEILING_ASKED = re.compile("最[高多](?!的)|封顶|上限|至多|顶多|顶格")
_CEILING_TOLD = re.compile("最[高多]|额度|封顶|上限|不超过|至多|不高于")


def focus(text: str, terms: tuple[Term, ...], *, binding: bool = False) -> tuple[Term, ...]:
    """The terms right before and right behind the question words of number, date and person; where `binding`, only
    those that an answer must say: a day may be told in many words (至4月18日 for 截止)."""
    asked = fold(text)
    found: dict[str, Term] = {}
    for match in _AFTER.finditer(asked):
        if binding and not (_COUNTS.match(match.group()) or _PERSONS.match(match.group())):
            continue
        head = asked[: match.start()]
        end = len(head) - len(_BEFORE.search(head).group())  # type: ignore[union-attr]
        end -= len(_COUNTED_AS.search(asked[:end]).group())  # type: ignore[union-attr]
        telling = [t for t in terms if t.text not in _SAYS_NOTHING and not (binding and t.text in _ENDS)]
        behind = [term for term in telling if asked.startswith(term.text, match.end())]
        if behind and _WHICH_ONE.fullmatch(match.group()):
            continue  # 哪家医院 is told by a name; 依托单位是哪家 asks of 依托单位
        # 由谁担任 asks for 担任 alone; 安排多少资金 may be told by either word
        ahead = [] if behind and not _COUNTS.match(match.group()) else telling
        found |= {term.text: term for term in [*behind, *(t for t in ahead if asked[:end].endswith(t.text))]}
    return tuple(found.values())


def counted(text: str, terms: tuple[Term, ...]) -> Term | None:
    """The last of the words right behind 多少 and its unit (医疗器械 of 多少款“港澳药械通”医疗器械): what is counted;
    None where but one word stands there, or none."""
    asked = fold(text)
    for match in _AFTER.finditer(asked):
        chain: list[Term] = []
        end = match.end() if _COUNTS.match(match.group()) else len(asked)
        while longest := max(
            (t for t in terms if asked.startswith(t.text, end)), key=lambda t: len(t.text), default=None
        ):
            if chain and not rjieba.tag(longest.text)[-1][1].startswith("n"):
                break  # 多少省份恢复了客运 counts 省份
            chain.append(longest)
            end += len(longest.text)
        if len(chain) > 1:
            return chain[-1]
    return None


# 真正赔出去多少钱, 一共投了多少: what was done with the amount
_DEED = re.compile(
    "([投赔发签拿补收减免贷招引培建捐还欠缴罚领奖用花批贴])(?:出去|进来|下来|[了出到过掉])+(?=多少|几(?!年|月|天|号))"
)


def deed_asked(folded: str) -> str:
    """The verb of whose amount a folded question asks (赔 of 赔出去多少钱); "" where it names none."""
    deed = _DEED.search(folded)
    return deed.group(1) if deed is not None else ""


_MEASURED = re.compile(
    "(?:的)?(?:规划|建设|建筑|占地|用地|总)*(?:面积|投资额?|规模|造价)(?:各?是|有|为|约|达到?)?(?:多少|多大|几)"
)


def measured(text: str, terms: Sequence[Term]) -> Term | None:
    """The thing whose size or cost a question asks for (科学馆 of 科学馆建筑面积是多少); None for other questions."""
    asked = fold(text)
    match = _MEASURED.search(asked)
    return next((t for t in terms if asked.endswith(t.text, 0, match.start())), None) if match else None


def where_asked(text: str, terms: tuple[Term, ...]) -> Term | None:
    """The word whose place a question asks for (选址 of 选址在哪里); None where no place is asked for, or where of
    something else."""
    asked = fold(text)
    where = _WHERE.search(asked)
    if where is None:
        return None
    return next((t for t in terms if t.known and asked.endswith(t.text, 0, where.start()) and t.text in _SITED), None)


_KIND_ASKED = re.compile(r"哪(?:些|[几一二两三四五六七八九十](?:[个家项条种类方面]|大)?)([\u4e00-\u9fff]{2})")


def kind_asked(text: str, terms: tuple[Term, ...]) -> Term | None:
    """What a question wants listed (补助 of 哪几种补助); None where it names no kind of thing, or asks for no list."""
    asked = _KIND_ASKED.search(fold(text))
    return next((t for t in terms if t.known and asked.group(1) in t.text), None) if asked else None


_SITED = frozenset("选址 地址 地点 办公地点 集合地点 报名地点 窗口 落户 总部 注册地 产地 起点 终点".split())
# what is asked for by its head, and how a text gives it: 评选条件是什么 wants what must be met, not what was won
_HEADS = (
    (
        re.compile("依托(?:的是|于)?(?:哪|谁|什么)"),
        re.compile("依托|托管|牵头|承建|共建|承担|由|单位"),
    ),
    (
        re.compile(r"条件(?:是|有|包括|都?有哪|是哪)|(?:什么|哪些|哪几[个条项]?)条件"),
        re.compile(r"条件|应当|应[具符满]|须|具备|符合|满足|不得|以上|不低于|不少于"),
    ),
    (
        re.compile(r"(?:什么|哪些|哪几[样种份个])(?:申报|申请|报名|证明)?材料|材料(?:有哪|是什么|清单)"),
        re.compile(r"材料|申请[书表]|申报[书表]|证明|证书|执照|复印件|清单|报告"),
    ),
    (
        re.compile(r"按照?什么(?:样的)?(?:思路|原则|指导思想)"),
        re.compile(r"按照|思路|原则|指导思想|坚持|围绕|导向|以.+为"),
    ),
    (
        re.compile(r"原因(?:是|有|包括|在)|为什么|为何"),
        re.compile(r"因|由于|难|缺|不足|不够|受|导致|影响|矛盾|考虑|鉴于|为了?|以便|目的|属于|无权|权限|事权|不具备"),
    ),
    (
        re.compile(r"(?:增长|增速|增幅|同比|下降|降低|提高)了?(?:多少|几|率)"),
        re.compile(r"增(?:长|幅|速|至|到|加(?!值))|提高|上升|降|减|倍|翻|由.*[到至为]|从.*[到至为]"),
    ),
    (
        re.compile(r"(?:修订|修改|调整|改革|变更|提标|扩围)(?:之|以)?前(?![后期])|原先|原来(?:是|为|有)"),
        re.compile(
            r"原|前|(?:由|从).{1,14}[降提调增减压缩扩放延]|[将把][^，,]{0,14}\d[^，,]{0,12}[降提调增减压缩扩放延]"
        ),
    ),
    (
        # who won is not told by what is to be won
        re.compile("花落|排名?第一|得了?第一|(?:冠军|[特一二三]等奖)(?:得主|是谁|是哪|被[谁哪]|归谁)|夺[得了]?冠"),
        re.compile("获|夺|摘|得主|第一|冠军|居首|首位|榜首"),
    ),
    (
        re.compile(r"(?:流程|程序|步骤)(?:是|有|包括|怎)"),
        re.compile(r"流程|程序|步骤|先|后|再|经|报|提交|申请|审"),
    ),
)


def gives_head(text: str, folded: str) -> bool:
    """Whether a folded text can hold the conditions, reasons or steps that a question asks for; True where it asks for
    none of them."""
    return all(gives.search(folded) for asks, gives in _HEADS if asks.search(text))


_ROLE = re.compile(
    r"([主局市县区镇部厅处科站院校会组行董所班矿队村乡馆厂社]任?长|主任|书记|主席|经理|负责人|召集人|代表人|秘书长|理事长)"
    r"(?:叫什么|[是为]谁|是哪[位个](?!部门|单位|局|机构)|姓什么|的名字|由谁(?=[担兼]?任|[来担]?当|[?？]|$)|是什么人)"
)


def role_asked(text: str) -> str:
    """The office whose holder a question asks for (主任 of 主任是谁), "" where it asks for none."""
    role = _ROLE.search(text)
    return role.group(1) if role else ""


_NOW = re.compile("最新|目前|现在|当前|如今|眼下|现有")
_CLAUSE = re.compile("[，,；;。]")
_ADDED = re.compile(r"新增|新引进|新建|新认定|新培育|净增|新设|增加了?\d|新评")


def tells_additions(folded: str) -> bool:
    """Whether a folded text counts what came new: no answer to how many there are."""
    return _ADDED.search(folded) is not None


def only_additions(folded: str, asked: Sequence[Quantity]) -> bool:
    """Whether a folded sentence counts, of the kinds of number `asked` for, only what came new; 企业974家，净增131家
    counts what there is as well."""
    if not tells_additions(folded):
        return False
    kinds = asked or (ANYTHING,)
    counting = [c for c in _CLAUSE.split(folded) if any(kind.pattern.search(c) for kind in kinds)]
    return all(tells_additions(clause) for clause in counting)


def asks_for_newest(text: str) -> bool:
    """Whether a question wants what holds now (最新, 目前): the newest paper's word."""
    return _NOW.search(text) is not None


def asks_for_ceiling(text: str) -> bool:
    """Whether a question asks how much there is at most."""
    return _CEILING_ASKED.search(text) is not None


def tells_ceiling(folded: str) -> bool:
    """Whether a folded text gives a ceiling."""
    return _CEILING_TOLD.search(folded) is not None


def asks_for_plan(text: str) -> bool:
    """Whether a question speaks of what shall be, not of what is."""
    return _PLAN.search(text) is not None


_REACHED = re.compile(
    "(?:提前|超额|全面|如期|圆满|已)[^，,。；;]{0,8}(?:完成|实现|达到)[^，,。；;]{0,12}目标"
)  # no plan any more


def is_plan(folded: str) -> bool:
    """Whether a folded text says what shall be: a target is no answer to how many there are."""
    return _PLANNED.search(_REACHED.sub("", folded)) is not None


_EITHER = re.compile(
    r"(?:是|叫|为|写的?|称|说的?)?[“\"]?(?P<one>[^，,。？?“”\"是叫]{2,12}?)[”\"]?还是(?:是|叫|写|称)?"
    r"[“\"]?(?P<other>[^，,。？?“”\"]{2,12}?)[”\"]?(?:[？?]|$)"
)


def alternatives(text: str) -> tuple[str, str] | None:
    """The two names between which a question asks, folded; None where it asks for no such choice."""
    asked = _EITHER.search(text)
    if asked is None:
        return None
    one, other = fold(asked["one"]), fold(asked["other"])
    return (one, other) if set(one) & set(other) and one != other else None  # of one thing: 民众街道, 民众镇
