"""Errors for people: every wrong field is named as people know it, with what to do, in one line of Chinese."""

import json
from typing import Annotated
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError

from contracts.intake.activity import RecordActivity
from contracts.intake.consultation import RecordConsultation
from contracts.intake.region import RegisterRegion
from contracts.language.errors import Problem, details_as_problems, explain, one_line, problems
from contracts.language.messages import Message, Post
from contracts.registry import everything

GOOD = {"activity_id": str(UUID(int=1)), "matter": "slogan", "provider": "lawyer", "worker": "律014"}


def refused(model: type[Message], content: object) -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        model.model_validate_json(json.dumps(content))
    return caught.value


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"quantity": -1}, "数量：不能小于 0"),
        ({"quantity": 10_000_001}, "数量：不能大于 10000000"),
        ({"quantity": 1.5}, "数量：应为整数"),
        ({"quantity": "1"}, "数量：应为整数"),
        ({"people": None}, "人数：应为整数"),
        ({"worker": "律 014"}, "人员：应为人员代码：1 到 64 个汉字、字母、数字或 . : - _"),
        ({"grouped": "maybe"}, "群体性：应为是或否"),
        ({"campaign": "　"}, "专项活动：请填写"),
        ({"campaign": "字" * 201}, "专项活动：最多 200 个字，请缩短"),
        ({"campaign": "第一行\n第二行"}, "专项活动：含有换行或不能显示的字符，请删去后重新填写"),
        ({"campaign": "\u202e倒写"}, "专项活动：含有换行或不能显示的字符，请删去后重新填写"),
        ({"activity_id": "1"}, "活动标识：应为 UUID 格式的标识，由系统生成，请勿手工填写"),
        ({"colour": "red"}, "字段 colour：没有这个字段，请删去"),
        ({"张三": 1}, "一个不认识的字段：没有这个字段，请删去"),
        ({"money": 5}, "事项「张贴宣传标语」不应填写金额"),
        ({"matter": "recipient-loss"}, "事项「挽回受援人经济损失」须填写金额"),
        ({"matter": "consultation"}, "法律咨询请用「登记咨询」，不能登记为服务活动"),
    ],
)
def test_a_wrong_field_is_named_with_what_to_do(change: dict[str, object], told: str) -> None:
    assert explain(refused(RecordActivity, GOOD | change)) == told


def test_a_missing_field_asks_for_it_and_a_wrong_choice_lists_the_choices() -> None:
    content = {"consultation_id": str(UUID(int=1)), "worker": "律014", "channel": "fax"}

    assert explain(refused(RecordConsultation, content)) == (
        "人员类别：请填写；咨询渠道：请从「来访」「电话」「网络」「来信」中选一项"
    )


def test_a_long_list_of_choices_is_cut() -> None:
    told = explain(refused(RecordActivity, GOOD | {"matter": "dance"}))

    assert told.startswith("事项：请从「法律咨询」「走访企业」") and told.endswith("等中选一项")
    assert len(told) < 150


def test_a_region_in_digits_of_another_script_is_refused() -> None:
    content = {"code": "٣٢٠٤٠٤", "region_name": "钟楼区", "parent": "3204"}

    assert explain(refused(RegisterRegion, content)) == "区划代码：应为 2、4、6、9 或 12 位数字的行政区划代码"


def test_programs_get_a_path_and_a_code() -> None:
    content = {"command_id": str(UUID(int=1)), "actor": "a", "org": "b", "region": "320404", "data": {**GOOD, "x y": 1}}

    assert problems(refused(Post[RecordActivity], content | {"occurred_at": "2010-03-18T20:48:00"})) == [
        Problem("occurred_at", "timezone_aware", "发生时间：应为带时区的时间，写成 2010-03-18T20:48:00+08:00 的样子"),
        Problem("data.?", "extra_forbidden", "一个不认识的字段：没有这个字段，请删去"),
    ]


def test_in_a_list_the_place_is_told_counting_from_one() -> None:
    many = TypeAdapter(Annotated[list[RecordActivity], Field(max_length=2)])

    with pytest.raises(ValidationError) as caught:
        many.validate_python([GOOD, GOOD | {"quantity": -1}])
    assert explain(caught.value) == "第 2 条，数量：不能小于 0"
    with pytest.raises(ValidationError) as caught:
        many.validate_python([GOOD] * 3)
    assert explain(caught.value) == "最多 2 条，请分次发送"


def test_what_fastapi_found_wrong_is_explained_too() -> None:
    error = refused(RecordActivity, GOOD | {"money": 5, "quantity": -1} | {"matter": "slogan"})
    details = [{**found, "loc": ("body", *found["loc"])} for found in error.errors()]

    assert one_line(details_as_problems(details)) == "数量：不能小于 0"  # type: ignore[arg-type]  # plain dicts, as there


def test_what_is_not_json_is_said_so() -> None:
    with pytest.raises(ValidationError) as caught:
        RecordActivity.model_validate_json("{")

    assert explain(caught.value) == "不是有效的 JSON，请检查格式后重新发送"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(everything()), st.data())
def test_whatever_is_sent_the_answer_is_chinese(entry: object, data: st.DataObject) -> None:
    model = entry.model  # type: ignore[attr-defined]  # an Entry
    fields = st.sampled_from(sorted(model.model_fields))
    content = data.draw(st.dictionaries(fields, json_values) | json_values)

    try:
        model.model_validate_json(json.dumps(content))
    except ValidationError as error:
        told = explain(error)
        assert told and not any(word in told for word in ("Input", "should", "Value", "error"))
