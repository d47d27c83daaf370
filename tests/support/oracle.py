"""The two official tables, computed from a ledger's rows in the simplest way: the system's own must be equal.

It shares nothing with the reporting service: no SQL, no form definitions, none of its periods.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

Rows = Sequence[dict[str, str]]

KINDS = ("律师", "公证", "基层法律服务工作者")
CAMPAIGN = date(2010, 3, 8)

HALF_MONTH: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("走访企业(家)", "对象", ("走访企业",)),
    ("建立联系点(个)", "数量", ("建立联系点",)),
    ("化解企业矛盾(件)", "数量", ("化解企业矛盾",)),
    ("发放联系卡(张)", "数量", ("发放联系卡",)),
    ("提供法律咨询(次)", "数量", ("法律咨询",)),
    ("出具风险提示、法律建议(件)", "数量", ("出具风险提示", "出具法律建议")),
    ("代理案件(件)", "数量", ("代理案件", "办理法律援助案件")),
    ("担任企业法律顾问(家)", "对象", ("担任企业法律顾问",)),
    ("担任政府法律顾问(人)", "人员", ("担任政府法律顾问",)),
    ("办理法律援助案件(件)", "数量", ("办理法律援助案件",)),
    ("参与政府信访接待处理(次)", "数量", ("参与信访接待",)),
    ("参与社会矛盾纠纷调解(件)", "数量", ("参与矛盾纠纷调解",)),
    ("挽回企业经济损失(万元)", "金额", ("挽回企业经济损失",)),
    ("调处劳资纠纷(件)", "数量", ("调处劳资纠纷",)),
    ("开展专项培训(次/人次)", "双数", ("开展专项培训",)),
    ("防止群体性事件(件数/人数)", "双数", ("防止群体性事件",)),
)

MONTH: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("办理法律援助案件", "数量", ("办理法律援助案件",)),
    ("接待来访法律咨询", "来访", ("法律咨询",)),
    ("电话(网、信)法律咨询", "非来访", ("法律咨询",)),
    ("建立法律援助工作站(点)", "数量", ("建立法律援助工作站",)),
    ("建立法律援助代办点", "数量", ("建立法律援助代办点",)),
    ("代办点转送审查案件数", "数量", ("代办点转送审查",)),
    ("按统一标识新、改建接待窗口", "数量", ("新改建接待窗口",)),
    ("发出服务质量测评表", "数量", ("发出服务质量测评表",)),
    ("发放法律援助联系卡", "数量", ("发放法律援助联系卡",)),
    ("回访受援人", "数量", ("回访受援人",)),
    ("参与政府信访接待(批/人次)", "双数", ("参与信访接待",)),
    ("注册法律援助志愿者(人)", "数量", ("注册法律援助志愿者",)),
    ("组织各类宣传咨询活动", "数量", ("组织宣传咨询活动",)),
    ("发放宣传资料", "数量", ("发放宣传资料",)),
    ("张贴宣传标语", "数量", ("张贴宣传标语",)),
    ("电视、报纸、网络、电台宣传", "数量", ("媒体宣传",)),
    ("群体性法律援助案件(件/人数)", "群体双数", ("办理法律援助案件",)),
    ("挽回经济损失(万元)", "金额", ("挽回受援人经济损失",)),
    ("免收法律服务费(万元)", "金额", ("免收法律服务费",)),
)


PERIODS = {
    ("half-month", "2010-03A"): (date(2010, 3, 1), date(2010, 3, 15)),
    ("half-month", "2010-03B"): (date(2010, 3, 16), date(2010, 3, 31)),
    ("half-month", "2010-04A"): (date(2010, 4, 1), date(2010, 4, 15)),
    ("half-month", "2010-05B"): (date(2010, 5, 16), date(2010, 5, 31)),
    ("month", "2010-04"): (date(2010, 3, 23), date(2010, 4, 22)),
    ("month", "2010-05"): (date(2010, 4, 23), date(2010, 5, 22)),
}


def table(rows: Rows, form: str, period: str) -> str:
    """A form as CSV, byte for byte as it is to be: CRLF, no BOM."""
    return (half_month if form == "half-month" else month)(rows, *PERIODS[form, period])


def half_month(rows: Rows, first: date, last: date) -> str:
    """The half-month form as CSV, for the days from `first` to `last`."""
    mine = [row for row in rows if row["人员类别"] in KINDS]
    lines = [",".join(("项目", *KINDS, "累计"))]
    for name, measure, matters in HALF_MONTH:
        cells = [
            cell([r for r in _within(mine, first, last) if r["人员类别"] == kind], measure, matters) for kind in KINDS
        ]
        cells.append(cell(_within(mine, CAMPAIGN, last), measure, matters))
        lines.append(",".join((name, *cells)))
    return "".join(line + "\r\n" for line in lines)


def month(rows: Rows, first: date, last: date) -> str:
    """The monthly form as CSV."""
    lines = ["项目,数量"]
    lines += [f"{name},{cell(_within(rows, first, last), measure, matters)}" for name, measure, matters in MONTH]
    return "".join(line + "\r\n" for line in lines)


def _within(rows: Iterable[dict[str, str]], first: date, last: date) -> list[dict[str, str]]:
    return [row for row in rows if first <= date.fromisoformat(row["日期"]) <= last]


def cell(rows: Rows, measure: str, matters: tuple[str, ...]) -> str:
    rows = [row for row in rows if row["事项"] in matters]
    if measure in ("对象", "人员"):
        return str(len({row[measure] for row in rows if row[measure]}))
    if measure == "金额":
        yuan = sum((Decimal(row["金额"]) for row in rows), Decimal(0))
        return str((yuan / 10_000).quantize(Decimal("0.01"), ROUND_HALF_EVEN))
    if measure == "群体双数":
        rows, measure = [row for row in rows if row["群体性"] == "是"], "双数"
    if measure in ("来访", "非来访"):
        rows, measure = [row for row in rows if (row["渠道"] == "来访") == (measure == "来访")], "数量"
    quantity = sum(int(row["数量"]) for row in rows)
    return f"{quantity}/{sum(int(row['人数']) for row in rows)}" if measure == "双数" else str(quantity)
