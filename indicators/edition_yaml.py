"""Reads a YAML file so that every mistake can be shown to the person who wrote it: each mapping knows its line."""

from pathlib import Path
from typing import Any

import yaml


class EditionError(Exception):
    """What is wrong with an edition's file, one sentence each. Nothing of the file is loaded."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class Mapping(dict[str, Any]):
    """A mapping of the file, and the line it starts on."""

    line: int = 1


class _Reader(yaml.SafeLoader):
    """YAML's safe reader, which also refuses a key written twice (plain YAML silently keeps the last)."""


def _mapping(reader: _Reader, node: yaml.MappingNode) -> Mapping:
    mapping = Mapping()
    mapping.line = node.start_mark.line + 1
    for key_node, value_node in node.value:
        key = reader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise yaml.constructor.ConstructorError(None, None, f"the key {key} is not text", key_node.start_mark)
        if key in mapping:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key} is there twice", key_node.start_mark)
        try:
            mapping[key] = reader.construct_object(value_node, deep=True)
        except ValueError as error:
            # A date that does not exist, such as 2026-02-30.
            raise yaml.constructor.ConstructorError(None, None, f"{key}: {error}", value_node.start_mark) from error
    return mapping


_Reader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read(path: Path) -> Any:
    """The file's content. Raises EditionError naming the file and, where YAML tells, the line."""
    try:
        # _Reader is a SafeLoader.
        return yaml.load(path.read_bytes().decode("utf-8"), Loader=_Reader)  # noqa: S506
    except OSError as error:
        raise EditionError([f"{path}: cannot be read ({error.strerror})"]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise EditionError([f"{path}, line {line}: not UTF-8 text"]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"{path}, line {mark.line + 1}" if mark else f"{path}"
        raise EditionError([f"{place}: {error.problem or 'not readable as YAML'}"]) from error
    except yaml.YAMLError as error:
        raise EditionError([f"{path}: not readable as YAML ({str(error).splitlines()[0]})"]) from error
    except RecursionError as error:
        raise EditionError([f"{path}: nested too deeply"]) from error
