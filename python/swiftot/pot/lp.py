"""Exact transport: POT's `ot.lp`."""

from ._balance import centered as center_ot_dual
from ._exact import emd, emd2
from ._lazy import emd2_lazy
from ._line import emd2_1d, emd_1d, emd_1d_sorted
from ._line_columns import emd_1d_dual_backprop, wasserstein_1d
from ._missing import absent

__all__ = ["center_ot_dual", "emd", "emd2", "emd2_1d", "emd2_lazy", "emd_1d", "emd_1d_dual_backprop", "emd_1d_sorted",
           "wasserstein_1d"]  # fmt: skip

__getattr__ = absent("ot.lp")
