"""Transport between Gaussians: POT's `ot.gaussian`."""

from ._bures import bures_distance, bures_wasserstein_distance
from ._gaussian_barycenter import bures_barycenter_fixpoint, bures_barycenter_gradient_descent, bures_wasserstein_barycenter
from ._gaussian_gromov import (
                               empirical_gaussian_gromov_wasserstein_distance,
                               empirical_gaussian_gromov_wasserstein_mapping,
                               gaussian_gromov_wasserstein_distance,  # fmt: skip
                               gaussian_gromov_wasserstein_mapping,
)
from ._gaussian_map import bures_wasserstein_mapping
from ._gaussian_samples import (
                               empirical_bures_wasserstein_barycenter,
                               empirical_bures_wasserstein_distance,
                               empirical_bures_wasserstein_mapping,  # fmt: skip
)
from ._missing import absent

__all__ = [
    "bures_barycenter_fixpoint",
    "bures_barycenter_gradient_descent",
    "bures_distance",
    "bures_wasserstein_barycenter",
    "bures_wasserstein_distance",
    "bures_wasserstein_mapping",
    "empirical_bures_wasserstein_barycenter",
    "empirical_bures_wasserstein_distance",
    "empirical_bures_wasserstein_mapping",
    "empirical_gaussian_gromov_wasserstein_distance",
    "empirical_gaussian_gromov_wasserstein_mapping",
    "gaussian_gromov_wasserstein_distance",
    "gaussian_gromov_wasserstein_mapping",
]

__getattr__ = absent("ot.gaussian")
