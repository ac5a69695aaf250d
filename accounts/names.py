"""Names of people and rooms: what is tidied, and what is refused."""

import unicodedata

from django.core.exceptions import ValidationError

NAME_LENGTH = 40
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"  # letters and a symbol that look like nothing


def tidy_name(name: str, longest: int = NAME_LENGTH, what: str = "name") -> str:
    """Return `name` in NFC with single spaces; raises ValidationError when empty, too long or with hidden characters.

    Control and formatting characters (also those that turn the direction of writing) are refused, since a name
    stands beside other people's lines and must not disturb them, nor look like another. Joiners are let through between
    two characters that are not ASCII: inside an emoji, or a word of a script that writes with them.
    """
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if not tidy:
        raise ValidationError(f"Please give a {what}.", code="empty")
    if len(tidy) > longest:
        raise ValidationError(f"Please keep the {what} to {longest} characters.", code="too_long")
    if any(_is_hidden(tidy, index) for index in range(len(tidy))):
        raise ValidationError(
            f"That {what} has characters that can't be seen; please leave them out.", code="bad_text"
        )
    return tidy


def _is_hidden(text: str, index: int) -> bool:
    character = text[index]
    if character in _JOINERS:
        around = text[index - 1 : index] + text[index + 1 : index + 2]
        return len(around) < 2 or any(other.isascii() or other in _JOINERS for other in around)
    return character in _BLANKS or unicodedata.category(character) in _HIDDEN
