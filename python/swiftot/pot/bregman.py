"""Entropic transport: POT's `ot.bregman`."""

from ._empirical import empirical_sinkhorn, empirical_sinkhorn2, empirical_sinkhorn_divergence
from ._missing import absent
from ._sinkhorn import (
                        greenkhorn,
                        sinkhorn,
                        sinkhorn2,
                        sinkhorn_epsilon_scaling,
                        sinkhorn_knopp,
                        sinkhorn_log,
                        sinkhorn_stabilized,  # fmt: skip
)

__all__ = ["empirical_sinkhorn", "empirical_sinkhorn2", "empirical_sinkhorn_divergence", "greenkhorn", "sinkhorn", "sinkhorn2",
           "sinkhorn_epsilon_scaling", "sinkhorn_knopp", "sinkhorn_log", "sinkhorn_stabilized"]  # fmt: skip

__getattr__ = absent("ot.bregman")
