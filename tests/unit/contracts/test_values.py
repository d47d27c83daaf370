"""Values that several messages share."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from contracts.language.codes import TABLES, Channel, Code, Matter
from contracts.language.errors import explain
from contracts.language.values import (
    Actor,
    BusinessTime,
    Day,
    Fen,
    OrgCode,
    Quantity,
    RegionCode,
    ShortText,
    full_region,
    normal_region,
)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("32", "32"),
        ("320000", "32"),
        ("320000000000", "32"),
        ("3204", "3204"),
        ("320400", "3204"),
        ("320404", "320404"),
        ("320404000", "320404"),
        ("320404000000", "320404"),
        ("320404001000", "320404001"),
        ("320404001003", "320404001003"),
        ("442000001", "442000001"),
        ("442000000000", "4420"),
    ],
)
def test_a_division_has_one_code_however_it_is_written(written: str, normal: str) -> None:
    assert TypeAdapter(RegionCode).validate_python(written) == normal


@given(st.from_regex(r"[1-9][0-9]([0-9]{2}|[0-9]{4}|[0-9]{7}|[0-9]{10})?", fullmatch=True))
def test_the_normal_form_is_normal_and_the_full_form_leads_back_to_it(code: str) -> None:
    normal = normal_region(code)

    assert normal_region(normal) == normal
    assert len(full_region(normal)) == 12
    assert normal_region(full_region(normal)) == normal


@pytest.mark.parametrize(
    "code", ["", "3", "320", "32040", "3204040", "0204", "32040a", "٣٢٠٤٠٤", "320404\n", " 320404"]
)
def test_what_is_no_division_code_is_refused(code: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(RegionCode).validate_python(code)


@pytest.mark.parametrize("text", [
    "0001-01-01T00:00:00+08:00", "0202-05-01T00:00:00Z", "1948-12-31T23:59:59-12:00", "2200-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59.9999999Z",
])  # fmt: skip
def test_a_time_of_no_year_that_can_be_is_refused(text: str) -> None:
    for kind, written in ((BusinessTime, text), (Day, text[:10])):
        with pytest.raises(ValidationError) as refused:
            TypeAdapter(kind).validate_python(written)
        assert "1949 年到 2199 年" in explain(refused.value)


@pytest.mark.parametrize("text", ["1949-01-01T00:00:00+14:00", "2199-12-31T23:59:59.999999-12:00"])
def test_the_first_and_the_last_time_are_taken(text: str) -> None:
    assert TypeAdapter(BusinessTime).validate_python(text) == datetime.fromisoformat(text)
    assert TypeAdapter(Day).validate_python(text[:10]) == date.fromisoformat(text[:10])


@pytest.mark.parametrize("code", ["320404116-C", "钟楼司法所", "org_1"])
def test_organisation_codes_as_they_occur_are_taken(code: str) -> None:
    assert TypeAdapter(OrgCode).validate_python(code) == code


@pytest.mark.parametrize("code", ["", "a.b", "a b", "a*", ">", "a" * 65, "a\n", "a/b"])
def test_organisation_codes_hold_no_blanks_or_signs(code: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(OrgCode).validate_python(code)


def test_a_worker_may_be_named_after_a_process() -> None:
    assert TypeAdapter(Actor).validate_python("casework:referral.1") == "casework:referral.1"


@pytest.mark.parametrize("bad", [-1, 1.0, "1", True, 10_000_001])
def test_a_quantity_is_a_whole_number_and_nothing_that_looks_like_one(bad: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Quantity).validate_python(bad)


def test_money_is_whole_fen() -> None:
    assert TypeAdapter(Fen).validate_python(1234567) == 1234567
    with pytest.raises(ValidationError):
        TypeAdapter(Fen).validate_python(12.5)


def test_a_short_text_is_one_line_without_blanks_around_it() -> None:
    assert TypeAdapter(ShortText).validate_python("　双促双助 ") == "双促双助"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_a_label_leads_back_to_its_code(table: type[Code]) -> None:
    assert [table.from_label(member.label) for member in table] == list(table)
    with pytest.raises(ValueError, match="no such"):
        table.from_label("no such label")


def test_a_code_is_its_text() -> None:
    assert Channel.PHONE == "phone" and Channel.PHONE.label == "电话" and f"{Matter.SLOGAN}" == "slogan"
