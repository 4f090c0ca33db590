"""All settings in one frozen place, read from the environment (`VERSE_...`) once, at the edge, and passed down."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from corpus.errors import SettingError

Refusal = Literal["either", "model", "both"]
"""Who must refuse before nothing is answered: the model or the reader (the stricter), the model alone, both of them."""


class Settings(BaseSettings):
    """Settings; each may be given in the environment as `VERSE_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix="VERSE_", frozen=True, extra="ignore", env_ignore_empty=True)

    documents: Path | None = Field(None, description="folder of documents (default: ./documents, ../shared/documents)")
    index: Path | None = Field(None, description="folder of the index (default: in the user's cache)")
    encoder: str = Field("verse-encoder-5", description="embedding model: a name or folder for sentence-transformers")
    abstain: float | None = Field(
        None,
        ge=0.0,
        le=1.0,
        description="refuse when the best score is below this (default: as the reader's card says)",
    )
    model: str | None = Field(None, description="language model as PROVIDER:NAME (default: none, the offline reader)")
    base_url: str | None = Field(None, description="address of the model's server, where it is not the provider's own")
    model_key: SecretStr | None = Field(None, description="key for the server at base_url, and for it alone")
    model_timeout: float = Field(
        60.0, gt=0, le=86_400, description="seconds of silence after which a request has failed"
    )
    model_time_limit: float = Field(
        120.0, gt=0, le=86_400, description="seconds for an answer, with every attempt and wait"
    )
    refusal: Refusal = Field("either", description="who must refuse: either, model or both")
    quotes_only: bool = Field(default=False, description="quotations alone, no words of the model's")
    price_input: float | None = Field(
        None, ge=0, allow_inf_nan=False, description="US dollars for a million tokens sent"
    )
    price_output: float | None = Field(
        None, ge=0, allow_inf_nan=False, description="US dollars for a million tokens received"
    )


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
