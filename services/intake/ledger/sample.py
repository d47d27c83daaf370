"""Made-up ledgers (台账) of real shape, for demonstrations, tests and benchmarks: any size, district and period.

The same seed gives the same ledger. Entries crowd at the borders of the statistics' periods, sums of money have odd
cents, some cases are group cases, and provider kinds outside the tables' columns come in.
"""

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from contracts.language.codes import MONEY_MATTERS, Channel, Matter, Provider
from services.intake.ledger.file import COLUMNS
from services.intake.region.register import SOURCE_DOCUMENTS, read_register

DISTRICT = "320404"
FIRST, LAST = date(2010, 3, 1), date(2010, 5, 31)
CAMPAIGN = "双促双助"

_BORDERS = frozenset({1, 15, 16, 22, 23})
"""Days of the month at which a half month or a month to the 22nd begins or ends."""
_WEIGHTS = {
    Matter.CONSULTATION: 44.0,
    Matter.ENTERPRISE_VISIT: 6.0,
    Matter.AID_CASE: 4.0,
    Matter.DISPUTE_MEDIATION: 4.0,
    Matter.CONTACT_CARD: 3.0,
    Matter.REPRESENTATION: 3.0,
}
_PROVIDERS = {
    Provider.LAWYER: (56, "律"),
    Provider.GRASSROOTS: (27, "基"),
    Provider.NOTARY: (10, "公"),
    Provider.OFFICER: (4, "司"),
    Provider.MEDIATOR: (3, "人"),
}
_CHANNELS = {Channel.VISIT: 41, Channel.PHONE: 33, Channel.WEB: 18, Channel.LETTER: 8}
_BY_THE_PILE = frozenset(
    {Matter.CONTACT_CARD, Matter.AID_CARD, Matter.QUALITY_FORM, Matter.PUBLICITY_MATERIAL, Matter.SLOGAN}
)
_FOR_MANY = frozenset({Matter.TRAINING, Matter.PETITION_RECEPTION, Matter.MASS_INCIDENT})
_WITH_ENTERPRISE = frozenset(
    {
        Matter.ENTERPRISE_VISIT,
        Matter.CONTACT_POINT,
        Matter.ENTERPRISE_DISPUTE,
        Matter.ENTERPRISE_ADVISER,
        Matter.ENTERPRISE_LOSS,
        Matter.LABOUR_DISPUTE,
    }
)
_MAY_BE_GROUPED = frozenset({Matter.AID_CASE, Matter.REPRESENTATION, Matter.LABOUR_DISPUTE})


def towns_of(district: str) -> tuple[str, ...]:
    """The townships of a district that the project's own register knows; the district itself when it knows none."""
    below = tuple(region.code for _, region in read_register(SOURCE_DOCUMENTS) if region.parent == district)
    return below or (district,)


def generate(
    seed: int,
    rows: int,
    *,
    district: str = DISTRICT,
    first: date = FIRST,
    last: date = LAST,
    regions: Sequence[str] = (),
    prefix: str = "S",
) -> Iterator[dict[str, str]]:
    """`rows` entries by column name, numbered `<prefix><seed>-000001` on; in `regions`, or the district's townships."""
    draw = random.Random(seed)
    places = tuple(regions) or towns_of(district)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    crowds = [4.0 if day.day in _BORDERS else 1.0 for day in days]
    matters = list(Matter)
    shares = [_WEIGHTS.get(matter, 1.4) for matter in matters]
    for number in range(1, rows + 1):
        matter = draw.choices(matters, shares)[0]
        day = draw.choices(days, crowds)[0]
        yield {
            "编号": f"{prefix}{seed}-{number:06d}",
            "日期": day.isoformat(),
            "时间": _clock(draw, day),
            **_who_and_where(draw, places),
            **_what(draw, matter),
        }


def _clock(draw: random.Random, day: date) -> str:
    """Office hours and evenings; at a period's border often its very first or last minute."""
    if day.day in _BORDERS and draw.random() < 0.25:
        return draw.choice(("00:00", "23:59"))
    minutes = draw.randrange(8 * 60, 21 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _who_and_where(draw: random.Random, places: Sequence[str]) -> dict[str, str]:
    region = draw.choice(places)
    provider = draw.choices(list(_PROVIDERS), [share for share, _ in _PROVIDERS.values()])[0]
    return {
        "单位": f"{region}-{draw.choice('ABC')}",
        "地区": region,
        "人员": f"{_PROVIDERS[provider][1]}{draw.randrange(1, 40):03d}",
        "人员类别": provider.label,
    }


def _what(draw: random.Random, matter: Matter) -> dict[str, str]:
    grouped = matter in _MAY_BE_GROUPED and draw.random() < 0.08
    many = matter in _FOR_MANY or grouped
    channel = draw.choices(list(_CHANNELS), list(_CHANNELS.values()))[0].label if matter is Matter.CONSULTATION else ""
    return {
        "事项": matter.label,
        "渠道": channel,
        "数量": str(draw.randrange(5, 200) if matter in _BY_THE_PILE else draw.choice((1,) * 18 + (2, 3))),
        "人数": str(draw.randrange(5, 80) if many else 1),
        "金额": _money(draw) if matter in MONEY_MATTERS else "",
        "对象": f"企业{draw.randrange(1, 121):04d}" if matter in _WITH_ENTERPRISE else "",
        "群体性": "是" if grouped else "",
        "专项活动": CAMPAIGN if draw.random() < 0.9 else "",
        "备注": "",
    }


def _money(draw: random.Random) -> str:
    """Up to 800,000 yuan, written with two decimals, one or none, as people do."""
    yuan = draw.randrange(500, 800_000)
    return draw.choice((f"{yuan}", f"{yuan}.5", f"{yuan}.{draw.randrange(100):02d}", f"{yuan}.05", f"{yuan}.99"))


def write_csv(path: Path, entries: Iterable[dict[str, str]]) -> None:
    """Write entries as a ledger file (UTF-8 with BOM, as spreadsheets save it)."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(entries)
