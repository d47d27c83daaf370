"""The ledger that tests of pages look at: of a town and a year that no other test uses, small enough to be counted by hand."""

TOWN, NAME = "442000117", "神湾镇"
HALF, MONTH = f"/board/half-month/{TOWN}/2012-03A", f"/board/month/{TOWN}/2012-03"
HOSTILE = "<script>window.taken=1</script><img src=x onerror=window.taken=1>"
# (人员类别, 事项, 渠道, 数量, 人数, 金额, 对象, 群体性)
ENTRIES = (
    ("律师", "走访企业", "", 1, 1, "", "甲公司", ""),
    ("律师", "走访企业", "", 1, 1, "", "甲公司", ""),
    ("律师", "走访企业", "", 1, 1, "", HOSTILE, ""),
    ("公证", "法律咨询", "来访", 3, 1, "", "", ""),
    ("人民调解员", "法律咨询", "电话", 2, 1, "", "", ""),
    ("律师", "挽回企业经济损失", "", 1, 1, "12345.67", "甲公司", ""),
    ("基层法律服务工作者", "开展专项培训", "", 1, 40, "", "", ""),
    ("律师", "办理法律援助案件", "", 1, 6, "", "", "是"),
    ("律师", "办理法律援助案件", "", 1, 1, "", "", ""),
)


def ledger_lines() -> list[dict[str, str]]:
    """The ledger, a line an entry; the columns are named as a clerk's file names them."""
    return [_entry(number, *entry) for number, entry in enumerate(ENTRIES, 1)]


def _entry(number: int, provider: str, matter: str, channel: str, quantity: int, people: int, money: str, served: str,
           grouped: str) -> dict[str, str]:  # fmt: skip
    return {
        "编号": f"页面-{number}", "日期": "2012-03-06", "时间": f"09:{number:02d}", "单位": f"{TOWN}-A", "地区": TOWN,
        "人员": "律001", "人员类别": provider, "事项": matter, "渠道": channel, "数量": str(quantity),
        "人数": str(people), "金额": money, "对象": served, "群体性": grouped, "专项活动": "", "备注": HOSTILE,
    }  # fmt: skip
