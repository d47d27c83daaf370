"""The tree stays one that a newcomer can read: files fit on a few screens, and what runs by hand alone still imports."""

import subprocess
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 300
WRITTEN = (".py", ".sql", ".html", ".css", ".js", ".toml")
MADE = ("tests/data/",)
"""Folders of what a program wrote."""


def files() -> list[str]:
    """Every file of the tree, as git lists it; where there is no git, what lies there."""
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    found = [name for name in listed if name] or [
        path.relative_to(ROOT).as_posix() for folder in ("contracts", "services", "deploy", "tests", "docs")
        for path in (ROOT / folder).rglob("*") if path.is_file()
    ]  # fmt: skip
    return [name for name in found if name.endswith(WRITTEN) and not name.startswith(MADE) and (ROOT / name).exists()]


def test_no_file_is_longer_than_a_few_screens() -> None:
    lengths = {name: len((ROOT / name).read_text("utf-8").splitlines()) for name in files()}
    long = {name: length for name, length in lengths.items() if length > LONGEST}
    assert not long, f"over {LONGEST} lines, so probably two ideas: {long}"


@pytest.mark.parametrize("folder", ["tests/bench", "tests/chaos"])
def test_what_is_only_run_by_hand_still_imports(folder: str) -> None:
    for path in sorted((ROOT / folder).rglob("*.py")):
        if path.name != "__main__.py":
            import_module(path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."))
