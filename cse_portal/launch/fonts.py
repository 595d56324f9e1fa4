"""Our own fonts and no others, so that a PDF looks the same on every machine."""

import sys
from pathlib import Path
from xml.sax.saxutils import escape

CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="same"><family>Arial</family><prefer><family>Liberation Sans</family></prefer></alias>
  <alias binding="same"><family>sans-serif</family><prefer><family>Liberation Sans</family></prefer></alias>
</fontconfig>
"""


def configure(file: Path, *, fonts: Path, cache: Path) -> Path:
    """Write the file that FONTCONFIG_FILE names."""
    text = CONFIGURATION.format(fonts=escape(str(fonts)), cache=escape(str(cache)))
    if not file.exists() or file.read_text() != text:
        file.write_text(text)
    return file


if __name__ == "__main__":  # The server's image is built without the launcher.
    configure(Path(sys.argv[1]), fonts=Path(sys.argv[2]), cache=Path(sys.argv[3]))
