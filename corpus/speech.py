"""Signs by which a text shows that somebody other than its author speaks: patterns, and nothing else."""

import re

_TITLE = r"(?:Sir|Dame|Lady|Lord|Baroness|Dr|Mrs?|Ms|Prof(?:essor)?|Rev(?:erend)?)\.?"
_NAME = rf"(?:{_TITLE} )?[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){{0,3}}"
_SAYS = (
    r"(?:said|says|added|adds|told|wrote|writes|stated|states|noted|notes|concluded|concludes|described|reported|found|"
    r"warned|argued|explained|commented|observed|suggests?|recalled|insisted|admitted|replied)"
)
SPEAKER = re.compile(rf"(?P<name>{_NAME}),?(?: also| later| then| has)? {_SAYS}\b|\b{_SAYS} (?P<after>{_NAME})")
UNNAMED = re.compile(rf"\b(?:[Aa]n?|[Oo]ne|[Aa]nother) {_NAME} {_SAYS}\b")
TURN = re.compile(r"^(?P<name>[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,4}): (?=[A-Z“\"])")
PRONOUN_SAYS = re.compile(rf"\b(?:[Hh]e|[Ss]he|[Tt]hey)(?: also| then| later)? {_SAYS}\b")

TOLD_US = re.compile(
    r"\b(?:told|said to|spoke to|spoke with|described to|reported to|explained to|recounted to|shared with) "
    r"(?:us|me|the (?:Review|Inquiry|review|inquiry)(?: [Tt]eam)?)\b"
    r"|\b[Ww]e (?:were (?:also )?told|(?:also )?heard|spoke to)\b"
    r"|\b[Tt]he (?:Review|Inquiry) (?:was told|(?:also )?heard)\b"
)
_PEOPLE = (
    r"(?:officers?|staff|sergeants?|constables?|PCs?|DCs?|inspectors?|superintendents?|commanders?|members?|victims?|"
    r"survivors?|women|woman|men|man|people|person|volunteers?|employees?|individuals?|colleagues?|participants?|others|"
    r"nurses?|doctors?|paramedics?|residents?|parents?|teachers?|managers?|supervisors?|workers?|detectives?|recruits?)"
)
SOMEBODY = re.compile(
    r"\b(?:one|an?|another|some|several|many|other|two|three|most|all|both)\b(?: [\w'’-]+){0,4}? "
    rf"{_PEOPLE}\b[^.;:]{{0,60}}?\b(?:{_SAYS}|felt|spoke|complained|believed|questioned|report)\b"
    rf"|^{_PEOPLE}\b[^.;:]{{0,60}}?\b(?:{_SAYS}|felt|spoke|complained|questioned|report)\b"
    rf"|^(?:one|another|some|several|many|others)(?: also)? (?:{_SAYS}|felt|spoke|complained|questioned)\b",
    re.IGNORECASE,
)
PUBLISHED = re.compile(
    r"\b(?:report|reports|paper|study|strategy|letter|statement|inquiry|panel|inspection|guidance|article|newspaper|speech|"
    r"emails?|intranet|website|judgment|judge|coroner|code|act|plan|principles?|charter|policy|evidence|sir|dame|lord|"
    r"lady|baroness|professor|commissioner|secretary|minister|mayor|inspectorate|office|council|college)\b"
    r"|\b(?-i:[A-Z]{3,})\b",
    re.IGNORECASE,
)
SURVEY = re.compile(r"\b(?:survey|surveys|surveyed|respondents?|poll|polled|polling)\b", re.IGNORECASE)
SHARE = re.compile(
    r"\d%|\bper cent\b|\b(?:third|quarter|half|majority|one in|two in|three in|four in|\d in)\b", re.IGNORECASE
)
RECOMMENDATIONS = re.compile(r"\brecommendations\b", re.IGNORECASE)
RECOMMENDS = re.compile(r"\bshould\b|\b(?:we|review|inquiry) recommends?\b", re.IGNORECASE)
NUMBERED = re.compile(r"^\s*-?\s*(?:\d{1,2}[.)]|\(?[ivx]{1,5}\))\s")
CASE_STUDIES = re.compile(r"^case studies$", re.IGNORECASE)

QUOTED = re.compile(
    r"“[^”]*(?:”|$)"  # a paragraph may open a quotation that the next one goes on with
    r"|(?<!\w)\"(?=\S)[^\"]*(?:\"|$)"
    r"|(?<![\w’])[‘'](?=\S)(?:[^’']|(?<=\w)[’'](?=\w)){60,}[’'](?!\w)"
    r"|(?<![\w*])\*(?=\S)[^*]{30,}\*(?!\w)"
)
ITALIC_WHOLE = re.compile(r"^\*[^*].*\*[\s⁰¹²³⁴⁵⁶⁷⁸⁹.]*$", re.DOTALL)
CUT_IN = re.compile(r"^\[?(?:\.\.\.|…|\[[A-Z]\]|\[\.\.\.\])")
PAGE_MARK = re.compile(r"[\[(]?(?:[\w ]+, )?pp?\.? ?\d+(?:[-–]\d+)?[\])]\.?\s*$")
PAGE_MARKS = re.compile(r"\bpp?\.? ?\d+(?:[-–]\d+)?[\])]")
WROTE = re.compile(r"^(?P<name>.{2,40}) wrote:$")
