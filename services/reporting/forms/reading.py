"""Forms from their files: one TOML file holds one edition. A new form, or a new edition, is a new file and no code."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

from pydantic import ValidationError

from contracts.language.periods import containing
from services.reporting.forms.definition import Edition, Form

FOLDER = Path(__file__).parent


class FormError(Exception):
    """A form's file is wrong. The text names the file and the key, and says what may be written."""


def read_edition(path: Path) -> Edition:
    """The edition in a file; FormError names the file and every key that is wrong."""
    try:
        return Edition.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise FormError(f"{path.name}: {error}") from None
    except ValidationError as error:
        lines = (f"{path.name}: {'.'.join(map(str, e['loc'])) or 'form'}: {e['msg']}" for e in error.errors())
        raise FormError("\n".join(lines)) from None


def read_forms(paths: Iterable[Path]) -> Mapping[str, Form]:
    """Forms by name, in the order in which they came into force: a new form stands last in every list.

    Files with the same `name` hold editions of one form. FormError names two whose editions cannot stand side by side.
    """
    found: dict[str, list[tuple[str, Edition]]] = {}
    for path in sorted(paths):
        edition = read_edition(path)
        found.setdefault(edition.name, []).append((path.name, edition))
    forms = sorted(map(_side_by_side, found.values()), key=lambda form: (form.editions[0].valid_from, form.name))
    return {form.name: form for form in forms}


@cache
def shipped_forms() -> Mapping[str, Form]:
    """The forms that come with the service."""
    return read_forms(FOLDER.glob("*.toml"))


def _side_by_side(found: Sequence[tuple[str, Edition]]) -> Form:
    """The editions of one form, each given with the name of its file."""
    ordered = sorted(found, key=lambda one: (one[1].valid_from, one[1].version))
    wrong = [f"{file}: {why}" for before, (file, edition) in pairwise(ordered) for why in _unfit(*before, edition)]
    if wrong:
        raise FormError("\n".join(wrong))
    return Form(tuple(edition for _, edition in ordered))


def _unfit(file: str, before: Edition, edition: Edition) -> Iterator[str]:
    """Why an edition cannot follow the one `before`, which is in `file`: key and what to do. The rules are `Form`'s."""
    if edition.period is not before.period:
        yield f"period: {file} has '{before.period}', and editions of one form do not differ in it: give this one another name"
        return
    if edition.version <= before.version:
        yield f"version: the edition before, in {file}, is version {before.version}: write {before.version + 1}"
    period = containing(edition.period, edition.valid_from)
    if edition.valid_from == before.valid_from:
        yield (
            f"valid_from: {file} begins on the same day: write here the first day of the new edition, and in {file} the day "
            f"before it as valid_to; a form of its own needs another name"
        )
    elif edition.valid_from != period.first_day:
        yield (
            f"valid_from: lies within the period {period}, and an edition that follows another ({file}) begins with a period: "
            f"write {period.first_day} or {period.next.first_day}"
        )
    elif before.valid_to is None or before.valid_to >= edition.valid_from:
        yield (
            f"valid_from: {file} is still in force on this day: write valid_to = {edition.valid_from - timedelta(days=1)} in "
            f"{file}, or a later day here; a form of its own needs another name"
        )
