"""What is promised about one entry of a ledger: taken exactly, or refused with all its reasons."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.intake.activity import RecordActivity
from contracts.intake.consultation import RecordConsultation
from contracts.language.codes import MONEY_MATTERS, Matter
from services.chassis.sheets.table import Row
from services.intake.ledger.entries import Entry, Refusal, read_entry
from services.intake.ledger.fields import SHANGHAI
from services.intake.ledger.file import COLUMNS

NOW = datetime(2010, 6, 1, tzinfo=SHANGHAI)
GOOD = {
    "编号": "T1-1",
    "日期": "2010-03-18",
    "时间": "20:48",
    "单位": "320404116-C",
    "地区": "320404116",
    "人员": "律014",
    "人员类别": "律师",
    "事项": "出具法律建议",
    "渠道": "",
    "数量": "1",
    "人数": "1",
    "金额": "",
    "对象": "",
    "群体性": "",
    "专项活动": "双促双助",
    "备注": "",
}
MONEY = {"事项": "免收法律服务费", "金额": "12.34"}


def read(now: datetime = NOW, **changes: str) -> Entry | Refusal:
    cells = {**GOOD, **changes}
    return read_entry(Row(7, tuple(cells[name] for name in COLUMNS), 7), now)


def refused(**changes: str) -> str:
    answer = read(**changes)
    assert isinstance(answer, Refusal)
    assert answer.line == 7
    return answer.reason


def taken(**changes: str) -> Entry:
    answer = read(**changes)
    assert isinstance(answer, Entry), answer
    return answer


def test_an_activity_is_recorded_with_all_that_its_row_says() -> None:
    entry = taken(**MONEY, 群体性="是", 对象="企业0057", 备注="第一行\r\n第二行")
    data = entry.post.data
    assert isinstance(data, RecordActivity)
    assert (entry.command, entry.line, entry.number) == ("record-activity", 7, "T1-1")
    assert (data.matter, data.money, data.grouped, data.served) == (Matter.FEE_WAIVED, 1234, True, "企业0057")
    assert data.note is not None and data.note.reveal() == "第一行\n第二行"
    assert entry.post.actor == "律014"
    assert entry.post.occurred_at == datetime(2010, 3, 18, 12, 48, tzinfo=UTC)
    assert data.activity_id == entry.post.command_id


def test_a_consultation_has_its_own_command_and_every_other_matter_is_an_activity() -> None:
    consultation = taken(事项="法律咨询", 渠道="电话")
    assert consultation.command == "record-consultation"
    assert isinstance(consultation.post.data, RecordConsultation)
    for matter in set(Matter) - {Matter.CONSULTATION}:
        assert taken(事项=matter.label, 金额="1" if matter in MONEY_MATTERS else "").command == "record-activity"


def test_an_entry_keeps_its_id_for_ever_and_another_organisation_counts_on_its_own() -> None:
    assert str(taken().post.command_id) == "ed7f8f3c-6e27-570f-b314-42b2bef51363"
    assert taken(数量="2").post.command_id == taken().post.command_id
    assert taken(单位="320404116-B").post.command_id != taken().post.command_id


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"编号": ""}, ("「编号」是空的", "须填写")),
        ({"编号": "x" * 201}, ("「编号」", "最多 200 个字")),
        ({"编号": "T1\u200b-1"}, ("「编号」是「T1�-1」", "看不见的控制字符")),
        ({"编号": "T1\x00"}, ("「编号」", "看不见的控制字符")),
        ({"日期": ""}, ("「日期」是空的", "须填写")),
        ({"日期": "2010-02-30"}, ("「日期」是「2010-02-30」", "没有这一天")),
        ({"日期": "2010-13-01"}, ("没有这一天",)),
        ({"日期": "18.3.2010"}, ("不是日期，应写成 2010-03-18",)),
        ({"日期": "40255"}, ("不是日期",)),
        ({"日期": "0210-03-18"}, ("早于 1949-10-01", "核对年份")),
        ({"日期": "2010-06-01", "时间": "00:01"}, ("还没有到，不能登记将来的事",)),
        ({"日期": "2999-01-01"}, ("不能登记将来的事",)),
        ({"日期": "1986-05-04", "时间": "02:30"}, ("没有这个时间", "夏令时")),
        ({"时间": ""}, ("「时间」是空的",)),
        ({"时间": "24:00"}, ("请写成第二天的 00:00",)),
        ({"时间": "25:10"}, ("没有这个时间",)),
        ({"时间": "8点"}, ("不是时间",)),
        ({"单位": ""}, ("「单位」是空的",)),
        ({"单位": "五星 街道/所"}, ("不是单位代码",)),
        ({"地区": ""}, ("「地区」是空的",)),
        ({"地区": "钟楼区"}, ("「地区」是「钟楼区」", "6 位（区县）、9 位（乡镇街道）或 12 位")),
        ({"地区": "32040"}, ("不是区划代码",)),
        ({"地区": "３２０４０４"}, ("不是区划代码",)),
        ({"人员": ""}, ("「人员」是空的",)),
        ({"人员": "律 师"}, ("不是人员代码",)),
        ({"人员类别": "律 师"}, ("没有这种人员类别", "律师、公证、基层法律服务工作者")),
        ({"人员类别": ""}, ("「人员类别」是空的",)),
        ({"事项": "喝茶"}, ("「事项」是「喝茶」", "没有这种事项", "走访企业")),
        ({"事项": ""}, ("「事项」是空的",)),
        ({"事项": "法律咨询"}, ("「渠道」是空的", "须填写渠道：来访、电话、网络、来信")),
        ({"事项": "法律咨询", "渠道": "传真"}, ("没有这种渠道",)),
        ({"渠道": "来访"}, ("只有「法律咨询」才填渠道",)),
        ({"事项": "法律咨询", "渠道": "来访", "对象": "企业0001"}, ("「对象」是「企业0001」", "不登记对象")),
        ({"事项": "法律咨询", "渠道": "来访", "群体性": "是"}, ("不分群体性",)),
        ({"事项": "法律咨询", "渠道": "来访", "金额": "1"}, ("不填金额",)),
        ({"数量": ""}, ("「数量」是空的", "须填写")),
        ({"数量": "-1"}, ("「数量」是「-1」，不能是负数",)),
        ({"数量": "1.5"}, ("应为整数，不能有小数",)),
        ({"数量": "1,000"}, ("不是整数", "千分号")),
        ({"数量": "两"}, ("不是整数",)),
        ({"数量": "1e3"}, ("不是整数",)),
        ({"数量": "10000001"}, ("太大",)),
        ({"人数": "-3"}, ("「人数」是「-3」，不能是负数",)),
        ({"人数": ""}, ("「人数」是空的",)),
        ({**MONEY, "金额": ""}, ("「金额」是空的", "须填写金额，单位是元")),
        ({**MONEY, "金额": "1.234"}, ("「金额」是「1.234」", "小数超过两位")),
        ({**MONEY, "金额": "-5"}, ("不能是负数",)),
        ({**MONEY, "金额": "￥5"}, ("不是金额",)),
        ({**MONEY, "金额": "1,234.50"}, ("千分号",)),
        ({**MONEY, "金额": "9999999999999.99", "数量": "1"}, ()),
        ({**MONEY, "金额": "99999999999999"}, ("不是金额",)),
        ({"金额": "5"}, ("事项「出具法律建议」不填金额，请留空",)),
        ({"群体性": "有"}, ("只能填「是」「否」或留空",)),
        ({"对象": "企" * 201}, ("「对象」", "最多 200 个字")),
        ({"专项活动": "\x1b[31m红"}, ("看不见的控制字符",)),
        ({"备注": "密" * 4001}, ("「备注」太长，最多 4000 个字",)),
        ({"备注": "密\x00密"}, ("「备注」里面有看不见的控制字符",)),
        ({"备注": "sealed:1:密"}, ("不能以「sealed:」开头",)),
    ],
)
def test_a_bad_cell_is_refused_with_its_column_its_value_and_what_to_do(
    changes: dict[str, str], words: tuple[str, ...]
) -> None:
    if not words:
        assert isinstance(read(**changes), Entry)
        return
    reason = refused(**changes)
    for word in words:
        assert word in reason


def test_all_faults_of_an_entry_are_told_at_once() -> None:
    reason = refused(事项="喝茶", 数量="-1", 日期="2010-02-30")
    assert reason.count("；") == 2
    assert all(f"「{column}」" in reason for column in ("事项", "数量", "日期"))


def test_a_value_is_shown_shortened_and_a_note_never() -> None:
    assert "喝" * 30 + "…" in refused(事项="喝" * 500)
    assert "密" not in refused(备注="密\x00")
    assert "张三" not in refused(备注="张三的案情", 数量="-1")


def test_an_unreadable_row_is_refused_with_the_number_that_can_still_be_told() -> None:
    answer = read_entry(Row(9, ("T1-9",) + ("",) * 15, 9, "引号没有配对"), NOW)
    assert answer == Refusal(9, "T1-9", "引号没有配对")


@pytest.mark.parametrize(("text", "whole"), [("0", 0), ("3", 3), ("3.0", 3), ("010", 10)])
def test_a_whole_quantity_is_taken_however_a_spreadsheet_writes_it(text: str, whole: int) -> None:
    assert taken(数量=text).post.data.quantity == whole


@pytest.mark.parametrize("text", ["2010/3/18", "2010/03/18", "2010-3-18"])
def test_a_date_as_a_spreadsheet_rewrites_it_gives_the_same_post(text: str) -> None:
    assert taken(日期=text, 时间="20:48:00").body() == taken().body()


def test_the_present_moment_is_taken_and_the_next_second_is_not() -> None:
    now = datetime(2010, 3, 18, 20, 48, tzinfo=SHANGHAI)
    assert isinstance(read(now), Entry)
    assert isinstance(read(now - timedelta(seconds=1)), Refusal)


@given(fen=st.integers(0, 10**12))
def test_money_is_exact_to_the_fen(fen: int) -> None:
    text = str(Decimal(fen).scaleb(-2))
    entry = taken(事项="免收法律服务费", 金额=format(Decimal(text), "f"))
    assert isinstance(entry.post.data, RecordActivity)
    assert entry.post.data.money == fen


@given(value=st.decimals(0, 10**9, places=3).filter(lambda d: d != d.quantize(Decimal("0.01"))))
def test_money_with_more_than_two_decimals_is_refused(value: Decimal) -> None:
    assert "小数超过两位" in refused(事项="免收法律服务费", 金额=format(value, "f"))


@given(day=st.dates(date(1992, 1, 1), date(2010, 5, 31)), minute=st.integers(0, 1439))
def test_every_minute_of_every_past_day_is_taken_as_it_is(day: date, minute: int) -> None:
    entry = taken(日期=day.isoformat(), 时间=f"{minute // 60:02d}:{minute % 60:02d}")
    local = entry.post.occurred_at.astimezone(SHANGHAI)
    assert (local.date(), local.hour * 60 + local.minute) == (day, minute)


@given(day=st.dates(date(2010, 6, 2)))
def test_every_future_day_is_refused(day: date) -> None:
    assert "不能登记将来的事" in refused(日期=day.isoformat())


@given(text=st.text(max_size=60), column=st.sampled_from([c for c in COLUMNS if c != "备注"]))
def test_any_text_in_any_cell_gives_an_entry_or_a_clean_refusal(text: str, column: str) -> None:
    answer = read(**{column: text})
    if isinstance(answer, Refusal):
        assert answer.reason and "\x00" not in answer.reason and "\x1b" not in answer.reason
    else:
        answer.body()
