"""Documents are true as far as a machine can tell: paths, links with their anchors, and names of the code exist."""

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IN_A_DATA_FOLDER = {
    "postgres/", "nats/", "nats/jetstream", "caddy/", "log/", "run/", "run/postgres/", "secrets/", "secrets/keys/", "stack.json",
    "launcher.lock", "parts.lock", "demo.csv",
}  # fmt: skip
"""What documents name that lies in the data folder of a running stack, not here."""
FILE_TYPES = (
    "py", "sql", "toml", "json", "md", "csv", "css", "js", "html", "conf", "lock", "png", "svg", "yml", "jsonl",
)  # fmt: skip
MADE = {"var", "build", "dist", "__pycache__"}
LONGEST_PAGE_LINES = 200


@cache
def files() -> list[str]:
    """Every file of the repository, without what tools and running stacks have made beside."""
    found = []
    for folder, below, names in os.walk(ROOT):
        below[:] = [
            one
            for one in below
            if one == ".ci" or not (one.startswith(".") or one in MADE or one.endswith(".egg-info"))
        ]
        found += [(Path(folder) / name).relative_to(ROOT).as_posix() for name in names]
    return sorted(found)


PAGES = [path for path in files() if path.endswith(".md")]
DESIGN = [page for page in PAGES if page.startswith("docs/design")]


@cache
def text_of(page: str) -> str:
    """A page without its fenced code."""
    return re.sub(r"^```.*?^```", "", (ROOT / page).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def quoted(page: str) -> Iterator[str]:
    """What stands in backticks, word by word; not in recipes, which name files that their reader will write."""
    if page == "docs/recipes.md":
        return
    text = re.sub(r"^## Recipes$.*?(?=^## |\Z)", "", text_of(page), flags=re.MULTILINE | re.DOTALL)
    for found in re.findall(r"`([^`\n]+)`", text):
        yield from found.split()


def is_path(word: str) -> bool:
    """Whether a word looks like a file or a folder of the repository (`<placeholders>` and addresses do not)."""
    if not re.fullmatch(r"(\.(?=\w+/))?[A-Za-z0-9_][\w./-]*", word) or word in IN_A_DATA_FOLDER:
        return False
    return word.endswith(tuple(f".{kind}" for kind in FILE_TYPES)) or (
        "/" in word and (word.endswith("/") or (ROOT / word.partition("/")[0]).is_dir())
    )


def is_there(word: str, page: str) -> bool:
    """Whether a path exists: from the root, from the page's folder, or as the end of some file's path."""
    folder = word.rstrip("/")
    if (ROOT / folder).exists() or (ROOT / page).parent.joinpath(folder).exists():
        return True
    if word.endswith("/"):
        return any(f"/{folder}/" in f"/{path}" for path in files())
    return any(f"/{path}".endswith(f"/{word}") for path in files())


@pytest.mark.parametrize("page", PAGES)
def test_every_path_in_a_document_exists(page: str) -> None:
    gone = sorted({word for word in quoted(page) if is_path(word) and not is_there(word, page)})
    assert not gone, f"{page}: {', '.join(gone)}"


@cache
def anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    plain = [re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).replace("`", "") for heading in headings]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES)
def test_every_link_in_a_document_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(page)):
        if re.match(r"[a-z]+:", target):  # another site's
            continue
        path, _, anchor = target.partition("#")
        aim = (ROOT / page).parent.joinpath(path).resolve() if path else ROOT / page
        assert aim.exists(), f"{page}: {target}"
        if anchor:
            known = anchors(aim.relative_to(ROOT).as_posix())
            assert anchor in known, f"{page}: {target}: the headings there are {', '.join(sorted(known))}"


@cache
def names() -> set[str]:
    """Every word of the code, of its settings and of the tools' commands."""
    kinds = (".py", ".sql", ".toml", ".json", ".conf", "Caddyfile", "Makefile")
    code = [path for path in files() if path.endswith(kinds)]
    return {word for path in code for word in re.findall(r"\w+", (ROOT / path).read_text("utf-8", "replace"))}


@pytest.mark.parametrize("page", [*DESIGN, "docs/glossary.md", "services/chassis/README.md"])
def test_every_name_on_a_design_page_is_one_of_the_code(page: str) -> None:
    written = {
        word for word in quoted(page) if re.fullmatch(r"[A-Za-z_]\w*(\.\w+)*(\(\))?", word) and not is_path(word)
    }
    unknown = sorted(word for word in written if not set(re.findall(r"\w+", word)) <= names())
    assert not unknown, f"{page}: {', '.join(unknown)}"


@pytest.mark.parametrize("page", DESIGN)
def test_a_design_page_is_short_enough_to_be_read(page: str) -> None:
    lines = len((ROOT / page).read_text("utf-8").splitlines())
    assert lines <= LONGEST_PAGE_LINES, f"{page} has {lines} lines: divide it"


def test_every_room_of_the_chassis_has_its_page() -> None:
    rooms = {path.parent.name for path in ROOT.glob("services/chassis/*/__init__.py")}
    assert rooms and {f"docs/design/{room}.md" for room in rooms} <= set(PAGES)


def test_the_overview_leads_to_every_design_page_and_the_index_to_every_decision() -> None:
    overview, index = text_of("docs/design.md"), text_of("docs/decisions/README.md")
    pages = {page for page in DESIGN if page != "docs/design.md" and f"]({page.removeprefix('docs/')}" not in overview}
    assert not pages, f"docs/design.md: {', '.join(sorted(pages))}"
    decisions = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("0*.md"))
    assert [name for name in decisions if f"]({name})" not in index] == []
    assert [int(name[:4]) for name in decisions] == list(range(1, len(decisions) + 1)), "numbers follow each other"
