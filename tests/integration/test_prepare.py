"""What is said when the portal cannot be prepared."""

from pathlib import Path

import pytest
from django.core.management import CommandError

from cse_portal.management.commands.prepare import load_editions

EDITIONS = Path(__file__).resolve().parents[2] / "fixtures" / "editions"


def test_an_edition_that_was_changed_after_it_was_loaded_is_named(portal, tmp_path):
    changed = (EDITIONS / "petch-provisional-2026.yaml").read_text().replace("label: ", "label: New ", 1)
    (tmp_path / "petch.yaml").write_text(changed)
    with pytest.raises(CommandError, match="petch-provisional-2026 is loaded with other content"):
        load_editions(tmp_path)
