"""The types of arrays in results."""

from typing import TypeAlias

import numpy
from numpy.typing import NDArray

Doubles: TypeAlias = NDArray[numpy.float64]
Integers: TypeAlias = NDArray[numpy.int64]
