"""The example of docs/recipes.md works as it is written there, and whoever forgets a step of it is told.

Each trial works on a copy of the tree, without its history.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.recipes.document import DOCUMENT, Block, Notice, read

ROOT = Path(__file__).parents[2]
RECIPES = read(ROOT / DOCUMENT)
EVENT = "An event and its command"
PLACES = 9
"""Places in which an event with its command is written by hand."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Somebody follows the document, but forgets something: what is done instead, and who should notice."""

    forgotten: str
    blocks: Iterable[Block]
    commands: Iterable[str]
    notice: Notice


def trials() -> Iterator[Trial]:
    """One for each block, and for each command, that the document says would be missed."""
    for block in RECIPES.blocks:
        if block.forgotten:
            others = [other for other in RECIPES.until(block.section) if other is not block]
            yield Trial(f"{block.at} {block.file}", others, (), block.forgotten)
    commands = [command for command, _ in RECIPES.targets]
    for place, (command, notice) in enumerate(RECIPES.targets):
        yield Trial(command, RECIPES.blocks, commands[:place], notice)


TRIALS = {trial.forgotten: trial for trial in trials()}
Printed = Mapping[str, "Future[tuple[int, str]]"]


@pytest.fixture(scope="module")
def printed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Printed]:
    """What the one who should notice says in each trial, two trials at a time: most of a trial is Python starting."""
    asked = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    wanted = [TRIALS[one["forgotten"]] for one in asked if "forgotten" in one]

    def made(trial: Trial) -> tuple[int, str]:
        tree = copied(tmp_path_factory.mktemp("trial"), trial.blocks)
        for command in trial.commands:
            run(tree, command)
        try:
            return run(tree, trial.notice.command, PYTEST_ADDOPTS="-x")
        finally:
            shutil.rmtree(tree)

    with ThreadPoolExecutor(2) as pool:
        yield {trial.forgotten: pool.submit(made, trial) for trial in wanted}


def copied(folder: Path, blocks: Iterable[Block]) -> Path:
    """A copy of the tree with some blocks, in which `make` uses this very Python and installs nothing."""
    tree = folder / "yingyuan"
    tree.mkdir()
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, tree)
    for name in ("contracts", "deploy", "docs", "services", "tests"):
        shutil.copytree(ROOT / name, tree / name)
    environment = tree / ".venv"
    environment.mkdir()
    for path in Path(sys.prefix).iterdir():
        if path.name != ".installed-from-lock":
            (environment / path.name).symlink_to(path)
    (environment / ".installed-from-lock").touch()
    for block in blocks:
        block.apply(tree)
    return tree


def run(tree: Path, command: str, **more: str) -> tuple[int, str]:
    """What a command of the document comes to: its exit code, and what it printed, as one line."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON", "MAKE"))}
    environment = {**inherited, **more, "PYTHONPATH": str(tree)}
    done = subprocess.run(["sh", "-c", command], cwd=tree, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, " ".join(f"{done.stdout}{done.stderr}".split())


def test_the_example_works_as_it_is_written(tmp_path: Path) -> None:
    tree = copied(tmp_path, RECIPES.blocks)
    if (ROOT / ".mypy_cache").exists():  # only what changed is checked anew
        shutil.copytree(ROOT / ".mypy_cache", tree / ".mypy_cache")
    for command in RECIPES.commands:
        code, said = run(tree, command)
        assert code == 0, f"{command}: {said[-3000:]}"


@pytest.mark.parametrize("forgotten", TRIALS)
def test_whoever_forgets_a_step_is_told_the_file_and_what_to_do(printed: Printed, forgotten: str) -> None:
    code, said = printed[forgotten].result()
    assert code != 0, f"{TRIALS[forgotten].notice.command} noticed nothing"
    for word in TRIALS[forgotten].notice.words:
        assert word in said, said[-3000:]


def test_every_change_of_a_file_says_who_notices_that_it_was_forgotten() -> None:
    for block in RECIPES.blocks:
        assert block.forgotten or block.how == "new" or block.file.startswith("tests/"), block.at


def test_an_event_with_its_command_is_written_in_as_many_places_as_the_document_says() -> None:
    fields = {"contracts/language/labels.py", "contracts/frozen/sampling.py"}
    written = [block for block in RECIPES.blocks if block.section == EVENT and block.file not in fields]
    numbered = re.findall(r"^\*\*(\d+)\. ", (ROOT / DOCUMENT).read_text("utf-8"), re.MULTILINE)
    assert len(written) == PLACES and numbered == [str(number) for number in range(1, PLACES + 1)]
