"""Why an action cannot be done yet, in words a page shows at its boxes."""


class Incomplete(Exception):
    """Something required is missing. `problems` is field name to sentence; a field may name its page: "section:…"."""

    def __init__(self, problems: dict[str, str]):
        super().__init__("; ".join(problems.values()))
        self.problems = problems
