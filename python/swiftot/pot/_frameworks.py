"""NumPy arrays and torch tensors, as one."""

import functools
import sys

import numpy


class NumPyArrays:
    """The numbers are where they are used."""

    @staticmethod
    def numbers(values):
        """The values as a contiguous NumPy array of doubles."""
        return numpy.ascontiguousarray(values, dtype=numpy.float64)

    @staticmethod
    def array(values):
        return numpy.array(values)

    @staticmethod
    def like(values, model):
        """The values in the type of the model."""
        return numpy.asarray(values).astype(model.dtype, copy=False)[()]

    @staticmethod
    def stacked(values):
        return numpy.stack(values)

    @staticmethod
    def log(values):
        return numpy.log(values)

    @staticmethod
    def is_floating(model):
        return model.dtype.kind == "f"

    @staticmethod
    def promoted(*arrays):
        """An array whose type holds those of all, at least half precision."""
        kind = numpy.result_type(*(array.dtype for array in arrays))
        return numpy.empty(0, kind if kind.kind == "f" else numpy.float64)

    @staticmethod
    def wants_gradients(*arrays):
        """Whether anyone will ask for derivatives: NumPy has none."""
        return False

    @staticmethod
    def differentiable(value, inputs, pull):
        """The value itself."""
        return value

    @staticmethod
    def refuse_gradients(*arrays):
        pass


class TorchArrays:
    """Tensors, copied to and from NumPy arrays."""

    @staticmethod
    def numbers(values):
        if hasattr(values, "detach"):
            values = values.detach().cpu().numpy()
        return numpy.ascontiguousarray(values, dtype=numpy.float64)

    @staticmethod
    def array(values):
        return torch().tensor(values)

    @staticmethod
    def like(values, model):
        return torch().as_tensor(numpy.asarray(values)).to(dtype=model.dtype, device=model.device)

    @staticmethod
    def stacked(values):
        return torch().stack(values)

    @staticmethod
    def log(values):
        return values.log()

    @staticmethod
    def is_floating(model):
        return model.is_floating_point()

    @staticmethod
    def promoted(*arrays):
        kind = arrays[0].dtype
        for array in arrays:
            kind = torch().promote_types(kind, array.dtype)
        return torch().empty(0, dtype=kind if kind.is_floating_point else torch().float64, device=arrays[0].device)

    @staticmethod
    def wants_gradients(*arrays):
        """Whether one of the arrays is to be differentiated by."""
        return torch().is_grad_enabled() and any(getattr(array, "requires_grad", False) for array in arrays)

    @staticmethod
    def differentiable(value, inputs, pull):
        """A tensor whose derivatives are known.

        `pull` takes the derivatives of a loss by the value, a NumPy array of its shape, to those by each of the inputs.
        """
        return pulled().apply(value, pull, *inputs)

    @staticmethod
    def refuse_gradients(*arrays):
        """Better no derivative than a wrong one."""
        if TorchArrays.wants_gradients(*arrays):
            raise NotImplementedError(
                "this function has no gradient here, where emd2 and sinkhorn have; call it on tensors after .detach(), or "
                "use POT's")


def framework(*arrays):
    """That of the first array that is no list."""
    for array in arrays:
        if type(array).__module__.partition(".")[0] == "torch":
            return TorchArrays
        if isinstance(array, numpy.ndarray):
            return NumPyArrays
    return NumPyArrays


def arrays(*given):
    """The framework, and the arrays; lists become arrays of the first array's type, None stays."""
    room = framework(*given)
    model = next((x for x in given if x is not None and not isinstance(x, (list, tuple)) and 0 not in x.shape), None)
    found = []
    for x in given:
        if isinstance(x, (list, tuple)):
            x = room.array(x) if model is None else room.like(numpy.asarray(x), model)
        found.append(x)
    return (room, *found)


def torch():
    return sys.modules["torch"]


@functools.cache
def pulled():
    """The autograd function of values with known derivatives; made when torch is there."""

    class Pulled(torch().autograd.Function):
        @staticmethod
        def forward(context, value, pull, *inputs):
            context.pull, context.models = pull, [given.detach()[:0] for given in inputs]
            return value.clone()

        @staticmethod
        def backward(context, slope):
            slopes = context.pull(TorchArrays.numbers(slope))
            return (None, None, *(TorchArrays.like(one, model) for one, model in zip(slopes, context.models)))

    return Pulled
