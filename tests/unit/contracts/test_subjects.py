"""The grammar of subjects: what is built can be parsed, and nothing else can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.wire import subjects
from contracts.wire.subjects import (
    CommandSubject,
    EventSubject,
    PostSubject,
    QuerySubject,
    SubjectError,
    WithheldSubject,
)

words = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
services = st.sampled_from(subjects.SERVICES)
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=64)


@given(services, words.filter(lambda word: word != "internal"), words)
def test_an_event_subject_parses_back(service: subjects.ServiceName, stream_type: str, event_type: str) -> None:
    assert subjects.parse(subjects.event(service, stream_type, event_type)) == EventSubject(
        service, stream_type, event_type
    )


@given(texts, words)
def test_a_post_subject_parses_back_whatever_the_organisation_is_called(org: str, command: str) -> None:
    assert subjects.parse(subjects.post(org, command)) == PostSubject(org, command)


@given(services, words)
def test_command_query_and_withheld_subjects_parse_back(service: subjects.ServiceName, name: str) -> None:
    assert subjects.parse(subjects.command(service, name)) == CommandSubject(service, name)
    assert subjects.parse(subjects.query(service, name)) == QuerySubject(service, name)
    assert subjects.parse(subjects.withheld(service)) == WithheldSubject(service)


@given(texts)
def test_a_token_holds_nothing_that_nats_gives_a_meaning_to(text: str) -> None:
    token = subjects.encode_token(text)

    assert token.isascii() and not set(token) & set(".*> \t\r\n$")
    assert subjects.decode_token(token) == text


@given(texts, texts)
def test_two_organisations_never_share_a_token(one: str, other: str) -> None:
    assert (subjects.encode_token(one) == subjects.encode_token(other)) == (one == other)


def test_codes_as_the_ledger_has_them_stay_readable() -> None:
    assert subjects.post("320404116-C", "record-activity") == "post.320404116-C.record-activity"
    assert subjects.posts_of("钟楼所") == "post.=E9=92=9F=E6=A5=BC=E6=89=80.*"
    assert subjects.posts_for("record-activity") == "post.*.record-activity"
    assert subjects.event("intake", "consultation", "consultation-recorded") == (
        "intake.consultation.consultation-recorded"
    )
    assert subjects.everything_of("intake") == "intake.>"


@pytest.mark.parametrize("token", ["", "=", "=E", "=e5", "=41", "=FF", "a.b", "a b", "*", ">", "钟"])
def test_another_spelling_of_a_token_is_refused(token: str) -> None:
    with pytest.raises(SubjectError):
        subjects.decode_token(token)


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "intake",
        "intake.consultation",
        "intake.consultation.recorded.twice",
        "billing.invoice.paid",
        "intake.Consultation.recorded",
        "intake.consultation.*",
        "intake.>",
        "intake.internal.secret",
        "query.billing.form",
        "command.intake.",
        "post..record-activity",
        "_INBOX.a.b",
        "intake.consultation.recorded\n",
    ],
)
def test_what_is_not_a_subject_of_ours_is_refused(subject: str) -> None:
    with pytest.raises(SubjectError):
        subjects.parse(subject)


def test_no_stream_type_may_take_the_place_of_withheld_events() -> None:
    with pytest.raises(SubjectError):
        subjects.event("intake", "internal", "withheld")


@pytest.mark.parametrize("bad", ["", "a.b", "*", "A", "a--b", "-a", "a b", "咨询"])
def test_names_in_subjects_are_lower_case_words(bad: str) -> None:
    for build in (subjects.command, subjects.query):
        with pytest.raises(SubjectError):
            build("intake", bad)
    with pytest.raises(SubjectError):
        subjects.event("intake", bad, "recorded")
    with pytest.raises(SubjectError):
        subjects.post("320404116-C", bad)


def test_text_that_is_no_text_gets_no_token() -> None:
    for bad in ("", "\ud800"):
        with pytest.raises(SubjectError):
            subjects.encode_token(bad)
