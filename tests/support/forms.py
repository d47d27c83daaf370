"""Small forms of the tests' own: what a test promises of forms holds however many are shipped."""

from datetime import date
from typing import Any

from services.reporting.forms.definition import Edition, Form

CONSULTATIONS: dict[str, Any] = {"name": "咨询(次)", "measure": "quantity", "matters": ["consultation"]}
TRAININGS: dict[str, Any] = {"name": "培训(次/人次)", "measure": "pair", "matters": ["training"]}


def edition(**said: Any) -> Edition:
    """A monthly table of consultations, in force since 2010, but for what is `said`."""
    plain = {
        "name": "small",
        "version": 1,
        "valid_from": date(2010, 1, 1),
        "title": "小表",
        "item": "项目",
        "receiver": "区局",
        "period": "calendar-month",
        "due_days_after": 3,
        "columns": [{"name": "数量"}],
        "rows": [CONSULTATIONS],
    }
    return Edition.model_validate(plain | said)


def form(**said: Any) -> Form:
    """A form with that one edition."""
    return Form((edition(**said),))
