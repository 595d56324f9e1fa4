"""Words that put the weight on the child: found as whole words, outside quotation marks, whatever their case."""

import pytest

from screening.wording import PHRASES, blaming


def found(text: str) -> list[str]:
    return [phrase for phrase, _ in blaming(text)]


@pytest.mark.parametrize("phrase", PHRASES)
def test_every_phrase_is_found_alone_and_in_a_sentence(phrase):
    assert phrase in found(phrase)
    assert phrase in found(f"Wren, {phrase.upper()}; so the note says.")


@pytest.mark.parametrize("phrase", PHRASES)
def test_every_phrase_says_what_to_write_instead(phrase):
    instead = PHRASES[phrase]
    assert phrase == phrase.lower().strip()
    assert instead.endswith(".")
    assert any(verb in instead for verb in ("Say ", "Write "))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Wren got out of a grey car.",
        "“I am streetwise”, said Wren.",
        '"He is so attention-seeking"',
        "streetwiser",
        "un-streetwise",
        "line one “still\nher own promiscuous words” line two",
    ],
)
def test_other_words_and_the_childs_own_are_left_alone(text):
    assert found(text) == []


def test_words_between_two_quotations_are_the_writers():
    assert found("“No”, said Wren, who is streetwise, “never”.") == ["streetwise"]


def test_text_of_any_length_and_kind_is_searched():
    assert found("עִבְרִית 👩‍👧 {{ x }} " * 3000 + " absconded") == ["absconded"]
