"""Sentence boundaries: a table of hard ones, page cuts, long quotations, odd input."""

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Span
from corpus.sentences import sentence_bounds, split_sentences
from corpus.views import display, reading_view
from tests.strategies import awkward_text, documents

BOUNDARIES = {
    "plain": "The room was cold.| Nobody had said so.| It was March.",
    "question": "Who was told?| Nobody was.",
    "exclamation": "It rang!| Nobody moved.",
    "no stop at the end": "The room was cold.| Nobody had said so",
    "one word": "Why?| Money.",
    # Pages, numbers, decimals
    "page": "The table on p. 5 shows the rest.| It is short.",
    "pages": "See pp. 3-4 for the rest.| They are short.",
    "page in brackets": "The figure fell (see p. 12).| It rose again in May.",
    "pages in brackets": "The figure fell (pp. 12-13).| It rose again in May.",
    "decimal": "The rate was 4.2 per cent.| It had been 3.9.",
    "decimal then year": "Sickness was 9.1.| In 2023 it rose.",
    "money": "It cost £1.2 million.| Nobody had budgeted for it.",
    "money at the end": "The bill came to £12.50.| Nobody paid it.",
    "thousands": "There were 11,460.| Each was a call.",
    "percent": "The share was 43%.| In May it was 24%.",
    "year at the end": "She left in 2019.| He left in 2020.",
    "sentence begins with a number": "She left in 2019.| 38 others followed.",
    "number sign": "The form is No. 5 in the list.| It has two pages.",
    "number sign, plural": "See Nos. 5 and 6.| Both are short.",
    "number at the end": "They asked for form No. 5.| It had run out.",
    "the answer is no": "The answer was no.| They asked again.",
    "section number": "Section 4.3 says so.| Section 4.4 does not.",
    "section number at the end": "The rule is in section 4.3.| It is short.",
    "paragraph sign": "See para. 7 of the letter.| It is plain.",
    "paragraphs sign": "See paras. 7 to 9.| They are plain.",
    "volume": "It is in vol. 2 of the minutes.| Nobody read it.",
    "figure": "As Fig. 3 shows, it fell.| Nobody knew.",
    "chapter": "See ch. 4 for the causes.| They are three.",
    "time with full stop": "The call came at 6.52am.| The crew came at 4.06pm.",
    "time with am": "The call came at 9.40 a.m. and was dropped.| Nobody rang.",
    "time at the end": "The call came at 9.40 a.m.| Nobody rang back.",
    "time at the end, pm": "They arrived at 4.06 p.m.| He was dead.",
    "time with pm within": "At 4.06 p.m. Mrs Linley opened the door.| It was dark.",
    "date with dots": "It was sent on 19.12.2022.| It was lost.",
    "degrees": "It was 31 degrees.| The fans were their own.",
    "version": "They used version 2.1.3 of the form.| It was old.",
    "range": "It lay between 18 and 25.| Most were near 22.",
    "square miles": "It covers 2,870 sq. miles.| Most of it is moor.",
    "approximately": "It takes approx. 40 minutes.| In snow it takes more.",
    # Abbreviations
    "eg": "Bring proof, e.g. a letter.| It must be signed.",
    "eg with comma": "Bring proof, e.g., a letter.| It must be signed.",
    "eg before a name": "Ask an officer, e.g. Mr Ferris.| He will know.",
    "ie": "The slowest tenth, i.e. the Dales, waited.| Nobody said so.",
    "ie before a capital": "The chief, i.e. Ms Raman, agreed.| The Board did not.",
    "etc inside": "Blankets, buckets, etc. were carried.| It was a taxi.",
    "etc at the end": "They carried blankets, buckets, etc.| It was a taxi.",
    "etc in brackets": "They carried things (blankets, buckets, etc.).| It was a taxi.",
    "cf": "It was slow (cf. Figure 4.1).| It is slower now.",
    "versus": "It is Carrow v. Northmere.| She won.",
    "vs": "It was crews vs. managers.| The crews lost.",
    "et al": "As Quill et al. wrote, it fell.| They were right.",
    "ibid": "The source is ibid. and nothing else.| It is old.",
    "viz": "Two were missing, viz. the minutes and the logs.| Both were found.",
    "circa": "It was built c. 1974 by hand.| It was lost.",
    "number of": "The no. of calls rose.| The no. of crews fell.",
    "department": "The Dept. of Health replied.| It said little.",
    "company": "Fenwright and Co. ran the poll.| It was cheap.",
    "company at the end": "The poll was run by Fenwright Ltd.| It was cheap.",
    "limited inside": "Fenwright Ltd. ran the poll.| It was cheap.",
    "incorporated": "Hale Inc. wrote the song.| It was bad.",
    "saint": "They met at St. Mary's hall.| It was full.",
    "street at the end": "They met in Chapel St.| It was full.",
    "mount": "It was near Mt. Tamsin.| It was far.",
    "us inside": "The U.S. model was bought.| It did not fit.",
    "uk at the end": "Nobody does this in the U.K.| Elsewhere they do.",
    "january": "It began on 6 Jan. 2021 in the snow.| It ended in May.",
    "september at the end": "It will end in Sept.| The Chair will leave.",
    "days": "It is open Mon. to Fri. from nine.| It shuts at five.",
    "estimated": "The est. cost is £9.3 million.| It may rise.",
    "maximum": "The max. wait was six hours.| The min. was one.",
    "organisation with dots": "The N.A.I. rated it good.| It was not.",
    # Titles and initials
    "mr": "Mr. Pell fell.| His neighbour rang.",
    "mrs": "Mrs. Linley rang six times.| Nobody came.",
    "ms": "Ms. Raman agreed.| She was new.",
    "mr without stop": "We asked Mr Dray.| He said no.",
    "dr": "Dr. Achterberg asked three times.| She got nothing.",
    "dr at the start of a second sentence": "They asked.| Dr. Achterberg did not.",
    "professor": "Prof. Rennie advised us.| She was right.",
    "reverend": "The Rev. Q. Obi came.| He sang.",
    "honourable": "The Rt. Hon. Ada Linley spoke.| She was brief.",
    "sergeant": "Sgt. Moule wrote it down.| Nobody read it.",
    "junior": "Joseph Pell Jr. built the engine.| It ran.",
    "junior at the end": "It was built by Joseph Pell Jr.| It ran.",
    "initial": "J. Pell was 71.| He fell.",
    "two initials": "J. R. Pell was 71.| He fell.",
    "initials without space": "J.R. Pell was 71.| He fell.",
    "initial in the middle": "Joseph R. Pell was 71.| He fell.",
    "a letter for a name": "Her manager was X.| She kept the messages.",
    "letter for a name, again": "We spoke to Q.| He is a deacon.",
    "category letter": "It was graded B.| It had been graded A.",
    "the pronoun": "So did I.| They did not.",
    "the pronoun, question": "Should I?| They did not say.",
    "plan b": "There was no plan B.| There was no plan A.",
    "appendix letter": "It is in Annex B.| It is short.",
    "vitamin": "It is vitamin C.| It helps.",
    "phd": "She has a Ph.D. in nursing.| She is kind.",
    "degree at the end": "She has a B.A.| He has none.",
    # Dots
    "ellipsis and on": "They waited... and waited.| Nobody came.",
    "ellipsis at the end": "They waited...| Nobody came.",
    "ellipsis character": "They waited… and waited.| Nobody came.",
    "ellipsis character at the end": "They waited…| Nobody came.",
    "ellipsis in brackets": "They waited [...] and waited.| Nobody came.",
    "ellipsis in brackets between sentences": "They waited. [...]| Nobody came.",
    "four dots": "They waited....| Nobody came.",
    "spaced dots": "They waited . . . and waited.| Nobody came.",
    "several marks": "You did what?!| I sold it.",
    "marks in a row": "No!!!| Not again.",
    "web address": "It is at www.okafor.example for all.| It is free.",
    "web address at the end": "It is at https://okafor.example/report.| It is free.",
    "file name": "The file was rota.xlsx and nobody opened it.| It was blank.",
    "e-mail address": "Write to t.ferris@speakup.example today.| He will answer.",
    # Quotation marks
    "curly quotation": "“It was my fault.”| He wept.",
    "straight quotation": '"It was my fault."| He wept.',
    "two in one quotation": "“It was cold.| Nobody came.”",
    "two in a straight quotation": '"It was cold.| Nobody came."',
    "said after": "“It was cold,” she said.| Nobody came.",
    "said after a question": "“Was it cold?” she asked.| Nobody knew.",
    "said after a straight question": '"Was it cold?" she asked.| Nobody knew.',
    "said after an exclamation": "“It rang!” he said.| Nobody moved.",
    "question inside the sentence": 'They do not ask "how are you?" of anybody.| It is not in the script.',
    "question ends the sentence": 'The script does not include the question "how are you?"| It does include a threat.',
    "question in curly marks ends it": "The script does not ask “how are you?”| It does include a threat.",
    "quotation goes on": "“It was cold,” she said.| “Nobody came.”",
    "quotation after a colon": "She said: “It was cold.| Nobody came.”",
    "quotation then quotation": "“It was cold.”| “Nobody came.”",
    "straight quotation then quotation": '"It was cold."| "Nobody came."',
    "single quotation marks": "‘It was cold.’| Nobody came.",
    "quotation inside a quotation": "“She said, ‘He's old school, lovey.’| I said nothing.”",
    "scare quotes at the end": 'They called it "parking".| It was forbidden.',
    "american scare quotes": 'They called it "parking."| It was forbidden.',
    "title in quotes": 'The form, "How are you?", was short.| It was blank.',
    "brackets around a sentence": "It was cold.| (Nobody had said so.)| It was March.",
    "brackets inside a sentence": "It was cold (was it not?) and dark.| It was March.",
    "brackets with a stop inside a sentence": "It was cold (it was March.) and dark.",
    "page reference after": "It was cold. [p4]| Nobody came.",
    "page reference at the end": "It was cold. [p4]",
    "emphasis reference": "It was cold. [my emphasis, p6-7]| Nobody came.",
    "reference in brackets": "It was cold. (Annex B)| Nobody came.",
    # Footnote marks
    "mark after the stop": "It was cold.¹| Nobody came.",
    "two marks": "It was cold.¹²| Nobody came.",
    "mark before the stop": "It was cold¹.| Nobody came.",
    "mark after a space": "It was cold. ¹| Nobody came.",
    "mark in the middle": "It was cold¹ and dark.| Nobody came.",
    "mark after a quotation": "“It was cold.”³| Nobody came.",
    "mark after a bracket": "It was cold (and dark).⁴| Nobody came.",
    "mark after a question": "Was it cold?⁵| Nobody knew.",
    "mark after a number": "It was 31.⁶| Nobody came.",
    # Markdown
    "emphasis": "It was *so* cold.| Nobody came.",
    "emphasised sentence": "*It was cold.*| Nobody came.",
    "strong sentence": "**It was cold.**| Nobody came.",
    "emphasised testimony": '*"It was cold.| Nobody came."*',
    "emphasis at the end": "It was in the *Herald*.| Nobody read it.",
    "emphasis at the start": "It was out.| *The Herald* had it.",
    "emphasis after a stop with a mark": "*It was cold.*²⁸| Nobody came.",
    "asterisks in a word": "It was f*** cold.| Nobody came.",
    "link": "It is in [the report](https://x.example/a).| Nobody read it.",
    "link at the start": "It is out.| [The report](https://x.example/a) is free.",
    "link around a sentence": "[It is out.](https://x.example/a)| It is free.",
    # Lists and headings in a line
    "list number": "1. The Board should act.| It should act now.",
    "list number with bracket": "1) The Board should act.| It should act now.",
    "list letter": "(a) The Board should act.| It should act now.",
    "list roman": "ii) The Board should act.| It should act now.",
    "section number at the start": "4.3. The Board should act.| It should act now.",
    "two-digit list number": "12. The Board should act.| It should act now.",
    "colon": "The Board said this: it would act.| It did not.",
    "semicolon": "It was cold; nobody came.| It was March.",
    "dash": "It was cold – nobody came.| It was March.",
    "small letter after a stop": "It was cold. and dark.",
    "brand with a small letter": "The phones came.| iPhones were barred.",
    "newline in a sentence": "It was\ncold.| Nobody\ncame.",
    "no-break space": "It was\u00a0cold.|\u00a0Nobody came.",
    "soft hyphen": "It was bit\u00adter.| Nobody came.",
    "two spaces": "It was cold.|  Nobody came.",
    "tab": "It was cold.|\tNobody came.",
    "accents": "Élise rang.| Óscar did not.",
    "no space after the stop": "It was cold.Nobody came.",
}
"""Each sentence ends where a bar stands; the bar is not part of the text."""


def sentences_of(marked: str) -> tuple[str, list[str]]:
    """A text without its bars, and the sentences the bars cut it into."""
    return marked.replace("|", ""), [piece.strip() for piece in marked.split("|")]


@pytest.mark.parametrize("marked", BOUNDARIES.values(), ids=BOUNDARIES.keys())
def test_boundaries(marked: str) -> None:
    """A sentence ends where a reader ends it, and takes its marks, asterisks and brackets with it."""
    text, expected = sentences_of(marked)
    found = split_sentences(text, [Span(0, len(text))])
    assert ["".join(text[span.start : span.end] for span in spans) for spans in found] == expected


def test_there_are_150_hard_boundaries() -> None:
    """The table does not shrink unnoticed."""
    assert len(BOUNDARIES) >= 150


CUTS = {
    "in mid-sentence": (["It was so", "cold. Nobody came."], ["It was so | cold.", "Nobody came."]),
    "after a stop": (["It was cold.", "Nobody came."], ["It was cold.", "Nobody came."]),
    "with a mark at the cut": (["It was so¹", "cold. Nobody came."], ["It was so¹ | cold.", "Nobody came."]),
    "in emphasis": (["It was *so", "very* cold."], ["It was *so | very* cold."]),
    "after an abbreviation": (["See p.", "5. Nobody did."], ["See p. | 5.", "Nobody did."]),
    "in a quotation": (["“It was cold.", "Nobody came.”"], ["“It was cold.", "Nobody came.”"]),
    "twice": (["It was", "so very", "cold. So."], ["It was | so very | cold.", "So."]),
    "several sentences on each side": (["One. Two is", "cut. Three."], ["One.", "Two is | cut.", "Three."]),
}


@pytest.mark.parametrize(("parts", "expected"), CUTS.values(), ids=CUTS.keys())
def test_page_cuts(parts: list[str], expected: list[str]) -> None:
    """A sentence that a page end cuts is one sentence of several exact stretches."""
    note = "\n\n¹ A note. Of two.\n\n"
    text = note.join(parts)
    ends = [end - len(note) for end in accumulate(len(part) + len(note) for part in parts)]
    spans = [Span(end - len(part), end) for part, end in zip(parts, ends, strict=True)]
    found = split_sentences(text, spans)
    assert [" | ".join(text[a:b] for a, b in sentence) for sentence in found] == expected


def test_a_sentence_without_stops_stays_whole() -> None:
    """However long it is, there is nowhere honest to cut."""
    assert sentence_bounds("cold " * 1000) == [Span(0, 4999)]


@pytest.mark.parametrize("text", ["", " ", "¹", "\u200b", "*", "\n\n"])
def test_nothing_to_split(text: str) -> None:
    """Markup and space are no sentence; a lone asterisk is one."""
    assert split_sentences(text, [Span(0, len(text))]) == ([] if text != "*" else [(Span(0, 1),)])


@given(awkward_text | documents())
def test_sentences_hold_all_the_words(text: str) -> None:
    """Sentences are in order and apart, and what they leave out is space or markup."""
    found = split_sentences(text, [Span(0, len(text))])
    edges = [edge for spans in found for span in spans for edge in span]
    assert edges == sorted(edges)
    assert "".join(display(text, spans) for spans in found).replace(" ", "") == display(
        text, [Span(0, len(text))]
    ).replace(" ", "")


@given(st.lists(st.sampled_from(BOUNDARIES["plain"].split("|")), min_size=1, max_size=9))
def test_joining_and_splitting_agree(parts: list[str]) -> None:
    """Plain sentences in a row are split where they were joined."""
    sentences = [part.strip() for part in parts]
    text = " ".join(sentences)
    assert [text[a:b] for a, b in sentence_bounds(text)] == sentences


@given(awkward_text)
def test_bounds_do_not_depend_on_space(text: str) -> None:
    """The reading view decides: line breaks in place of spaces change nothing."""
    shown = reading_view(text, [Span(0, len(text))]).text
    bounds = [shown[a:b] for a, b in sentence_bounds(shown)]
    assert "".join(bounds).replace(" ", "") == shown.replace(" ", "")
