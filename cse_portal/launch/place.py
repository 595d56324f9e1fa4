"""Where things are. What the launcher makes lies in `var` and `.venv`, and both can be deleted to start afresh."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
LOGS = VAR / "log"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# PostgreSQL refuses to run as root. When root starts the portal, its database lives here, where an account of
# little power can reach it whatever the permissions of the folders above the portal are.
SHARED = Path("/var/lib/cse-portal")
