"""The example of docs/recipes.md works as it is written there, and whoever forgets a step of it is told.

Each test works on a copy of the tree, without its history.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.recipes.document import DOCUMENT, Block, Notice, read

ROOT = Path(__file__).parents[2]
RECIPES = read(ROOT / DOCUMENT)
EVENT = "An event and its command"
PLACES = 9
"""Places in which an event with its command is written by hand."""
FORGETTABLE = [block for block in RECIPES.blocks if block.forgotten]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the tree in which `make` uses this very Python, and installs nothing."""
    copy = tmp_path / "yingyuan"
    copy.mkdir()
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, copy)
    for folder in ("contracts", "deploy", "docs", "services", "tests"):
        shutil.copytree(ROOT / folder, copy / folder)  # with what Python has compiled: that saves a second each time
    environment = copy / ".venv"
    environment.mkdir()
    for path in Path(sys.prefix).iterdir():
        (environment / path.name).symlink_to(path)
    stamp = environment / ".installed-from-lock"
    stamp.unlink(missing_ok=True)
    stamp.touch()
    return copy


def run(tree: Path, command: str) -> tuple[int, str]:
    """What a command of the document comes to: its exit code, and what it printed, as one line."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "MAKE"))}
    done = subprocess.run(
        ["sh", "-c", command], cwd=tree, env=inherited | {"PYTHONPATH": str(tree)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    return done.returncode, " ".join(f"{done.stdout}{done.stderr}".split())


def assert_notices(tree: Path, notice: Notice) -> None:
    code, printed = run(tree, notice.command)
    assert code != 0, f"{notice.command} noticed nothing"
    for word in notice.words:
        assert word in printed, printed[-3000:]


def test_the_example_works_as_it_is_written(tree: Path) -> None:
    for block in RECIPES.blocks:
        block.apply(tree)
    for command in RECIPES.commands:
        code, printed = run(tree, command)
        assert code == 0, f"{command}: {printed[-3000:]}"


@pytest.mark.parametrize("block", FORGETTABLE, ids=lambda block: f"{block.file}:{block.line or block.how}")
def test_a_forgotten_step_is_told_with_the_file_and_what_to_do(tree: Path, block: Block) -> None:
    assert block.forgotten is not None
    for other in RECIPES.until(block.section):
        if other is not block:
            other.apply(tree)
    if "tests/contracts" in block.forgotten.command:
        run(tree, "make freeze")
    assert_notices(tree, block.forgotten)


@pytest.mark.parametrize(("target", "notice"), RECIPES.targets, ids=lambda one: one if isinstance(one, str) else "")
def test_a_command_that_was_forgotten_is_told(tree: Path, target: str, notice: Notice) -> None:
    for block in RECIPES.blocks:
        block.apply(tree)
    for other, _ in RECIPES.targets:
        if other != target:
            run(tree, other)
    assert_notices(tree, notice)


def test_every_change_of_a_file_says_who_notices_that_it_was_forgotten() -> None:
    for block in RECIPES.blocks:
        assert block.forgotten or block.how == "new" or block.file.startswith("tests/"), block.at


def test_an_event_with_its_command_is_written_in_as_many_places_as_the_document_says() -> None:
    fields = {"contracts/language/labels.py", "contracts/frozen/sampling.py"}
    written = [block for block in RECIPES.blocks if block.section == EVENT and block.file not in fields]
    assert len(written) == PLACES
    assert re.findall(r"^\*\*(\d+)\. ", (ROOT / DOCUMENT).read_text("utf-8"), re.MULTILINE) == [
        str(number) for number in range(1, PLACES + 1)
    ]


@pytest.mark.parametrize("document", [DOCUMENT, "CONTRIBUTING.md", "contracts/README.md"])
def test_links_lead_somewhere(document: str) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", (ROOT / document).read_text("utf-8")):
        file, _, heading = link.partition("#")
        path = (ROOT / document).parent / file if file else ROOT / document
        if not link.startswith("http"):
            assert path.exists(), f"{document}: there is no {link}"
            assert not heading or heading in headings(path), f"{document}: {file or 'it'} has no heading #{heading}"


def headings(path: Path) -> set[str]:
    """The names by which links call the headings of a document."""
    found = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in found}
