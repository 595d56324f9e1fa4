"""How the demo's invented people are known from anyone else."""

DEMO_DOMAIN = "@demo.example"
DEMO_PASSWORD = "training-copy-only"  # noqa: S105 - shown on the demo's own sign-in page, used nowhere else
