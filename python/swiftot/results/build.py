"""Dataclasses from the fields of a call."""

import functools
from collections.abc import Mapping
from typing import Any, TypeVar

from .certificate import Certificate

Kind = TypeVar("Kind")

#: Counts come as numbers.
COUNTS = ("iterations", "short_steps")


@functools.cache
def snake(name: str) -> str:
    """marginalError -> marginal_error."""
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)


def spelled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields under the names that they have in Python."""
    values = {snake(name): value for name, value in fields.items()}
    for name in COUNTS:
        if name in values:
            values[name] = int(values[name])
    return values


def build(kind: type[Kind], values: Mapping[str, Any], **more: Any) -> Kind:
    """A dataclass of those values that it has a part for."""
    parts = {**values, **more}
    known = getattr(kind, "__dataclass_fields__")
    return kind(**{name: part for name, part in parts.items() if name in known})


def certified(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields in Python's spelling, and their certificate among them."""
    values = spelled(fields)
    values["certificate"] = build(Certificate, values)
    return values
