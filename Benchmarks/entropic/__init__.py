"""Entropic transport, timed: seconds per Sinkhorn iteration, and seconds to a marginal error."""
