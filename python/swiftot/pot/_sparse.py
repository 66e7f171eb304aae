"""Sparse costs and plans: scipy's arrays and torch's tensors in coordinates."""

import numpy

from ._frameworks import TorchArrays, torch


def entries(costs):
    """The values of a sparse matrix, each pair once, and their rows and columns; None for a dense one."""
    if hasattr(costs, "tocoo"):
        costs = costs.tocoo(copy=True)
        costs.sum_duplicates()
        return costs.data, (costs.row, costs.col)
    if getattr(costs, "is_sparse", False):
        costs = costs.coalesce()
        return costs.values(), tuple(costs.indices().cpu().numpy())
    return None


def matrix(room, values, pairs, shape, model):
    """A sparse matrix of the kind that the framework has, with values of the model's type."""
    values = room.like(values, model)
    if room is TorchArrays:
        return torch().sparse_coo_tensor(torch().as_tensor(numpy.stack(pairs)), values, tuple(shape))
    from scipy.sparse import coo_array

    return coo_array((values, pairs), shape=shape)
