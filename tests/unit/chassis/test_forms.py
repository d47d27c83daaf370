"""The time at which a page's form was made, told by the id that came with it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.chassis.failures import Invalid
from services.chassis.ids import uuid7
from services.chassis.pages.forms import KEPT, made_at


def of(moment: datetime) -> UUID:
    return UUID(int=int(moment.timestamp() * 1000) << 80 | 0x7 << 76 | 0b10 << 62)


def test_the_same_form_tells_the_same_time_whenever_it_is_sent() -> None:
    one = uuid7()
    assert made_at(one) == made_at(one)
    assert timedelta(0) <= datetime.now(UTC) - made_at(one) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "forged",
    [
        UUID(int=(2**48 - 1) << 80 | 0x7 << 76 | 0b10 << 62),
        UUID(int=0x7 << 76 | 0b10 << 62),
        UUID(int=1),
        of(datetime.now(UTC) + timedelta(hours=1)),
        of(datetime.now(UTC) - KEPT - timedelta(hours=1)),
    ],
)
def test_a_time_that_no_page_of_ours_can_have_is_refused(forged: UUID) -> None:
    with pytest.raises(Invalid):
        made_at(forged)
