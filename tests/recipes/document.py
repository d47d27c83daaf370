"""Reads docs/recipes.md: the blocks of its example, who notices that one is missing, and what to run."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

DOCUMENT = "docs/recipes.md"

_PART = re.compile(
    r"^```(?P<language>\w*)\n(?P<code>.*?)^```$|^#+ (?P<heading>[^\n]+)$|(?P<paragraph>(?:^(?!```|#)[^\n]+\n?)+)",
    re.MULTILINE | re.DOTALL,
)
_PLACE = re.compile(
    r"New file `(?P<new>[^`]+)`:$|[Ii]n `(?P<file>[^`]+)`, (?:at the (?P<end>end)|(?P<how>below|above|in place of) `(?P<line>[^`]+)`):$"
)
_CODE = re.compile(r"``(.+?)``|`([^`]+)`")
_ROW = re.compile(r"^\| `(make \w+)` \| (`make .+) \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Notice:
    """Who notices that a step was forgotten: a command that fails, and what it then says."""

    command: str
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code and where it goes."""

    section: str
    at: str
    """Where it stands: `docs/recipes.md:48`."""
    file: str
    how: str
    """`new` (the whole file), `end`, or `below`, `above` or `in place of` the line that says `line`."""
    line: str
    code: str
    forgotten: Notice | None = None

    def apply(self, tree: Path) -> None:
        """Do to a tree what the document says; AssertionError where the tree is not as the document has it."""
        path = tree / self.file
        assert path.exists() != (self.how == "new"), f"{self.at}: it says that {self.file} is new, or old; correct it"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = path.read_text("utf-8").splitlines(keepends=True) if path.exists() else []
        begin = end = len(lines)
        if self.line:
            found = [place for place, line in enumerate(lines) if line.strip() == self.line]
            assert len(found) == 1, f"{self.at}: {self.file} has {len(found)} lines `{self.line}`; correct it"
            begin, end = found[0] + (self.how == "below"), found[0] + (self.how != "above")
        path.write_text("".join([*lines[:begin], self.code, *lines[end:]]), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Recipes:
    """What the document says."""

    blocks: Sequence[Block]
    commands: Sequence[str]
    """What to run when all blocks are in place."""
    targets: Sequence[tuple[str, Notice]]
    """Commands among these that somebody may forget, and who notices."""

    def until(self, section: str) -> Sequence[Block]:
        """The blocks up to the end of a section."""
        return self.blocks[: 1 + max(place for place, one in enumerate(self.blocks) if one.section == section)]


def read(document: Path) -> Recipes:
    """The recipes. AssertionError for a block of code without a sentence that says where it goes."""
    text = document.read_text(encoding="utf-8")
    blocks, commands, targets = list[Block](), list[str](), list[tuple[str, Notice]]()
    section = said = ""
    for part in _PART.finditer(text):
        if part["heading"]:
            section = part["heading"]
        elif part["language"] == "sh":
            commands += part["code"].splitlines()
        elif part["code"]:
            at = f"{DOCUMENT}:{text.count(chr(10), 0, part.start()) + 1}"
            place = _PLACE.search(said)
            assert place, f"{at}: no sentence says where this block goes"
            how = "new" if place["new"] else place["end"] or place["how"]
            blocks.append(Block(section, at, place["new"] or place["file"], how, place["line"] or "", part["code"]))
        else:
            said = " ".join(part["paragraph"].split())
            if said.startswith("*Forgotten?*"):
                blocks[-1] = replace(blocks[-1], forgotten=_notice(said))
            targets += [(target, _notice(told)) for target, told in _ROW.findall(part["paragraph"])]
    return Recipes(blocks, commands, targets)


def _notice(told: str) -> Notice:
    command, *words = (one or other for one, other in _CODE.findall(told))
    return Notice(command, [word.strip() for word in words])
