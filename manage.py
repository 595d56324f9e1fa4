#!/usr/bin/env python3
"""Django's manage.py, with two commands that need nothing but Python and pip: `up` and `verify`."""

import importlib.util
import os
import sys


def launcher():
    """The launcher, loaded without the package it lives in, which imports Celery before Celery is installed."""
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cse_portal", "launch")
    spec = importlib.util.spec_from_file_location(
        "launch", os.path.join(folder, "__init__.py"), submodule_search_locations=[folder]
    )
    sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[spec.name])
    return importlib.import_module("launch.commands")


def main():
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python gets as far as this line, and is told why
        sys.exit(f"The portal needs Python 3.11 or newer; this is Python {sys.version.split()[0]}.")
    commands = launcher()
    if len(sys.argv) > 1 and sys.argv[1] in commands.COMMANDS:
        sys.exit(commands.run(sys.argv[1], sys.argv[2:]))
    commands.enter_environment(sys.argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cse_portal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
