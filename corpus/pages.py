"""The printed page of every offset of a report that has lost its page marks, as far as the contents list fixes it."""

from collections.abc import Sequence

from corpus.blocks import Block
from corpus.contents import Anchor
from corpus.document import PageMap, PageRange
from corpus.outline import Heading

LEAST_SHARE_OF_MEAN_PAGE = 0.5
"""A page of the last section holds at least this share of the mean page; bounds its end, which no heading fixes."""


def map_pages(text: str, blocks: Sequence[Block], headings: Sequence[Heading], anchors: Sequence[Anchor]) -> PageMap:
    """Page ranges from the headings whose page the contents list gives; empty where there is no such list."""
    fixed = [(blocks[anchor.block], anchor.page) for anchor in anchors if anchor.page is not None]
    if len(fixed) < 2:
        return PageMap()
    opening = {heading.block for heading in headings if heading.level == 1}
    opens_page = [anchor.block in opening for anchor in anchors if anchor.page is not None]
    starts = [0]
    pages = [PageRange(None, None, None)]
    for number, (block, page) in enumerate(fixed):
        last = _last_page(text, fixed, opens_page, number)
        starts += [block.start, block.end]
        pages += [PageRange(page, page, "contents"), PageRange(page, last, "contents" if last == page else "range")]
    return PageMap(tuple(starts), tuple(pages))


def _last_page(text: str, fixed: Sequence[tuple[Block, int]], opens_page: Sequence[bool], number: int) -> int:
    """The last page that the text below a heading can stand on."""
    block, page = fixed[number]
    if number + 1 < len(fixed):
        following = fixed[number + 1][1]
        return max(page, following - 1) if opens_page[number + 1] else following
    mean = (block.start - fixed[0][0].start) / max(1, page - fixed[0][1])
    return page + int((len(text) - block.start) / (LEAST_SHARE_OF_MEAN_PAGE * mean))
