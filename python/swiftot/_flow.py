"""Gradient flows: flow."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy

from ._calls import Progress, call
from ._library import library
from .errors import TransportError
from .measures import Measure, borrow
from .results import Flow, FlowCertificate
from .results.build import build, spelled


def flow(
    description: str | os.PathLike[str] | Mapping[str, Any] | None = None, *, energy: Mapping[str, Any] | None = None,
    space: Mapping[str, Any] | None = None, start: Measure | Mapping[str, Any] | str | None = None,
    time_step: float | None = None, duration: float | None = None, frames: int | None = None,
    adaptive: float | None = None, second_order: bool | None = None, progress: Progress | None = None,
) -> Flow:
    """A law that flows down its free energy F, by proximal steps.

    Each step solves rho_k = argmin W2^2(rho, rho_{k-1}) / 2 + tau F(rho) (Jordan, Kinderlehrer and Otto 1998).

    Parameters
    ----------
    description : path or dict, optional
        A flow's file, or what such a file holds; ``ot help flow`` lists the keys. What is given beside it takes the place
        of its keys. ``{"flow": "doubleWell"}`` is a flow that the library has ready.
    energy : dict, optional
        The terms of F: ``{"potential": "x^4/4 - x^2/2", "entropy": 0.1}``.
    space : dict, optional
        On what the law lives: ``{"line": {"cells": 200}}``, a ``grid``, ``particles`` or a ``phase`` space.
    start : array_like, PointCloud, GridDensity, Gaussian, dict or str, optional
        An array holds points. A dict is ``{"formula": "exp(-x^2)"}`` or another that a file may hold, a text its file.
    time_step, duration : float, optional
        tau, and when the flow ends.
    frames : int, optional
        How many states to keep beside the start, 20 when left out.
    adaptive : float, optional
        An error target, in W2: steps adapt to it, and `time_step` is the first.
    second_order : bool, optional
        Whether to take the second-order recursion.
    progress : callable, optional
        Is told the part of the duration that is done; an answer that is true ends the flow there.

    Returns
    -------
    Flow

    Raises
    ------
    TransportError
        For keys that are unknown or missing, and for numbers that make no flow.

    Examples
    --------
    >>> import swiftot
    >>> found = swiftot.flow(energy={"potential": {"quadratic": 1}, "entropy": 1}, space={"line": {"cells": 50}},
    ...                      start=swiftot.Gaussian([2.0], [[0.25]]), time_step=0.1, duration=1)
    >>> found.certificate.certified
    True
    """
    words, folder = read(description)
    given = {"energy": energy, "space": space, "start": start, "timeStep": time_step, "duration": duration, "frames": frames,
             "adaptive": adaptive, "secondOrder": second_order}  # fmt: skip
    words |= {name: value for name, value in given.items() if value is not None}
    begin = None if isinstance(words.get("start"), (Mapping, str, type(None))) else borrow(words.pop("start"))
    text = json.dumps(words, default=plain).encode()
    arguments = (text, folder.encode(), None if begin is None else begin.measure)
    return flow_of(spelled(call(library.ot_flow, arguments, {}, progress)))


def read(description: str | os.PathLike[str] | Mapping[str, Any] | None) -> tuple[dict[str, Any], str]:
    """What a description says, and the folder that names of files in it are relative to."""
    if description is None or isinstance(description, Mapping):
        return dict(description or {}), ""
    path = Path(description)
    try:
        words = json.loads(path.read_text())
    except ValueError as wrong:
        raise TransportError(f"{path}: it is not JSON ({wrong}).", "malformedFile") from None
    if not isinstance(words, dict):
        raise TransportError(f"{path}: it is no object in braces.", "malformedFile")
    return {"title": path.stem} | words, str(path.parent)


def plain(value: object) -> object:
    """Numbers and arrays of NumPy as JSON has them."""
    if isinstance(value, (numpy.ndarray, numpy.generic)):
        return value.tolist()
    raise TypeError(f"a flow has no {type(value).__name__}: {value!r}")


def flow_of(values: dict[str, Any]) -> Flow:
    """The dataclass of a call's values."""
    values["certificate"] = build(FlowCertificate, values, certified=bool(values["certified"]))
    return build(Flow, values)
