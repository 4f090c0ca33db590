"""Footnotes for Word files made in tests, which python-docx cannot write."""

from pathlib import Path

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def add_footnote(path: Path, words: str, paragraph: int = 0) -> Path:
    """The same file, a footnote of these words behind the paragraph's last word."""
    document = docx.Document(str(path))
    xml = (
        f'<w:footnotes xmlns:w="{_NAMESPACE}"><w:footnote w:id="-1" w:type="separator"><w:p/></w:footnote>'
        f'<w:footnote w:id="2"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    part = Part(PackURI("/word/footnotes.xml"), _TYPE, xml.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    run = document.paragraphs[paragraph].add_run()._r
    reference = run.makeelement(f"{{{_NAMESPACE}}}footnoteReference", nsmap=None)
    reference.set(f"{{{_NAMESPACE}}}id", "2")
    run.append(reference)
    document.save(str(path))
    return path
