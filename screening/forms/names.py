"""A person's name as people have them: any script, apostrophes, hyphens, one letter or two hundred."""

import unicodedata

from django import forms

# Characters that turn the direction of the text round them; a name must not reach into the line it stands in.
_TURNS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


class NameField(forms.CharField):
    def __init__(self, **options):
        super().__init__(max_length=200, **options)
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "dir": "auto"}
        self.error_messages["max_length"] = f"{self.label} must be 200 characters or fewer"

    def to_python(self, value) -> str:
        """One line without control characters. What holds no letter at all, such as pasted blanks, counts as empty."""
        kept = "".join(c for c in super().to_python(value) if unicodedata.bidirectional(c) not in _TURNS)
        name = " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in kept).split())
        return name if any(unicodedata.category(c)[0] in "LN" for c in name) else ""
