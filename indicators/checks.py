"""The rules and the loaded editions must name the same things, or a rule would silently never apply."""

from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError, connections

from cse_portal import clock
from indicators.models import Edition
from screening.protocol import TOOL_OUTCOMES, TOOL_WEIGHTS, Tool


@register(Tags.database)
def editions_fit_the_rules(app_configs=None, databases=None, **kwargs):
    """Every weight and outcome the rules name is in the edition in force. Silent before the first migration."""
    if "default" not in (databases or []) or not _tables_there():
        return []
    editions = {edition.tool: edition for edition in Edition.objects.all_in_force(clock.today())}
    return [problem for tool in Tool for problem in _problems(tool, editions.get(tool))]


def _problems(tool: Tool, edition: Edition | None):
    if edition is None:
        sentence = f"No edition of the {tool} tool is in force, so nobody can be screened with it."
        hint = "Load one: manage.py load_edition fixtures/editions/…"
        return [Warning(sentence, hint=hint, id="indicators.W001")]
    indicators = edition.indicators.all()
    missing = set(TOOL_WEIGHTS[tool]) - {indicator.weight for indicator in indicators}
    problems = [f"no indicator has the weight {weight}" for weight in TOOL_WEIGHTS[tool] if weight in missing]
    if [wording.outcome for wording in edition.outcomes.all()] != list(TOOL_OUTCOMES[tool]):
        problems.append("its outcomes are not those of the rules")
    if not any(indicator.sexual_act_or_assault for indicator in indicators):
        problems.append("no indicator is marked sexual_act_or_assault, which rule 8 needs")
    return [Error(f"Edition {edition.code}: {problem}.", id="indicators.E001") for problem in problems]


def _tables_there() -> bool:
    try:
        tables = connections["default"].introspection.table_names()
    except DatabaseError:
        return False
    return {Edition._meta.db_table, "indicators_outcomewording"} <= set(tables)
