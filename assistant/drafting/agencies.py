"""Which department is usually asked about a matter: by the offices that every Chinese city has, in general words, since
their names differ from place to place and must not be invented."""

from __future__ import annotations

import re

_DEPARTMENTS = (
    ("财政部门", r"财政|经费|预算|补贴|补助|奖补"),
    ("人力资源和社会保障部门", r"人才|职称|就业|社保|博士后|技能|薪酬|离岗"),
    ("市场监督管理部门", r"知识产权|专利|商标|质押|标准|计量|检验检测|食品|药品|药械|医疗器械|仿冒|假货"),
    ("医疗保障部门", r"医保|医疗保险|生育保险|护理保险"),
    ("金融工作部门", r"金融|信贷|贷款|基金|融资|保险|上市(?!药|的药|许可)|风险补偿|担保"),
    ("国有资产监督管理部门", r"国有|国资"),
    ("工业和信息化部门", r"工业|制造|中小企业|数字化|产业链|算力|信息化"),
    ("自然资源部门", r"用地|土地|规划用|海洋|空间"),
    ("住房和城乡建设部门", r"住房|公寓|小区|电梯|物业|建筑|市政"),
    ("交通运输部门", r"交通|公交|道路|物流|港口|航线|低空"),
    ("体育部门", r"体育|健身|球场|运动场|马拉松"),
    ("公安部门", r"公安|治安|养犬|占道停车|非机动车停|诈骗"),
    ("应急管理部门", r"应急管理|应急救|消防|防灾|减灾|安全生产|烟花爆竹"),
    ("教育部门", r"学校|校园|高校|教育|学生|研学|教师"),
    ("卫生健康部门", r"医院|卫生|健康(?!发展|成长)|中医|医疗|养老机构"),
    ("民政部门", r"养老|社区|慈善|殡葬|救助"),
    ("生态环境部门", r"生态|环保|污染|垃圾|碳|节能"),
    ("农业农村部门", r"农业|农村|乡村|渔业|牧场|养殖|种业"),
    ("文化广电旅游部门", r"文化|旅游|文旅|夜间经济"),
    ("商务部门", r"外资|招商|商务|消费|进出口|海外"),
    ("科学技术协会", r"科普|科技馆|科学馆|学会"),
    ("发展改革部门", r"价格|电价|用电|能源|氢能|项目审批|数据要素"),
    ("科学技术部门", r"科技|科研|技术|创新|孵化|中试|成果"),
)


def department_for(heading: str, text: str = "") -> str:
    """The department whose matters a suggestion speaks of most, in its heading before its text, where money and staff
    are asked for in passing; 有关主管部门 where none is spoken of."""
    counted = [
        (len(re.findall(pattern, heading)), len(re.findall(pattern, text)), -n)
        for n, (_, pattern) in enumerate(_DEPARTMENTS)
    ]
    in_heading, in_text, place = max(counted)
    return _DEPARTMENTS[-place][0] if in_heading or in_text else "有关主管部门"
