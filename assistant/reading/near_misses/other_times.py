"""Rules of near_misses/: another year, day, event or period than is asked for."""

from __future__ import annotations

import re

from assistant.reading.fitting import dates_beyond
from assistant.reading.near_misses.cases import Case
from assistant.reading.times.periods import of_period, periods

# what happens on a day, each in its several words
_EVENTS = tuple(
    map(
        re.compile,
        (
            "建成|竣工|完工|落成|投用|启用|投入使用|投产|建好|盖好|用上",
            "开工|动工|奠基|开建",
            "印发|出台|发布|公布|下发|颁布|发文",
            "成立|设立|组建|注册|登记|揭牌|挂牌",
            "施行|实施|生效|执行|有效期",
            "举办|举行|召开|开幕",
            "签订|签署|签约",
            "延期|延长|顺延|推迟|展期|续期",
        ),
    )
)
_VALID = re.compile("有效期?限?[^，,。；;]{0,8}[\\d一二三四五六七八九十]|[施执]行至")


def another_year(case: Case) -> bool:
    """A year is asked for, and none of it is spoken of."""
    return bool(case.query.years) and case.best.year <= 0


def no_day(case: Case) -> bool:
    """No day or span of time is told."""
    return case.query.wants == {"date"} and case.best.fit < 0.5


def another_event(case: Case) -> bool:
    """When something was decreed (7月出台方案) tells no day on which it was built."""
    if case.query.wants != {"date"}:
        return False
    if "有效期" in case.query.question.text:
        return _VALID.search(case.best.unit.folded) is None
    asked = next((words for words in _EVENTS if words.search(case.query.question.text)), None)
    if asked is None or asked.search(case.own):
        return False
    clauses = re.split("[,，;；。]", case.best.unit.folded)
    dated = [clause for clause in clauses if dates_beyond(case.query, clause)]
    return bool(dated) and all(any(words.search(clause) for words in _EVENTS) for clause in dated)


def another_period(case: Case) -> bool:
    """Another quarter, half-year or span than is asked for."""
    return not all(of_period(period, case.with_lead) for period in periods(case.query.text))
