"""The fields of a paper's frame: how each is asked for, what it is called, and how its value is said.

A field is asked for in a turn of speech of its own (`Field.cue`, anywhere in a question), or by a clause that has
nothing to say but words of that field, in whatever order (`_WORDS_OF`: 能不能直接上网公开, 哪两家发的).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.zh import chinese_date
from ingest.doc_numbers import YEAR_AND_SERIAL
from ingest.schema import Metadata


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the frame: how it is asked for, what it is called, and how its value is said."""

    cue: re.Pattern[str]
    name: str
    value: Callable[[Metadata], str | None]
    say: Callable[[str], str]


def _contact(metadata: Metadata) -> str | None:
    if metadata.contact_name and metadata.contact_phone:
        return f"{metadata.contact_name}，{metadata.contact_phone}"
    return metadata.contact_name or metadata.contact_phone


def no_field(metadata: Metadata) -> str | None:
    """What no field of ours holds: where the paper has a line of that name, the line answers (`_form_line`)."""
    return None


def _addressed(value: str) -> str:
    if not re.search("(?:委员|代表)$", value):
        return f"主送{value}"
    names = re.sub(r"(?:等)?(?:委员|代表)$", "", value)
    listed = [name for name in re.split(r"[、，\s]+", names) if name]
    many = len(listed) > 1 and not re.search("等(?:委员|代表)$", value)
    return f"答复对象为{value}（共{len(listed)}位）" if many else f"答复对象为{value}"


_WHEN = "(?:什么时候|什么时间|何时|哪一?[天日]|哪一?年(?:哪一?月)?|几[年月号](?:几月)?份?)"
_WHO = "(?:由谁|谁|哪位|哪些人|哪些(?:委员|代表)|哪[几两三四五]位(?:委员|代表)?|哪个单位|哪位(?:委员|代表))"
_TOGETHER = "(?:一起|共同|联合|联名)(?:印?发|下发|发布|制定|出台|行文)"
CONTACT = Field(
    re.compile(
        r"联系人|联系电话|联系方式|(?<!监督)(?<!举报)(?<!投诉)电话(?!会|调)|谁的名字和(?:电话|号码)|"
        r"[找跟和](?:谁|哪位|哪个人)(?:联系|问|咨询|对接|(?=[，,、。？?]|$))|怎么联系|谁(?:来|负责)?联系|[经承]办人(?=是|叫|有|[，,、。？?]|$)"
    ),
    "联系人",
    _contact,
    lambda v: f"联系人及电话：{v}",
)
FIELDS: tuple[Field, ...] = (
    CONTACT,
    Field(re.compile(r"抄(?:送|给|报)"), "抄送单位", lambda m: m.cc, lambda v: f"抄送：{v}"),
    Field(
        re.compile(
            r"公开方式|公开属性|公开类别|是否公开|能否公开|公不公开|(?:能不能|可不可以|可否|要不要)(?:主动)?公开(?=[，,、。？?]|$)|"
            r"(?:函|复|信|件|份|号)是?(?:主动|依申请)?公开的?(?:吗|还是)"
        ),
        "公开方式",
        lambda m: m.disclosure,
        lambda v: f"公开方式：{v}",
    ),
    Field(re.compile(r"签发人|谁签发|由谁签"), "签发人", no_field, lambda v: v),
    Field(
        re.compile(
            rf"成文日期|(?:发文|印发|落款|封面|封皮|答复|成文|见报|登报|刊发|刊登)的?(?:日期|时间)|落款[上是在于写署的]{{0,3}}{_WHEN}|"
            rf"(?:封面|封皮|扉页|文末|落款)[^，。？?]{{0,4}}[署写印标注落][^，。？?]{{0,4}}(?:{_WHEN}|日期|时间)|"
            rf"{_WHEN}(?:见报|登报|登的|登出|刊发|刊登|(?:给的?)?答复)|[号函]的?(?:日期|时间)$|"
            rf"(?:[发印提]|答复|出台|签发)的?[，,、]是?{_WHEN}(?=[，,、。？?]|$)|"
            rf"(?:[》”]|计划|规划|方案|办法|细则|意见|措施|通知|要点|指南|条例|规定|通报|公报|报告|纲要|预案|解读)是?在?{_WHEN}(?:正式)?"
            rf"(?:(?:印发|发布|下发|公布|出台)的?|[发出印下]的)(?=[，,。？?]|$)|{_WHEN}(?:成的?文|[发行]的?文|落的?款|盖的?章)|"
            rf"(?:提案|建议)(?:书)?是?{_WHEN}[提交]|(?:函|信|文件|通知|号)(?:是?在?|[、，,和]){_WHEN}(?:发|印|成文|答复|出|签)|"
            r"^(?!.*(?:[号函告划知复][里中]|提到|提及|说的)).*(?:[》函]|规划|文件|办法|方案|通知|意见|报告|措施|答复)"
            rf"是?{_WHEN}的(?:文本|文件|版本|东西)?",
        ),
        "成文日期",
        lambda m: m.issued_on,
        lambda v: f"成文日期为{chinese_date(v)}",
    ),
    Field(
        re.compile(
            r"哪[几两三些]个?(?:单位|部门|机关|局)(?:联合|共同|一起)?(?:印发|制定|发布|出台|发文|发的)|发文机关|发文单位|落款单位|"
            rf"哪个(?:单位|部门|机关|局)(?:发|印发|答复|出具|办理)|谁(?:印?发|下发|出台)的(?=[，,、。？?]|$|函|通|公告|文)|"
            r"由(?:谁|哪[几两二三四五些]?[个家]?)(?:单位|部门|机关|局)?(?:联合|共同|一起)?(?:印发|下发|发布|出台)(?=的?[，,、。？?]|的?$)|"
            r"(?:[》）〕]|规划|纲要|计划|方案|办法|细则|意见|措施|通知|文件?|函|条例|规定|公告|通告|号)是?由?(?:谁|哪[几两二三四五些一]?[个家])"
            r"(?:单位|部门|机关|局)?(?:联合|共同|一起)?(?:印?发|下发|发布|出台)的?(?=[，,。？?]|$)|"
            rf"(?:谁|哪[几两二三四五些]?[家个](?:单位|部门|机关|局)?){_TOGETHER}|联合(?:印发|发文|发布|制定|行文)的?(?:单位|部门|机关)"
        ),
        "发文机关",
        lambda m: m.issuer,
        lambda v: f"由{v}发文",
    ),
    Field(
        re.compile(
            rf"领衔(?:代表|委员|人)|谁领衔|(?:几|多少)[位名个](?:委员|代表)(?:一起|共同)?(?:联名|联合)?提|提出人|提案者|{_WHO}[^，,。？?]{{0,6}}(?:提出|提的)|"
            rf"(?:提案|建议|议案)[^，,。？?]{{0,8}}{_WHO}[^，,。？?]{{0,6}}提交|"
            r"提案人(?:是|有|都有|包括)?[谁哪]|(?:答复|回复)(?:的是|的|了|给)?(?:谁|哪位|哪些|哪几位|多少位|几位)|主送|(?:批复|答复|函复|回复)的?是?哪个(?:单位|部门|地方)|致函给谁|(?:批复|答复|[发写寄复回])给(?:谁|哪|了?几[位个])|回复谁"
        ),
        "主送对象",
        lambda m: m.addressee,
        _addressed,
    ),
    Field(
        re.compile(
            r"第几号(?:提案|建议)|(?:提案|建议)(?:的)?(?:编号|号)|几号(?:提案|建议)|哪(?:一)?(?:号|件)(?:提案|建议)|(?:提案|建议)号|(?:提案|建议)[^。]{0,14}第几号|"
            r"(?:提案|建议)[^。？?]{0,8}编号"
        ),
        "提案或建议的编号",
        lambda m: m.proposal_number,
        lambda v: f"第{v}号",
    ),
    Field(
        re.compile(
            r"(?:哪一?|第几)次(?:政协|人大|全体)?(?:会议|全会|人代会|大会(?!赛)|政协会?|人大会?)|"
            r"(?:哪一?届|第几届)(?!.{0,4}[赛展节会])|(?:哪一?届|第几届)[^，,。？?]{0,3}(?:政协|人大|人代会)"
        ),
        "会议届次",
        lambda m: m.session,
        lambda v: v,
    ),
    Field(
        re.compile(
            r"(?:提案|建议)[^。]{0,14}(?:标题|题目|名称|(?<!谁的)名字|叫什么)|答复的?(?:是|了)?(?:的是)?什么|哪(?:一)?件(?:提案|建议)|(?<!回应)(?<!落实)(?<!针对)什么(?:提案|建议)|"
            "(?:[、，,和]|各自?|分别)提的?(?:是|了)?(?:些)?(?:什么|啥)(?:事情?|内容|问题)?(?=[，,。？?]|$)"
        ),
        "提案或建议的标题",
        lambda m: m.proposal_title,
        lambda v: f"《{v}》",
    ),
    Field(
        re.compile(r"文号|发文字号|几号文|令第?几号|第?几号令|^(?!.*(?:提案|建议)[^。？?]{0,8}编号).*(?<!审查)编号是"),
        "文号",
        lambda m: m.doc_number,
        lambda v: f"文号为{v}",
    ),
    Field(
        re.compile(rf"(?:函|文件|规划|通知|号)的?(?:标题|题目|全称)|^[^，。；]*{YEAR_AND_SERIAL}$"),
        "标题",
        lambda m: m.title,
        lambda v: f"标题为《{v}》",
    ),
    Field(
        re.compile(
            r"[A-D]类(?![\u4e00-\u9fff])|[A-D]类(?=答复|提案|建议|[件函的吗还或是])|哪一?类(?:答复|提案)?|[是属算评]几类|办理类别|答复类别|(?:函|号|信)的类别"
        ),
        "办理类别",
        lambda m: m.category,
        lambda v: v,
    ),
)


# what a question says beside the words of a field
_ASIDE = re.compile(
    "《[^《》]*》|请问|麻烦|帮[我忙]|给我|告诉我?|查|看|说|一下|我?想?知道|[这那该此]|[份封个件篇]|"
    "(?:答复|回复|复)?函|答复|回复|文件?|通知|办法|规划|方案|细则|提案|建议|[的了是呢吗嘛啊吧呀都也就在,和与、\\s]"
)
_WHICH_ONES = "谁|[哪几][几些两三四五]?[个家位]?|多少[个家位]?|什么|啥|分别|叫|名字?|姓"
_PROPOSERS = "谁|委员|代表|人|位|单位|党派"
# of each field: by what it is known, and what else a clause that asks for it may say
_WORDS_OF: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (name, re.compile(key), re.compile(f"(?:{words}|{_WHICH_ONES})*+"))
    for name, key, words in (
        (
            "公开方式",
            "公开|公布|上网|网上|网站",
            "能不能|能否|能|可不可以|可以|可否|是否|是不|要不要|需要|不|允许|准|直接|对外|向社会|全文|公开|公布|发布|发|"
            "[上挂放传到去过]|网站?|没有?|主动|依申请|方式|属于",
        ),
        (
            "主送对象",
            f"提.*(?:{_PROPOSERS})|(?:{_PROPOSERS}).*提",
            f"{_PROPOSERS}|提[出交]?|[写递]|一起|共同|联[名合]",
        ),
        ("发文机关", "发|出|印|定", "单位|部门|机关|局|联合|共同|一起|[发印出制定台下布由]|发文"),
        (
            "联系人",
            "电话|号码|联系|[找问打]",
            "联系人?|电话|号码?|[经承]办人|人|[打找问跟给到有]|咨询|怎么|方式|座机|手机|办公室?",
        ),
    )
)
_IS_ASKED = re.compile("谁|[哪几]|多少|什么|啥|能|可|否|是不|没有?$|怎么|吗|给我|告诉|查|看")


def only_asked_for(clause: str) -> Field | None:
    """The field that a clause asks for which says nothing else; `clause` names no paper any more. None for others."""
    said = _ASIDE.sub("", clause)
    for name, key, words in _WORDS_OF:
        if key.search(said) and words.fullmatch(said) and _IS_ASKED.search(clause):
            return next(field for field in FIELDS if field.name == name)
    return None
