"""Names of people and rooms: what is tidied, and what is refused."""

import unicodedata

from django.core.exceptions import ValidationError

NAME_LENGTH = 40
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def tidy_name(name: str, longest: int = NAME_LENGTH) -> str:
    """Return `name` in NFC with single spaces; raises ValidationError when empty, too long or with hidden characters.

    Control and formatting characters (also those that turn the direction of writing) are refused, since a name
    stands beside other people's lines and must not disturb them. Joiners inside emoji are the exception.
    """
    tidy = " ".join(unicodedata.normalize("NFC", name).split())
    if not tidy:
        raise ValidationError("Please give a name.", code="empty")
    if len(tidy) > longest:
        raise ValidationError(f"Please keep the name to {longest} characters.", code="too_long")
    if any(unicodedata.category(character) in _HIDDEN and character != "\u200d" for character in tidy):
        raise ValidationError("That name has characters that can't be seen; please leave them out.", code="bad_text")
    return tidy
