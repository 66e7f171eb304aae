"""What solvers return: values, each with the certificate of how good it is."""

from .bridge import Bridge
from .certificate import Certificate
from .dynamic import DynamicSolution
from .flow import Flow, FlowCertificate
from .helmholtz import HelmholtzParts
from .outcome import Outcome, Run
from .polar import PolarFactors
from .pushforward import Atom, Branch, Pushforward, PushforwardCertificate
from .solution import Solution
from .transport_map import TransportMap

__all__ = [
    "Atom", "Branch", "Bridge", "Certificate", "DynamicSolution", "Flow", "FlowCertificate", "HelmholtzParts", "Outcome",
    "PolarFactors", "Pushforward", "PushforwardCertificate", "Run", "Solution", "TransportMap",
]  # fmt: skip
