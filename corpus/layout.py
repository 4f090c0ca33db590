"""Tell what sort of text it is (report, thread, article) and lay out its blocks: headings, body, furniture."""

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpus.blocks import Block, cut_blocks, ends_sentence
from corpus.contents import Anchor, find_anchors, find_contents
from corpus.document import Span
from corpus.outline import Heading, find_headings
from corpus.page_marks import find_page_marks
from corpus.views import fold, plain

LayoutKind = Literal["report", "thread", "article"]

_POST = re.compile(r"^Post by (?P<speaker>.+?) » (?P<time>.+)$")
_WROTE = re.compile(r" wrote:$")
_PROFILE = re.compile(r"^(?:User avatar|Posts: \d|Joined: |Location: )")
_DATE = re.compile(
    r"\b(?:\d{1,2} )?(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]* (?:\d{1,2}, )?\d{4}\b",
    re.IGNORECASE,
)

LEAST_POSTS = 2
LEAST_SHARE_FOUND = 1 / 3
MOST_ARTICLE_CHARS = 40_000
MOST_MASTHEAD_BLOCKS = 8
MOST_TITLE_CHARS = 110
MOST_DATE_LINE_CHARS = 60
LONG_LINE = 150


@dataclass(frozen=True, slots=True)
class Layout:
    """The body of a document as blocks, its headings among them, and what stands apart from the body."""

    kind: LayoutKind
    blocks: list[Block]
    headings: list[Heading]
    anchors: list[Anchor]
    apart: list[Span]
    notices: list[str]


def lay_out(text: str) -> Layout:
    """The layout of a text, inferred from the text alone."""
    marks = find_page_marks(text)
    furniture = list(marks.furniture) if marks else []
    blocks = cut_blocks(text, furniture)
    if sum(bool(_POST.match(text[block.start : block.end])) for block in blocks) >= LEAST_POSTS:
        return _thread(text, blocks)
    contents = find_contents(text)
    body = [piece for block in blocks for piece in _outside(text, block, contents.span)] if contents else blocks
    anchors = find_anchors(text, body, contents) if contents else []
    # Lines that name little of what stands below are a table, not a contents list.
    if contents is None or len(anchors) < LEAST_SHARE_FOUND * len(contents.entries):
        if _is_article(text, blocks):
            return _article(text, blocks)
        return Layout("report", blocks, find_headings(text, blocks, []), [], furniture, ["no contents list was found"])
    missing = len(contents.entries) - len(anchors)
    notices = [f"{missing} entries of the contents list have no heading in the body"] if missing else []
    headings = find_headings(text, body, anchors)
    body[: headings[0].block] = [_as_title(text, block) for block in body[: headings[0].block]]
    return Layout("report", body, headings, anchors, [contents.span, *furniture], notices)


def _as_title(text: str, block: Block) -> Block:
    """A line of the title page; one that is no sentence is a title, which nobody quotes as an answer."""
    is_line = block.kind == "paragraph" and not ends_sentence(text[block.start : block.end])
    return replace(block, kind="heading") if is_line else block


def _outside(text: str, block: Block, span: Span) -> list[Block]:
    """What of a block stands before and after a span: a contents list may touch the lines around it."""
    if block.end <= span.start or span.end <= block.start:
        return [block]
    before = text[block.start : span.start].rstrip()
    after = text[span.end : block.end].strip()
    pieces = [replace(block, end=block.start + len(before))] if before else []
    start = block.end - len(after)
    return [*pieces, Block(start, block.end, "paragraph")] if after else pieces


def _thread(text: str, blocks: Sequence[Block]) -> Layout:
    """Posts are sections; profiles, repeated titles and signatures are furniture."""
    posts = {
        number: match for number, block in enumerate(blocks) if (match := _POST.match(text[block.start : block.end]))
    }
    furniture = {number for post in posts for number in _post_header(text, blocks, posts, post)}
    furniture |= _signatures(text, blocks, posts, furniture)
    furniture |= {
        number
        for number in range(1, len(blocks))
        if _WROTE.search(text[slice(*blocks[number - 1].span)]) and _is_date_line(text, blocks[number])
    }
    headings: list[Heading] = []
    body: list[Block] = []
    apart = [blocks[number].span for number in sorted(furniture)]
    for number, block in enumerate(blocks):
        if number in furniture:
            continue
        if number in posts:
            headings.append(Heading(len(body), 1, "post", speaker=posts[number]["speaker"], time=posts[number]["time"]))
        elif headings and _heads_next_line(text, blocks, number):
            headings.append(Heading(len(body), 2, "subheading"))
        body.append(block)
    return Layout("thread", body, headings, [], apart, [])


def _post_header(text: str, blocks: Sequence[Block], posts: Container[int], post: int) -> range:
    """The poster's profile and the repeated title above a post's byline."""
    first = post
    for above in range(post - 1, max(-1, post - 2 - MOST_MASTHEAD_BLOCKS), -1):
        if above in posts:
            break
        if _is_profile(text, blocks, above):
            first = above
            if blocks[above].gap > 0:
                break
    while first < post and first > 0 and blocks[first].gap == 0 and first - 1 not in posts:
        first -= 1  # the poster's name and rank
    return range(first, post)


def _is_profile(text: str, blocks: Sequence[Block], number: int) -> bool:
    return bool(_PROFILE.match(text[blocks[number].start : blocks[number].end]))


def _signatures(text: str, blocks: Sequence[Block], posts: dict[int, re.Match[str]], furniture: set[int]) -> set[int]:
    """Last lines that a poster repeats under post after post."""
    ends = [*sorted(posts)[1:], len(blocks)]
    last: list[tuple[str, str, int]] = []
    for post, end in zip(sorted(posts), ends, strict=True):
        own = [number for number in range(post + 1, end) if number not in furniture]
        if own:
            last.append((posts[post]["speaker"], fold(text[blocks[own[-1]].start : blocks[own[-1]].end]), own[-1]))
    times = Counter((speaker, line) for speaker, line, _ in last)
    return {number for speaker, line, number in last if times[speaker, line] > 1}


def _heads_next_line(text: str, blocks: Sequence[Block], number: int) -> bool:
    block = blocks[number]
    title = text[block.start : block.end]
    following = blocks[number + 1] if number + 1 < len(blocks) else None
    return (
        block.kind == "paragraph"
        and block.gap > 0
        and len(title) <= MOST_TITLE_CHARS
        and not ends_sentence(title)
        and not title.endswith((",", ";", ":"))
        and title[0].isupper()
        and following is not None
        and following.gap == 0
        and following.end - following.start > LONG_LINE
    )


def _is_article(text: str, blocks: Sequence[Block]) -> bool:
    return (
        len(text) <= MOST_ARTICLE_CHARS
        and any(_is_date_line(text, block) for block in blocks[:MOST_MASTHEAD_BLOCKS])
        and not any(block.kind == "heading" for block in blocks)
    )


def _is_date_line(text: str, block: Block) -> bool:
    return block.end - block.start <= MOST_DATE_LINE_CHARS and bool(_DATE.search(plain(text[block.start : block.end])))


def _article(text: str, blocks: Sequence[Block]) -> Layout:
    """One section under the headline; the repeated headline and the site's own lines at the end are furniture."""
    headline = plain(text[blocks[0].start : blocks[0].end])
    furniture = {
        number
        for number, block in enumerate(blocks[1:MOST_MASTHEAD_BLOCKS], 1)
        if plain(text[block.start : block.end]) == headline
    }
    stops = (number for number in range(len(blocks) - 1, 0, -1) if _ends_article(text, blocks[number]))
    furniture |= set(range(next(stops, len(blocks)) + 1, len(blocks)))
    body = [block for number, block in enumerate(blocks) if number not in furniture]
    apart = [blocks[number].span for number in sorted(furniture)]
    return Layout("article", body, [Heading(0, 1, "chapter")], [], apart, [])


def _ends_article(text: str, block: Block) -> bool:
    """Whether a block belongs to the article rather than to the site's own lines below it."""
    return block.kind not in {"paragraph", "testimony"} or ends_sentence(text[block.start : block.end])
