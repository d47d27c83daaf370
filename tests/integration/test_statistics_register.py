"""Facts and the division register: ragged trees, changes of superior, events that come before their division."""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta

import pytest

from contracts.wire.event import Recorded
from services.chassis.views.view import ALL
from services.reporting.forms.reading import shipped_forms
from services.reporting.statistics.view import STATISTICS, fold, settle
from services.reporting.tables.cut import Cut
from services.reporting.tables.fill import fill
from tests.support import statistics_view
from tests.support.ledger_events import recorded, register_of_changzhou, registered
from tests.support.stack import DatabaseUrls, TestPostgres
from tests.support.statistics_view import Connection, aid_case, consultation, figure, folded, passing_build


@pytest.fixture(scope="module")
def database(postgres: TestPostgres) -> Iterator[DatabaseUrls]:
    urls = postgres.fresh_database("reporting")
    yield urls
    postgres.drop_database(urls.name)


@pytest.fixture(params=[False, True], ids=["counted-one-by-one", "summed-at-once"], autouse=True)
def summing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything here holds for facts that nobody has summed yet, and for those that were summed when they came."""

    async def fold_and_settle(connection: Connection, batch: Sequence[Recorded]) -> None:
        await fold(connection, batch)
        await settle(connection, ALL)

    if request.param:
        monkeypatch.setattr(statistics_view, "fold", fold_and_settle)


@pytest.fixture
async def empty(database: DatabaseUrls) -> AsyncIterator[Connection]:
    async with passing_build(database.owner, "empty") as connection:
        yield connection


async def test_a_township_directly_under_its_city_counts_there(empty: Connection) -> None:
    zhongshan = [registered(1, "44", None), registered(2, "4420", "44", "中山市"), registered(3, "442000001", "4420")]
    await folded(empty, [*zhongshan, consultation(4, "442000001"), consultation(5, "4420")])
    assert await figure(empty, "442000001", 5) == "1"
    assert await figure(empty, "4420", 5) == "2"
    assert await figure(empty, "442000", 5) == "2"
    assert await figure(empty, "44", 5) == "2"


async def test_a_zone_counts_under_its_superior_whatever_its_code_begins_with(empty: Connection) -> None:
    zone = [registered(1, "32", None), registered(2, "3204", "32"), registered(3, "320499400", "3204")]
    await folded(empty, [*zone, consultation(4, "320499400")])
    assert await figure(empty, "3204", 5) == "1"


async def test_a_division_that_moves_keeps_its_history(empty: Connection) -> None:
    register = [registered(1, "32", None), registered(2, "3204", "32"), registered(3, "3205", "32")]
    moves = [
        registered(4, "320499", "3204", valid_to="2010-03-31"),
        registered(5, "320499", "3205", valid_from="2010-04-01"),
    ]
    facts = [consultation(6, "320499", "2010-03-31T23:59"), consultation(7, "320499", "2010-04-01T00:00")]
    await folded(empty, [*register, *moves, *facts])
    assert await figure(empty, "3204", 5, period="2010-03B") == "1"
    assert await figure(empty, "3204", 5) == "0"
    assert await figure(empty, "3205", 5) == "1"
    assert await figure(empty, "320499", 5, column=3) == "2"


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_fact_counts_on_days_that_the_register_leaves_out_too(empty: Connection, at_once: bool) -> None:
    register = [
        registered(1, "32", None, valid_from="2009-01-01"),
        registered(2, "3204", "32", valid_from="2010-04-02", valid_to="2010-04-02"),
        registered(3, "3205", "32"),
        registered(4, "320499", "3204", valid_from="2010-04-02", valid_to="2010-04-10"),
        registered(5, "320499", "3205", valid_from="2010-04-12", valid_to="2010-04-13"),
    ]
    days = ["2008-12-31", "2010-04-01", "2010-04-11", "2010-04-12", "2010-04-14", "2012-01-01"]
    facts = [consultation(6 + n, "320499", f"{day}T10:00") for n, day in enumerate(days)]
    for batch in (
        [[*register, *facts]] if at_once else [register[:4], facts[:1], register[4:], *([f] for f in facts[1:])]
    ):
        await folded(empty, batch)
    places = {"3204": ["1", "2", "0"], "3205": ["0", "2", "1"], "32": ["1", "4", "1"], "320499": ["1", "4", "1"]}
    for place, (before, then, after) in places.items():
        assert await figure(empty, place, 5, period="2008-12B") == before
        assert await figure(empty, place, 5, period="2010-04A") == then
        assert await figure(empty, place, 5, period="2012-01A") == after


async def test_a_shorter_validity_takes_no_fact_away(empty: Connection) -> None:
    await folded(empty, [*register_of_changzhou(), consultation(12, "320404001")])
    await folded(empty, [registered(13, "320404001", "320404", valid_to="2010-03-31")])
    await folded(empty, [registered(14, "3204", "32", valid_from="2011-01-01")])
    assert [await figure(empty, place, 5) for place in ("320404001", "320404", "3204", "32")] == ["1"] * 4


async def test_a_corrected_register_moves_what_was_counted(empty: Connection) -> None:
    await folded(empty, [registered(1, "32", None), registered(2, "3204", "32"), registered(3, "3205", "32")])
    await folded(empty, [registered(4, "320499", "3204"), registered(5, "320499001", "320499")])
    await folded(empty, [consultation(6, "320499001")])
    await folded(empty, [registered(7, "320499", "3205")])
    assert await figure(empty, "3204", 5) == "0"
    assert await figure(empty, "3205", 5) == "1"
    assert await figure(empty, "32", 5) == "1"


async def test_an_event_of_intake_from_a_division_nobody_registered_is_refused(empty: Connection) -> None:
    await folded(empty, register_of_changzhou())
    with pytest.raises(ValueError, match="999999"):
        await folded(empty, [consultation(12, "320404001"), consultation(13, "999999")])
    assert await empty.fetchval("SELECT count(*) FROM fact") == 0


async def test_a_case_may_arrive_before_its_division_and_counts_once_it_is_registered(empty: Connection) -> None:
    await folded(empty, register_of_changzhou())
    await folded(empty, [aid_case(1, "320404001"), aid_case(2, "320404900")])
    assert await figure(empty, "320404", 10) == "1"
    await folded(empty, [registered(12, "320404900", "320404")])
    assert await figure(empty, "320404", 10) == "2"
    assert await figure(empty, "320404900", 10) == "1"


async def test_a_case_counts_when_first_assigned_and_not_again_when_reassigned(empty: Connection) -> None:
    events = [
        aid_case(n, "320404001", "case-assigned", firm="F1", counted=counted) for n, counted in ((1, True), (2, False))
    ]
    reported = recorded(
        "intake", 12, "aid-case-reported", {"provider": "lawyer", "worker": "律001"}, region="320404001"
    )
    await folded(empty, [*register_of_changzhou(), *events, reported])
    assert await figure(empty, "320404", 10) == "1"


@pytest.mark.parametrize(
    ("moment", "period"),
    [
        ("2010-04-15T23:59:59.999999", "2010-04A"),
        ("2010-04-16T00:00:00", "2010-04B"),
        ("2010-12-31T23:59:59.999", "2010-12B"),
        ("2011-01-01T00:00:00", "2011-01A"),
    ],
)
async def test_an_event_at_the_border_counts_on_its_shanghai_day(empty: Connection, moment: str, period: str) -> None:
    await folded(empty, [*register_of_changzhou(), consultation(12, "320404001", moment)])
    assert await figure(empty, "320404", 5, period=period) == "1"


async def test_an_organisation_may_have_the_code_of_its_division(empty: Connection) -> None:
    await folded(empty, [*register_of_changzhou(), consultation(12, "320404001", org="320404")])
    assert await figure(empty, "320404", 5) == "1"


async def test_a_digest_tells_one_changed_figure(empty: Connection) -> None:
    await folded(empty, [*register_of_changzhou(), consultation(12, "320404001")])
    before = await empty.fetchval(STATISTICS.digest)
    await settle(empty, 1)
    assert await empty.fetchval(STATISTICS.digest) == before
    await empty.execute("UPDATE cube SET people = people + 1 WHERE bucket = 2010")
    assert await empty.fetchval(STATISTICS.digest) != before


async def test_a_late_fact_shows_now_and_not_as_of_before(empty: Connection) -> None:
    await folded(empty, [*register_of_changzhou(), consultation(12, "320404001"), consultation(13, "320404001")])
    recorded_first = await empty.fetchval("SELECT recorded_at FROM fact WHERE position = 12")
    form = shipped_forms()["half-month"]
    before = await fill(empty, form, "320404", "2010-04A", cut=Cut(until=recorded_first + timedelta(milliseconds=1)))
    assert before.rows[4].cells[0].text == "1"
    assert await figure(empty, "320404", 5) == "2"


async def test_a_superior_that_is_registered_later_counts_its_divisions_too(empty: Connection) -> None:
    await folded(empty, [registered(1, "320404", "3204"), registered(2, "320404001", "320404")])
    await folded(empty, [consultation(3, "320404001")])
    assert await figure(empty, "320404", 5) == "1"
    await folded(empty, [registered(4, "3204", "32"), registered(5, "32", None)])
    assert await figure(empty, "3204", 5) == "1"
    assert await figure(empty, "32", 5) == "1"


async def test_another_name_of_a_division_changes_no_figure(empty: Connection) -> None:
    await folded(empty, [*register_of_changzhou(), consultation(12, "320404001")])
    await folded(empty, [registered(13, "320404001", "320404", "新名街道")])
    assert await figure(empty, "320404001", 5) == "1"
    table = await fill(empty, shipped_forms()["half-month"], "320404001", "2010-04A")
    assert table.region_name == "新名街道"


async def test_whatever_the_order_of_events_the_digest_is_the_same(empty: Connection, database: DatabaseUrls) -> None:
    register = register_of_changzhou()
    facts = [consultation(12, "320404001"), consultation(13, "320404116"), aid_case(1, "320404002")]
    await folded(empty, [*register, *facts])
    batches = [facts[2:], *([event] for event in register), facts[:2]]
    async with passing_build(database.owner, "other", batches) as other:
        assert await other.fetchval(STATISTICS.digest) == await empty.fetchval(STATISTICS.digest)
