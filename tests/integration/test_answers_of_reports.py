"""Questions of a province's work report, a press page and a tax measure, all invented: what is told of the whole
province is not told of one of its cities, a first phase is no second one, what is announced by its number is told in
full, and months, coins, former numbers and measures are read as people ask for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.answering import Assistant
from assistant.schema import Question
from tests.support.asking import assistant_of

REPORT = """2026年澄海省政府工作报告

一、2025年主要工作

（一）创新能力持续增强

全省地区生产总值3.1万亿元、增长5.2%，粮食产量412.5亿斤。五年来，地区生产总值连跨两个台阶，年均增长5.9%。研发投入强度由第9位升至第6位，科研人员增长8.4%。

净增高新技术企业4100家、科技型中小企业9800家。首期规模120亿元的澄海海洋科创基金完成签约。望舒市集成电路产业园全面建成。

省海工集团的深水试验水池投资6200万元，2024年建成投用。近年来，一批企业改善试验条件，蓝钢在这方面有成熟做法。

省海工集团布局试验线三条：千吨级低温拉丝中试线2024年5月在盐港镇点火；膜材料复合线和浸渍剂线正在安装，计划分别于2026年底和2027年7月投用。

二、2026年重点工作

（一）着力培育创新主体

办好创新型企业成长营20期。新增智能算力0.9万P。科技兴海联席会议由科技、海洋、财政等部门组成，分管副省长担任召集人。

启动“学习档案+若干培训证书”制度试点（以下称1+N证书制度试点）。“双能型”教师（同时具备授课和实训能力的教师）占一半以上。

（二）着力保障和改善民生

我们将继续办好五方面民生实事，件件抓落实。

1.普惠托育方面。新增托位1.2万个。

2.社区食堂方面。建成社区食堂300家。

3.校园安全方面。改造老旧校舍90栋。

4.城市绿道方面。新建绿道260公里。

5.乡村道路方面。改建农村公路800公里。
"""
PRESS = """省采购中心：把好事办好
省级单位采购负责人培训班近日举办。省采购中心主要负责人表示，下一步将重点抓好三个方面的工作：
突出规范，守住采购底线。各单位要完善内部审查，做到全程留痕。
突出效率，压缩采购周期。公开招标项目平均用时由45天缩短到32天。
突出服务，方便各类企业。中小企业可在线提交材料。
培训特别邀请了省财政厅采购监管处和省档案局业务指导处的负责人，分别就采购制度和档案整理作专题授课，学员围绕案例进行了讨论。
第三届“澄海杯”创新大赛同期启动报名，一等奖1名奖励30万元。
"""
MEASURE = """澄海省安居补贴暂行办法

第一章 首套住房

第一条 职工购买首套住房发生的贷款利息，按照每月600元的标准给予补贴，补贴期限最长不超过36个月。

第二章 赡养老人

第二条 职工赡养一位及以上老人的，统一按照以下标准给予补贴：

（一）职工为独生子女的，按照每月300元的标准给予补贴；

（二）职工为非独生子女的，由其与兄弟姐妹分摊，每人每月不超过150元。具体分摊方式和额度在一个年度内不能变更。

第三条 职工有下列行为之一的，由主管部门责令改正，可以处500元以下的罚款；情节严重的，三年内不得申请：

（一）提供虚假合同；

（二）转租补贴住房。

第四条 当年未用完的补贴额度，不得结转到以后年度。

第五条 省政府决定，将2019年实施的14项安居措施调整增加为21项。
"""

NOTICE = """泊安市科学技术局关于申报2025年度民生专项的通知

泊科发〔2025〕9号

附件：2025年度民生专项安排表

方向	研究内容	拟支持数	单项上限	归口科室
听力筛查	便携设备	4项	50万元	社会发展科
水产病害	快速检测	6项	40万元	农村科技科
"""
RULES = """泊安市创新券管理办法

泊科规〔2024〕3号

第一条 企业每年申领创新券不超过12万元；瞪羚企业的上限为18万元。

第二条 省级众创空间获批的，一次性奖励30万元，评估优秀的再奖励10万元。

本办法自2024年3月1日起施行。
"""
PAGE = """泊安日报

科技企业稳步成长

全市有效期内高新技术企业908家。枫桥区、柳溪区分别入库科技型中小企业210家、145家。

云栖药业、海芯科技等企业通过参加创新大赛，不仅获得系统的上市辅导，还得到对接资本的机会。更获得了澄海创投、泊安资本等投资机构的股权投资。

全市省级众创空间2020年4家，2025年9家。

枫测中心上月揭牌。枫测中心主任说，枫测中心将整合检测设备130台，企业凭创新券抵扣检测费用，不再往外地跑。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    papers = {"报告": REPORT, "报道": PRESS, "办法": MEASURE, "通知": NOTICE, "创新券": RULES, "日报": PAGE}
    with assistant_of(papers, tmp_path_factory) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("澄海省2025年净增了多少家高新技术企业？", ("4100家",)),
        ("澄海省2025年地区生产总值增长多少？", ("5.2%",)),
        ("澄海省2025年粮食产量是多少亿斤？", ("412.5亿斤",)),
        ("澄海省2026年计划新增多少智能算力？", ("0.9万P",)),
        ("科技兴海联席会议的召集人由谁担任？", ("分管副省长",)),
        ("1+N证书制度是指什么？", ("学习档案+若干培训证书",)),
        ("什么样的教师算“双能型”教师？", ("授课和实训能力",)),
        ("职工有哪些行为会被处500元以下的罚款？", ("虚假合同", "转租")),
        ("2026年要办好五方面民生实事，是哪五个方面？", ("普惠托育", "社区食堂", "校园安全", "城市绿道", "乡村道路")),
        ("省采购中心下一步重点抓好哪三个方面的工作？", ("突出规范", "突出效率", "突出服务")),
        ("培训请了哪两个部门的人来专题授课？", ("采购监管处", "业务指导处")),
        ("首套住房贷款利息，每月补贴多少，最长能补多少个月？", ("600元", "36个月")),
        ("独生子女赡养老人一个月补几个钱", ("300元",)),
        ("安居措施这次调整后共有多少项，原先是多少项？", ("21项", "14项")),
        ("补贴额度当年没用完，可以留到第二年接着用吗？", ("不得结转",)),
        ("“听力筛查”方向支持几项、单项上限多少、归哪个科室管？", ("4项", "50万元", "社会发展科")),
        ("对新获批的省级众创空间给什么政策？", ("30万元", "10万元")),
        ("按2024年的管理办法，一般企业每年最多申领多少创新券？", ("12万元",)),
        ("风测中心将整合多少台检测设备？", ("130台",)),
        ("市里采取哪些办法帮企业解决检测难、检测贵的问题？", ("创新券抵扣检测费用",)),
        ("云栖药业、海芯科技等企业通过参加创新大赛获得了哪些投资机构的股权投资？", ("澄海创投", "泊安资本")),
        ("省海工集团的深水试验水池花了多少钱？", ("6200万元",)),
    ],
)
def test_what_is_asked_is_told_in_full(assistant: Assistant, question: str, said: tuple[str, ...]) -> None:
    answer = assistant.ask(Question(question))
    assert not answer.refused
    assert [words for words in said if words not in answer.text] == []


@pytest.mark.parametrize(
    "question",
    [
        "望舒市2025年净增了几家高新技术企业？",
        "澄海省2026年计划净增多少家高新技术企业？",
        "澄海海洋科创基金二期准备募多少钱？",
        "蓝钢的深水试验水池花了多少钱？",
        "省级单位采购负责人培训班是在哪个城市办的？",
        "第三届“澄海杯”创新大赛一等奖花落哪家企业？",
        "枫桥区现在有多少家高新技术企业？",
        "吉林省2025年净增了多少家高新技术企业？",
        "澄海省2025年研发投入强度是百分之多少？",
    ],
)
def test_what_is_told_of_another_is_no_answer(assistant: Assistant, question: str) -> None:
    assert assistant.ask(Question(question)).refused


def test_another_kind_of_firm_is_asked_of_the_same_measure(assistant: Assistant) -> None:
    before = "按2024年的管理办法，一般企业每年最多申领多少创新券？"
    assert "18万元" in assistant.ask(Question("那瞪羚企业呢？", (before,))).text


def test_what_stands_beside_the_last_answer_answers_by_its_own_words(assistant: Assistant) -> None:
    before = "工作报告里那条千吨级低温拉丝中试线建在哪里？"
    assert "盐港镇" in assistant.ask(Question(before)).text
    assert "2027年7月" in assistant.ask(Question("另外两条当时计划什么时候投用？", (before,))).text
    assert assistant.ask(Question("另外两条当时由谁承建？", (before,))).refused
