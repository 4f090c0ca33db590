"""What the page draws, as data: a tree of elements whose words are text and nothing else.

The browser makes it element by element (`page.js`), never from a string of HTML, so that nothing a document, a
question or a model holds can become markup or a link.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Tag = Literal[
    "article", "blockquote", "button", "caption", "cite", "code", "dd", "del", "details", "div", "dl", "dt", "em",
    "figcaption", "figure", "h2", "h3", "h4", "hr", "ins", "li", "mark", "nav", "ol", "p", "section", "span",
    "strong", "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Node:
    """An element: its classes, its words or its children, and, of a button, what it does.

    `copy` are the forms that a button puts on the clipboard, `act` what it tells the page. `width` is the length of a
    bar in hundredths, `place` where a tick stands on one.
    """

    tag: Tag
    text: str = ""
    children: tuple["Node", ...] = ()
    style: str = ""
    label: str = ""
    copy: "Copied | None" = None
    act: "Act | None" = None
    width: float | None = None
    place: float | None = None
    is_open: bool = False
    is_focus: bool = False
    role: str = ""

    def to_json(self) -> dict[str, Any]:
        """The node as the browser's script takes it; what is empty is left out."""
        form: dict[str, Any] = {
            "tag": self.tag,
            "text": self.text,
            "children": [child.to_json() for child in self.children],
            "style": self.style,
            "label": self.label,
            "copy": self.copy and {"plain": self.copy.plain, "html": self.copy.html},
            "act": self.act and {"name": self.act.name, "value": self.act.value, "said": self.act.said},
            "width": self.width,
            "place": self.place,
            "open": self.is_open,
            "focus": self.is_focus,
            "role": self.role,
        }
        return {name: value for name, value in form.items() if value or isinstance(value, float)}

    def words(self) -> Iterator[str]:
        """Every text of the tree, in order."""
        if self.text:
            yield self.text
        for child in self.children:
            yield from child.words()

    def find(self, style: str) -> "Iterator[Node]":
        """The nodes of the tree that bear a class, in order."""
        if style in self.style.split():
            yield self
        for child in self.children:
            yield from child.find(style)


@dataclass(frozen=True, slots=True)
class Copied:
    """What a button puts on the clipboard; `html` goes to programs that take rich text, and is never shown here."""

    plain: str
    html: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """What a button asks of the page."""

    name: str
    value: list[int | str] = field(default_factory=list)
    said: str = ""
    """What the button says for a moment when it has been pressed."""


def row(style: str, children: Sequence[Node]) -> Node:
    """Children side by side."""
    return Node("div", children=tuple(children), style=style)
