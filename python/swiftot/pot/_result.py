"""What solve and solve_sample give."""

from ._frameworks import NumPyArrays


class OTResult:
    """What `solve` and `solve_sample` found.

    Attributes
    ----------
    value, value_linear : number or array
        The least objective, and the part <P, M> of it.
    plan, sparse_plan, lazy_plan
        The plan, dense, as scipy's sparse array, or made block by block; those that are not there are None.
    potentials, potential_a, potential_b : arrays or None
        The dual potentials; logarithms of scalings for entropic plans, as in POT.
    marginals, marginal_a, marginal_b : arrays or None
        The sums of the plan.
    status : str
        'Converged', or what went wrong.
    log : dict or None
        The solver's log.
    certificate : Certificate or None
        How good the value without entropy is, which POT does not have.
    """

    def __init__(self, value=None, value_linear=None, plan=None, sparse_plan=None, lazy_plan=None, potentials=None, status=None,
                 log=None, certificate=None):  # fmt: skip
        self.value, self.value_linear, self.value_quad = value, value_linear, None
        self.potentials, self.status, self.log, self.certificate = potentials, status, log, certificate
        self.lazy_plan = lazy_plan
        self._plan, self._sparse_plan = plan, sparse_plan

    def __repr__(self):
        parts = [f"{name}={value}" for name in ("value", "value_linear") if (value := getattr(self, name)) is not None]
        plans = [(name, getattr(self, name)) for name in ("plan", "lazy_plan")]
        parts += [f"{name}={type(plan).__name__}(shape={plan.shape})" for name, plan in plans if plan is not None]
        return f"OTResult({','.join(parts)})"

    @property
    def plan(self):
        return self._sparse_plan.toarray() if self._plan is None and self._sparse_plan is not None else self._plan

    @property
    def sparse_plan(self):
        if self._sparse_plan is not None or self._plan is None:
            return self._sparse_plan
        from scipy.sparse import csr_array

        return csr_array(NumPyArrays.numbers(self._plan))

    @property
    def potential_a(self):
        return None if self.potentials is None else self.potentials[0]

    @property
    def potential_b(self):
        return None if self.potentials is None else self.potentials[1]

    @property
    def marginals(self):
        return None if self._plan is None else (self.marginal_a, self.marginal_b)

    @property
    def marginal_a(self):
        return self._sums(1)

    @property
    def marginal_b(self):
        return self._sums(0)

    def _sums(self, axis):
        if self._plan is not None:
            return self._plan.sum(axis)
        return None if self.lazy_plan is None else self.lazy_plan[:].sum(axis)
