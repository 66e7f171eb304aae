"""NumPy arrays and torch tensors, as one."""

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
    def is_floating(model):
        return model.dtype.kind == "f"

    @staticmethod
    def promoted(*arrays):
        """An array whose type holds those of all, at least half precision."""
        kind = numpy.result_type(*(array.dtype for array in arrays))
        return numpy.empty(0, kind if kind.kind == "f" else numpy.float64)

    @staticmethod
    def differentiable(value, model, slopes):
        """The value itself: NumPy has no derivatives."""
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
    def is_floating(model):
        return model.is_floating_point()

    @staticmethod
    def promoted(*arrays):
        kind = arrays[0].dtype
        for array in arrays:
            kind = torch().promote_types(kind, array.dtype)
        return torch().empty(0, dtype=kind if kind.is_floating_point else torch().float64, device=arrays[0].device)

    @staticmethod
    def differentiable(value, model, slopes):
        """A number whose derivatives with respect to tensors are given, as pairs of both."""
        inputs, gradients = zip(*slopes)
        value = TorchArrays.like(value, model)
        return valued().apply(value, [TorchArrays.like(slope, model) for slope in gradients], *inputs)

    @staticmethod
    def refuse_gradients(*arrays):
        """Better no derivative than a wrong one."""
        if torch().is_grad_enabled() and any(getattr(array, "requires_grad", False) for array in arrays):
            raise NotImplementedError(
                "this function has no gradient here, where emd2 has; call it on tensors after .detach(), or use POT's")


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


_VALUED = []


def valued():
    """The autograd function of numbers with known derivatives; made when torch is there."""
    if not _VALUED:

        class Valued(torch().autograd.Function):
            @staticmethod
            def forward(context, value, gradients, *inputs):
                context.gradients = gradients
                return value.clone()

            @staticmethod
            def backward(context, slope):
                return (None, None, *(slope * gradient for gradient in context.gradients))

        _VALUED.append(Valued)
    return _VALUED[0]
