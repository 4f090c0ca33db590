"""Settings from the environment."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from corpus.errors import SettingError
from index.export import DEFAULT_MODEL
from qa.settings import Settings, read_settings


def test_what_holds_by_itself() -> None:
    """No documents and no index are named; the model is the one that is installed."""
    settings = read_settings()
    assert (settings.documents, settings.index, settings.abstain) == (None, None, None)
    assert settings.encoder == DEFAULT_MODEL


def test_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each setting by its name in capitals."""
    for name, value in (("DOCUMENTS", "a/b"), ("INDEX", "c"), ("ENCODER", "some-model"), ("ABSTAIN", "0.5")):
        monkeypatch.setenv(f"VERSE_{name}", value)
    wanted = Settings(documents=Path("a/b"), index=Path("c"), encoder="some-model", abstain=0.5)
    assert read_settings() == wanted


def test_what_is_given_takes_precedence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the environment; None gives nothing."""
    monkeypatch.setenv("VERSE_DOCUMENTS", "from/environment")
    assert read_settings(documents=Path("given")).documents == Path("given")
    assert read_settings(documents=None).documents == Path("from/environment")


@pytest.mark.parametrize("name", ["DOCUMENTS", "INDEX", "ENCODER", "ABSTAIN"])
def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """As shells and build servers set what is not set: an empty folder name is not the folder one stands in."""
    monkeypatch.setenv(f"VERSE_{name}", "")
    assert read_settings() == Settings()


@pytest.mark.parametrize("value", ["much", "-0.1", "1.5", "nan", "inf"])
def test_a_bad_threshold(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """One line with the name, the value and what is wrong."""
    monkeypatch.setenv("VERSE_ABSTAIN", value)
    with pytest.raises(SettingError, match=rf"^VERSE_ABSTAIN='{value}': Input should be [^\n]+\Z"):
        read_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REFUSAL", "nobody"),
        ("MODEL_TIMEOUT", "0"),
        ("MODEL_TIME_LIMIT", "inf"),
        ("MODEL_TIME_LIMIT", "nan"),
        ("PRICE_INPUT", "-1"),
        ("PRICE_OUTPUT", "inf"),
        ("QUOTES_ONLY", "perhaps"),
    ],
)
def test_bad_settings_of_a_model(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """One line with the name, the value and what is wrong."""
    monkeypatch.setenv(f"VERSE_{name}", value)
    with pytest.raises(SettingError, match=rf"^VERSE_{name}='{value}': Input should be [^\n]+\Z"):
        read_settings()


def test_settings_are_frozen() -> None:
    """They are read once and passed down."""
    with pytest.raises(ValidationError, match="frozen"):
        Settings().abstain = 0.5  # type: ignore[misc]
