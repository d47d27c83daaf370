"""What is promised about the parts of pages: whoever looks at /parts has seen all there is, and it works."""

import re

import pytest
from jinja2 import Environment, nodes

from services.chassis.pages.assets import PARTS, Assets
from services.chassis.pages.parts_page import EXAMPLES, WORDS, Part, shown_parts
from services.chassis.pages.site import Pages
from services.rules.menu import menu

_TAG = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_TEXT = re.compile(r'"[^"]*[\u4e00-\u9fff][^"]*"')
"""What an example says to people: it is Chinese."""
PAGES = Pages(menu(), (), Assets("/assets"), {})


@pytest.mark.parametrize("part", shown_parts(), ids=lambda part: part.name)
def test_every_macro_is_shown_with_what_it_takes(part: Part) -> None:
    defined = set(re.findall(r"\{%-? macro ([a-z]\w*)", (PARTS / f"{part.name}.html").read_text(encoding="utf-8")))
    described = {called.partition("(")[0] for called, comment in part.macros if comment}
    shown = Environment(autoescape=True).parse("".join(example.source for example in part.examples))
    called = {call.node.name for call in shown.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
    assert defined and defined == described
    assert defined <= called


def test_every_example_is_of_a_part_and_every_part_has_its_styles_beside_it() -> None:
    names = {part.name for part in shown_parts()}
    assert {path.stem for path in EXAMPLES.iterdir()} == names
    assert {path.stem for path in PARTS.glob("*.css")} <= names


@pytest.mark.parametrize("part", shown_parts(), ids=lambda part: part.name)
def test_every_example_is_drawn_and_what_it_is_given_stays_text(part: Part) -> None:
    for example in part.examples:
        hostile = _TAG.sub(lambda tag: _TEXT.sub('"<script>甲</script>"', tag[0]), part.imports + example.source)
        assert PAGES.draw(part.imports + example.source, **WORDS).strip()
        assert "<script" not in PAGES.draw(hostile, **WORDS)
