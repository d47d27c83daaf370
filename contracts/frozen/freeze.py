"""Freeze the public language: `make freeze` writes the schema and sample of whatever is new.

What was published is never overwritten by something else: a changed shape is written only when it adds optional
fields or codes. Anything else needs a new version of the message, and this command says so and writes nothing.
"""

import json
import sys
from pathlib import Path

from contracts.frozen.sampling import NoSample, sample
from contracts.frozen.shapes import JsonObject, breaking_changes, published, schema
from contracts.language.codes import TABLES
from contracts.language.labels import FIELD_LABELS
from contracts.language.messages import Answer, Message
from contracts.registry import written_in

FOLDER = Path(__file__).parent
SCHEMAS = FOLDER / "schemas"
SAMPLES = FOLDER / "samples"
CODES = SCHEMAS / "codes.json"

CodeTables = dict[str, dict[str, str]]


def code_tables() -> CodeTables:
    """Every code table: its name, its codes and their Chinese labels."""
    ordered = sorted(TABLES, key=lambda table: table.__name__)
    return {table.__name__: {member.value: member.label for member in table} for table in ordered}


def lost_codes(frozen: CodeTables, current: CodeTables) -> list[str]:
    """Codes that are gone or were given another label: what was written with them would change its meaning."""
    found = []
    for table, members in frozen.items():
        for code, label in members.items():
            now = current.get(table, {}).get(code)
            if now is None:
                found.append(f"{table}: the code {code} ({label}) is gone; codes are for ever, stop using it instead")
            elif now != label:
                found.append(f"{table}: {code} was {label} and is {now}; a new meaning needs a new code")
    return found


def refusals(shapes: dict[str, type[Message]]) -> list[str]:
    """Why the language may not be frozen as it is, each with the file to change; empty when it may."""
    found = []
    for path in sorted(SCHEMAS.rglob("*.v*.json")):
        file = path.relative_to(SCHEMAS).as_posix()
        if file not in shapes:
            found.append(f"contracts/frozen/schemas/{file}: it was published, so its model must stay; put it back")
            continue
        for change in breaking_changes(_read(path), schema(file, shapes[file])):
            found.append(f"{written_in(shapes[file])}: {change}; publish it as a new version of the message")
    if CODES.exists():
        found += lost_codes(_read(CODES), code_tables())
    return found + unnamed_fields(shapes) + missing_samples(shapes)


def unnamed_fields(shapes: dict[str, type[Message]]) -> list[str]:
    """Fields without a Chinese name: nobody could be told what is wrong with them. Answers are filled in by no one."""
    fields = {name: model for model in shapes.values() if model is not Answer for name in model.model_fields}
    return [
        f"contracts/language/labels.py: {name} (in {model.__name__}) has no Chinese name; add it to FIELD_LABELS"
        for name, model in sorted(fields.items())
        if name not in FIELD_LABELS
    ]


def missing_samples(shapes: dict[str, type[Message]]) -> list[str]:
    """Messages for which no sample can be made up."""
    found = []
    for file, model in shapes.items():
        try:
            if not (SAMPLES / file).exists():
                sample(file, model)
        except NoSample as error:
            found.append(str(error))
    return found


def freeze(shapes: dict[str, type[Message]]) -> list[Path]:
    """Write what is new or was added to; the files written. Call only when nothing is refused."""
    wanted: dict[Path, JsonObject] = {CODES: dict(code_tables())}
    for file, model in shapes.items():
        wanted[SCHEMAS / file] = schema(file, model)
        if not (SAMPLES / file).exists():
            wanted[SAMPLES / file] = sample(file, model)
    changed = [path for path, content in wanted.items() if not path.exists() or _read(path) != content]
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(wanted[path], ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return changed


def main() -> int:
    """Exit 0 when the files say what the models say, 1 when something was refused (and nothing written)."""
    shapes = published()
    if found := refusals(shapes):
        sys.stderr.writelines(f"{line}\n" for line in found)
        return 1
    sys.stdout.writelines(f"contracts/frozen/{path.relative_to(FOLDER)}\n" for path in freeze(shapes))
    return 0


def _read(path: Path) -> JsonObject:
    content: JsonObject = json.loads(path.read_text(encoding="utf-8"))
    return content
