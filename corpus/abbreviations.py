"""Words that a full stop shortens, and words that open a sentence: what tells a stop inside a sentence from its end.

The list is of British public reports; the one that nupunkt brings was learnt from American court papers and takes
"cold", "day" and "Met" for abbreviations.
"""

import re


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_NEVER_LAST = _words(
    "mr mrs ms mx dr prof rev revd hon rt sgt insp supt capt cmdr cdr messrs mme e.g eg i.e ie cf viz vs v c ca"
)
"""What they shorten stands before the next word: no sentence ends in them."""

_BEFORE_NUMBERS = _words(
    "no nos p pp para paras fig figs vol vols ch chs chap sec sect art arts cl app ex ed edn r s ss pt pts q tel "
    "jan feb mar apr jun jul aug sep sept oct nov dec approx est max min"
)
_BEFORE_NAMES = _words(
    "etc co corp inc ltd plc bros jr jnr sr snr st rd ave mt dept univ govt sq esq al ibid "
    "col gen lt maj brig adm gov pres sen rep fr"
)
"""They may end a sentence; the next word tells."""

_OPENERS = _words(
    "a about above after all also although among an and another any anyone anything are as at because been before "
    "behind below besides both but by can could despite did do does during each either elsewhere even every everybody "
    "everyone everything few finally first five for four from further had half has have he her here his how however i "
    "if in indeed inside instead is it its later like many meanwhile might moreover most much must my neither never no "
    "nobody none nor not nothing now of often on once one only or other others otherwise our outside over overall "
    "perhaps rather several shall she should since so some somebody someone something sometimes soon still such ten "
    "than that the their then there therefore these they this those though three through throughout thus to today "
    "together too two under unless until upon was we were what whatever when where whereas whether which while who "
    "whoever whose why with within without would yes yesterday yet you your"
)
"""Words whose capital says that a sentence begins, for they are no names."""

_LAST_WORD = re.compile(r"(?<![\w.])(?P<word>[^\W\d_]+(?:\.[^\W\d_]+)*)\.$")
_NUMBER_NEXT = re.compile(r"[(\[£]?\d|[A-Z](?![\w.’'])|[ivxIVX]+\b")
_FIRST_WORD = re.compile(r"(?P<word>[^\W\d_]+)(?:[’'][a-z]+)?(?=[\s,;:?!–—-]|$)")
_QUOTES = ("“", '"', "‘", "'", "(", "[", "*")


def opens_sentence(text: str) -> bool:
    """Whether a text begins as sentences do: with a quotation, or a word that bears a capital only there."""
    match = _FIRST_WORD.match(text)
    return text.startswith(_QUOTES) or (match is not None and match["word"].casefold() in _OPENERS)


def stop_shortens(before: str, after: str) -> bool:
    """Whether the full stop at the end of `before` belongs to its last word and the sentence goes on in `after`."""
    match = _LAST_WORD.search(before)
    if match is None:
        return False
    initial = len(match["word"]) == 1 and match["word"].isupper()
    word = match["word"] if initial else match["word"].casefold()
    if word in _NEVER_LAST:
        return True
    if word in _BEFORE_NUMBERS:
        return bool(_NUMBER_NEXT.match(after))
    return (initial or "." in word or word in _BEFORE_NAMES) and not opens_sentence(after)
