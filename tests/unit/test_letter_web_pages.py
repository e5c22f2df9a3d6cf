"""Letters as web sites print them, saved as text or as a page. Invented."""

from __future__ import annotations

from pathlib import Path

from tests.support.reading_papers import frame, outline, read

SITE = """
您的位置:
首页
>
建议提案
建议提案
索 引 号：113307000025/2023-01245
发布机构：市住房城乡建设局
发文日期：2023-07-12
文    号：云港建函〔2023〕112号
公开方式：主动公开
标    题：关于市政协十二届二次会议第156号提案的答复
关于市政协十二届二次会议第156号提案的答复
发布时间：2023-07-14 15:32　来源：市住房城乡建设局　浏览次数：356　字体：[大 中 小]
尊敬的黄志远委员：
您好！您提出的“关于推进老旧小区加装电梯”的提案已收悉，现答复如下：
一、目前进展
截至2023年6月底，全市累计加装电梯1260台。
二、下一步计划
2024年计划加装400台。
感谢您对我们工作的关心！
云港市住房和城乡建设局
2023年7月12日
办理结果：A类
是否公开：是
打印本页 关闭窗口
分享到：
上一篇：关于市政协十二届二次会议第155号提案的答复
主办：云港市人民政府办公室 网站标识码：3307000012
"""


def test_a_page_that_was_saved_as_text(tmp_path: Path) -> None:
    document = read(tmp_path, SITE)
    assert frame(document) == {
        "issuer": "云港市住房和城乡建设局",
        "doc_number": "云港建函〔2023〕112号",
        "title": "关于市政协十二届二次会议第156号提案的答复",
        "issued_on": "2023-07-12",
        "addressee": "黄志远委员",
        "proposal_number": "156",
        "proposal_title": "关于推进老旧小区加装电梯",
        "session": "市政协十二届二次会议",
        "disclosure": "公开",
        "category": "A类",
        "doc_type": "政协提案答复函",
    }
    assert outline(document) == ["一、 目前进展", "二、 下一步计划"]
    for chrome in ("首页", "浏览次数", "打印本页", "分享到", "上一篇", "网站标识码"):
        assert chrome not in document.text


def test_the_same_table_as_rows_of_a_web_page(tmp_path: Path) -> None:
    page = """<html><head><meta charset="utf-8"></head><body><div>您当前的位置：<a>首页</a> &gt; <a>建议提案</a></div>
    <table><tr><td>索引号</td><td>2022-0088</td><td>发布机构</td><td>市教育局</td></tr>
    <tr><td>文号</td><td>云港教函〔2022〕58号</td><td>成文日期</td><td>2022-08-15</td></tr>
    <tr><td>公开方式</td><td>主动公开</td><td>有效性</td><td>有效</td></tr></table>
    <h1>关于市政协十四届一次会议第1045号提案的答复</h1><p>致公党云港市委会：</p>
    <p>贵党派提出的《关于加强心理健康教育的提案》收悉，现答复如下：</p><p>一、强化队伍建设</p><p>配备教师412名。</p>
    <p>二、完善机制</p><p>每年开展一次普查。</p><div>【打印本页】【关闭窗口】</div></body></html>"""
    document = read(tmp_path, page, "page.html")
    found = frame(document)
    assert found["doc_number"] == "云港教函〔2022〕58号"
    assert found["issued_on"] == "2022-08-15"
    assert found["issuer"] == "市教育局"
    assert found["disclosure"] == "主动公开"
    assert found["addressee"] == "致公党云港市委会"
    assert outline(document) == ["一、 强化队伍建设", "二、 完善机制"]
    assert "打印本页" not in document.text
