"""Tests of ui.nodes: what the page draws is data, and the browser's script has no way in for HTML."""

import json
import re
from importlib.resources import files
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from ui.nodes import Act, Copied, Node, Tag

SCRIPT = files("ui").joinpath("page.js").read_text("utf-8")


@given(st.text())
def test_words_go_out_as_they_are(words: str) -> None:
    """Whatever a text holds, it is the text of its node, and JSON brings it over unchanged."""
    node = Node("p", words, children=(Node("mark", words),))
    sent = json.loads(json.dumps(node.to_json()))
    assert (sent.get("text", ""), sent["children"][0].get("text", "")) == (words, words)


def test_what_is_empty_is_left_out() -> None:
    """A plain node is its tag and its text."""
    assert Node("p", "words").to_json() == {"tag": "p", "text": "words"}


def test_buttons_carry_what_they_do() -> None:
    """What is copied and what is asked of the page go out as data."""
    node = Node("button", "Go", copy=Copied("plain", "<b>"), act=Act("open", [1, 2], "Opened"))
    assert node.to_json()["copy"] == {"plain": "plain", "html": "<b>"}
    assert node.to_json()["act"] == {"name": "open", "value": [1, 2], "said": "Opened"}


def test_a_bar_of_no_length_keeps_its_width() -> None:
    """Nought is a width, not nothing."""
    assert Node("span", width=0.0).to_json()["width"] == 0.0


def test_words_and_nodes_are_found_in_order() -> None:
    """`words` walks the whole tree, `find` by class."""
    tree = Node("div", children=(Node("p", "a", style="x y"), Node("p", "b", children=(Node("span", "c", style="y"),))))
    assert list(tree.words()) == ["a", "b", "c"]
    assert [node.text for node in tree.find("y")] == ["a", "c"]


def test_the_script_knows_every_tag_and_no_other() -> None:
    """Tags of the nodes and tags that the script makes are the same."""
    listed = re.search(r"TAGS = new Set\(\[(.*?)\]\)", SCRIPT, re.DOTALL)
    assert listed is not None
    assert set(re.findall(r'"(\w+)"', listed[1])) == set(get_args(Tag))
    assert not {"a", "img", "script", "iframe", "style", "form", "input", "svg"} & set(get_args(Tag))


def test_the_script_never_makes_html_of_a_string() -> None:
    """None of the ways from a string to markup, code or an address is used."""
    forbidden = r"innerHTML|outerHTML|insertAdjacent|document\.write|DOMParser|\beval\b|new Function|\.href|\.src\b"
    assert re.findall(forbidden, SCRIPT) == []
