"""A draft goes in; every quotation in it comes out with a verdict, its verified place and what to write instead.

`Checker(documents).check(read_draft(path))` is the whole of it; `write_mended` makes the copy, `receipt` the proof.
"""

from qa.check.checker import Checked, Checker, Report
from qa.check.drafts import Draft, draft_of, read_draft
from qa.check.mend import changes_of, write_mended
from qa.check.receipts import Notary, receipt
from qa.check.verdicts import Verdict

__all__ = [
    "Checked",
    "Checker",
    "Draft",
    "Notary",
    "Report",
    "Verdict",
    "changes_of",
    "draft_of",
    "read_draft",
    "receipt",
    "write_mended",
]
