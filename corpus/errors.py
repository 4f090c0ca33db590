"""Every error that a person may see, as one small tree.

VerseError
├── DocumentError            a file that cannot be read as a document
├── DocumentsNotFoundError   no folder, or a folder without documents
├── UnknownDocumentError     an id that no document bears
├── DraftError               a draft that cannot be read, or a copy of it that cannot be written
├── QuestionError            an empty or endless question, a bad batch line
├── StorageError             the disk: full, read-only, not permitted
├── IndexUnusableError       damaged, half-written, foreign or older index
├── SettingError             a setting or option with an impossible value
├── ModelUnusableError       a language model that is unknown, not installed or refuses the key
└── VerificationError        a quotation that is not the document's own words

The interfaces catch VerseError, print its one line and exit 2. Not finding an answer is an Answer, not an error.
"""


class VerseError(Exception):
    """Base of all errors whose message is one clear line for a person."""


class DocumentError(VerseError):
    """A file cannot be read as a document; the message names the file and the reason."""


class DocumentsNotFoundError(VerseError):
    """The folder of documents is missing or holds none."""


class UnknownDocumentError(VerseError):
    """No document bears the id that was asked for."""


class DraftError(VerseError):
    """A draft cannot be read, or its mended copy not be written; the message names the file and the reason."""


class QuestionError(VerseError):
    """A question (or a line of a batch file) that cannot be asked."""


class StorageError(VerseError):
    """The disk refused: full, read-only or not permitted."""


class IndexUnusableError(VerseError):
    """The index is damaged, half-written, foreign or of another format version."""


class SettingError(VerseError):
    """A setting or an option has a value that cannot be used."""


class ModelUnusableError(VerseError):
    """The language model asked for cannot be used; the message names what is missing: extra, key, name, address."""


class VerificationError(VerseError):
    """A quotation does not equal the words of the document it claims."""
