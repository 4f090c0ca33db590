"""Made-up reports whose printed pages are known: random words, set on pages as a word processor would, marks then lost.

What is lost and what is left is as in reports turned into text: no page numbers, footnotes where the page ended, blank
lines where a page end cut a paragraph or list, captions without their pictures.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
FRONT = ("i", "ii", "iii", "iv")


class Page(NamedTuple):
    """A page of the body and the text on it."""

    number: int
    start: int
    end: int


@dataclass(frozen=True)
class Report:
    """A report's text, and the truth about it: pages in order, and the titles that the contents list lacks."""

    text: str
    pages: tuple[Page, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Taste:
    """How a report is set and what it holds; drawn by chance."""

    chars_a_line: int
    lines_a_page: float
    paragraph_gap: float
    item_gap: float
    heading: float
    note_line: float
    notes: float
    pictures: float
    tables: float
    lists: float
    testimony: float
    spaces: float
    empty_pages: float


def draw_taste(chance: random.Random) -> Taste:
    """The taste of one report."""
    return Taste(
        chars_a_line=chance.randint(68, 98),
        lines_a_page=chance.randint(34, 50),
        paragraph_gap=chance.choice([0.5, 0.8, 1.0]),
        item_gap=chance.choice([0.0, 0.2, 0.6]),
        heading=chance.uniform(1.5, 3.0),
        note_line=chance.uniform(0.7, 0.9),
        notes=chance.choice([0.0, 0.1, 0.3, 0.5]),
        pictures=chance.choice([0.0, 0.03, 0.08]),
        tables=chance.choice([0.0, 0.03, 0.06]),
        lists=chance.choice([0.05, 0.1, 0.2]),
        testimony=chance.choice([0.0, 0.1, 0.25]),
        spaces=chance.choice([0.0, 0.1, 0.3]),
        empty_pages=chance.choice([0.0, 0.0, 0.3]),
    )


class Words:
    """Endless random prose."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._stock = [self._word() for _ in range(900)]

    def _word(self) -> str:
        syllables = self._chance.choices([1, 2, 3, 4], [5, 5, 3, 1])[0]
        return "".join(
            self._chance.choice("bdfgklmnprstvw") + self._chance.choice(["a", "e", "i", "o", "u", "an", "er", "in"])
            for _ in range(syllables)
        )

    def some(self, count: int) -> str:
        """So many words."""
        return " ".join(self._chance.choices(self._stock, k=count))

    def sentence(self) -> str:
        """A sentence with its full stop."""
        words = self.some(self._chance.randint(7, 30))
        return f"{words[0].upper()}{words[1:]}."

    def paragraph(self) -> str:
        """A few sentences."""
        return " ".join(self.sentence() for _ in range(self._chance.choice([1, 2, 2, 3, 3, 4, 5, 6])))

    def title(self) -> str:
        """A few words that begin with a capital."""
        return self.some(self._chance.randint(2, 6)).capitalize()


@dataclass
class _Typesetter:
    """Sets text on pages and writes down what a converter would leave of it."""

    taste: Taste
    chance: random.Random
    words: Words
    out: list[str] = field(default_factory=list)
    length: int = 0
    page: int = 0
    used: float = 0.0
    waiting: list[str] = field(default_factory=list)
    notes: int = 0
    starts: list[tuple[int, int]] = field(default_factory=list)
    fresh: bool = True

    def emit(self, block: str, gap: str = "\n\n") -> int:
        """Writes a block below a gap; the offset it begins at comes back."""
        if self.out:
            self._write(gap)
        start = self.length
        if self.fresh and self.page:
            self.starts.append((self.page, start))
            self.fresh = False
        self._write(block)
        return start

    def _write(self, text: str) -> None:
        self.out.append(text)
        self.length += len(text)

    def turn(self) -> None:
        """Ends the page: its footnotes stand last."""
        for note in self.waiting:
            self.emit(note, self._gap())
        self.waiting = []
        self.page += 1
        self.used = 0.0
        self.fresh = True

    def _gap(self) -> str:
        return "\n\n \n" if self.chance.random() < self.taste.spaces else "\n\n"

    @property
    def room(self) -> float:
        """Lines left on the page."""
        return self.taste.lines_a_page - self.used

    def need(self, lines: float) -> None:
        """Turns the page where less room is left."""
        if self.room < lines and self.used > 0:
            self.turn()

    def prose(self, text: str, gap_lines: float, gap: str = "\n\n") -> None:
        """Sets a paragraph, cut by the page's end where it does not fit; two lines at least to either side."""
        lines = self._wrap(text)
        while True:
            fitting = self._fitting(lines, gap_lines)
            if fitting >= len(lines):
                self.used += gap_lines
                self._set(lines, gap)
                return
            cut = min(fitting, len(lines) - 2)
            if cut >= 2:
                self.used += gap_lines
                self._set(lines[:cut], gap)
                lines = lines[cut:]
            self.turn()
            gap = self._gap()

    def _fitting(self, lines: Sequence[str], gap_lines: float) -> int:
        used = self.used + gap_lines
        for number, line in enumerate(lines):
            used += 1 + line.count("⁰") * self.note_height
            if used > self.taste.lines_a_page:
                return number
        return len(lines)

    @property
    def note_height(self) -> float:
        """Lines that a footnote takes, on average."""
        return 1.6 * self.taste.note_line + 0.3

    def _set(self, lines: Sequence[str], gap: str) -> None:
        pieces = []
        for piece in " ".join(lines).split("⁰"):
            pieces.append(piece)
            pieces.append("")
        for place in range(1, len(pieces) - 1, 2):
            self.notes += 1
            mark = str(self.notes).translate(SUPERSCRIPT)
            note = f"{mark} {self.words.some(self.chance.randint(4, 30)).capitalize()}"
            self.waiting.append(note + self.chance.choice(["", "."]))
            self.used += self.taste.note_line * -(-len(note) // (self.taste.chars_a_line * 5 // 4)) + 0.3
            pieces[place] = mark
        self.used += len(lines)
        self.emit("".join(pieces), gap)

    def _wrap(self, text: str) -> list[str]:
        lines: list[str] = []
        line = ""
        for word in text.split(" "):
            if line and len(line) + 1 + len(word) > self.taste.chars_a_line:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        return [*lines, line]

    def heading(self, title: str, lines: float) -> int:
        """Sets a heading; it never stands last on a page. The page it stands on comes back."""
        self.need(lines + 3)
        self.used += lines * (1 if self.used else 0.6)
        self.emit(title)
        return self.page

    def picture(self, caption: str) -> None:
        """Sets a caption and a picture, of which blank lines are left."""
        height = self.chance.uniform(7, 0.6 * self.taste.lines_a_page)
        self.need(height + 2)
        self.used += height + 2
        self.emit(caption, self._gap())
        self._write("\n\n\n")

    def table(self, caption: str, rows: Sequence[str]) -> None:
        """Sets a table; a long one is cut between rows."""
        whole = len(rows) < 12 or self.chance.random() < 0.5
        self.need(3 + 1.2 * (len(rows) if whole else 3))
        self.used += 3
        self.emit(caption)
        gap = "\n\n"
        for row in rows:
            if self.room < 1.2:
                self.turn()
                gap = "\n\n"
            self.used += 1.2
            self.emit(row, gap)
            gap = "\n"


def make_report(seed: int, chapters: int = 6) -> Report:
    """A report by its seed, and where its pages are."""
    chance = random.Random(seed)  # noqa: S311 - the same report for the same seed is the point
    words = Words(chance)
    setter = _Typesetter(draw_taste(chance), chance, words, page=chance.choice([1, 3, 7]) - 1)
    setter.out.append("")
    listed: list[tuple[str, int]] = []
    setter.used = 1
    for chapter in range(1, chapters + 1):
        setter.turn()
        if chapter > 1 and chance.random() < setter.taste.empty_pages:
            setter.turn()
        listed += _chapter(setter, chapter)
    setter.turn()
    body = "".join(setter.out).lstrip("\n")
    lost = setter.length - len(body)
    entries, missing = _spoil(chance, words, listed)
    front = _front(chance, words, entries)
    shift = len(front) - lost
    starts = [(page, start + shift) for page, start in setter.starts]
    ends = [*(start for _, start in starts[1:]), len(front) + len(body)]
    return Report(
        front + body, tuple(Page(page, start, end) for (page, start), end in zip(starts, ends, strict=True)), missing
    )


def _chapter(setter: _Typesetter, chapter: int) -> Iterator[tuple[str, int]]:
    words, chance, taste = setter.words, setter.chance, setter.taste
    title = f"Chapter {chapter}: {words.title()}"
    yield title, setter.heading(title, 3.5)
    figures = 0
    for section in range(1, chance.randint(2, 6)):
        title = f"{chapter}.{section}. {words.title()}"
        yield title, setter.heading(title, taste.heading)
        for _ in range(chance.randint(3, 22)):
            figures += _element(setter, f"{chapter}.{figures + 1}")


def _element(setter: _Typesetter, figure: str) -> int:
    """Sets something; how many figures comes back."""
    words, chance, taste = setter.words, setter.chance, setter.taste
    kind = chance.random()
    for share, one in ((taste.pictures, "picture"), (taste.tables, "table"), (taste.lists, "list"), (0.04, "heading")):
        if kind < share:
            return _special(setter, one, figure)
        kind -= share
    if chance.random() < taste.testimony:
        setter.prose(f"“{words.paragraph()}”", taste.paragraph_gap)
        return 0
    text = words.paragraph()
    if chance.random() < taste.notes:
        ends = [place + 1 for place, sign in enumerate(text) if sign == "."]
        end = chance.choice(ends)
        text = f"{text[:end]}⁰{text[end:]}"
    setter.prose(text, taste.paragraph_gap)
    return 0


def _special(setter: _Typesetter, kind: str, figure: str) -> int:
    words, chance, taste = setter.words, setter.chance, setter.taste
    if kind == "picture":
        setter.picture(f"Figure {figure}: {words.title()}")
        return 1
    if kind == "table":
        columns = chance.randint(2, 5)
        rows = [
            "\t".join([words.some(2), *(str(chance.randint(1, 9999)) for _ in range(columns))])
            for _ in range(chance.randint(3, 18))
        ]
        setter.table(f"Figure {figure}: {words.title()}", rows)
        return 1
    if kind == "heading":
        setter.heading(words.title(), taste.heading)
        return 0
    setter.prose(f"{words.some(chance.randint(4, 12)).capitalize()}:", taste.paragraph_gap)
    for place in range(chance.randint(3, 7)):
        page = setter.page
        setter.need(2)
        tight = place > 0 and setter.page == page
        lines = taste.item_gap if place else taste.paragraph_gap
        setter.prose(f"- {words.some(chance.randint(4, 40))}", lines, "\n" if tight else "\n\n")
    return 0


def _spoil(
    chance: random.Random, words: Words, listed: Sequence[tuple[str, int]]
) -> tuple[list[tuple[str, int]], tuple[str, ...]]:
    """The contents list with an entry left out, one misspelt, two that have changed places; and what was left out."""
    entries = list(listed)
    sections = [number for number, (title, _) in enumerate(entries) if not title.startswith("Chapter")]
    lacking, misspelt, moved = chance.sample(sections, 3)
    title, page = entries[misspelt]
    entries[misspelt] = (title[:-2] + title[-1] + words.some(1)[0], page)
    if moved + 1 < len(entries):
        entries[moved], entries[moved + 1] = entries[moved + 1], entries[moved]
    missing = listed[lacking][0]
    return [entry for entry in entries if entry[0] != missing], (missing,)


def _front(chance: random.Random, words: Words, entries: Sequence[tuple[str, int]]) -> str:
    """What stands before the body: title, contents list, a preface on roman pages."""
    roman = [f"{title}.....\t{page}" for title, page in zip(("Preface", "Thanks"), FRONT, strict=False)]
    arabic = [f"{title}{chance.choice(['.....', ''])}\t{page}" for title, page in entries]
    return "\n\n".join(
        [
            words.title(),
            "\n".join(["Contents\n", *roman, *arabic]),
            "Preface",
            *(words.paragraph() for _ in range(4)),
            "",
        ]
    )
