"""POT: scaling iterations on a stored matrix, and its convolutional kernel on images."""

import math

import numpy


class Sinkhorn:
    """`ot.sinkhorn`; `sinkhorn` and `sinkhorn_log` compute their error every tenth iteration, which
    no option turns off, so no more than ten are timed: that leaves one error in each run."""

    many = 10

    def __init__(self, problem, precision, method, **options):
        number = numpy.dtype(precision).type
        self.method, self.options = method, options
        self.a, self.b = problem.a.astype(number), problem.b.astype(number)
        self.costs, self.epsilon = problem.costs.astype(number), number(problem.epsilon)

    def iterate(self, count):
        return self._solver(0, count)

    def compile(self, limit):
        pass

    def converge(self, threshold, limit):
        """POT stops on the L2 error of the columns; L1 is at most sqrt(m) times L2."""
        return self._solver(threshold / math.sqrt(len(self.b)), limit)

    def _solver(self, threshold, limit):
        import ot

        return lambda: ot.sinkhorn(
            self.a, self.b, self.costs, self.epsilon, method=self.method, stopThr=threshold,
            numItermax=limit, warn=False, log=True, **self.options,
        )[1]  # fmt: skip

    def iterations(self, log):
        return 1 + log.get("niter", log.get("n_iter"))

    def scalings(self, log):
        with numpy.errstate(all="ignore"):
            if "u" in log:
                return [numpy.log(log[key].astype(float)) for key in ("u", "v")]
            return [log[key].astype(float) for key in ("logu", "logv")]


class LogSinkhorn(Sinkhorn):
    def __init__(self, problem, precision):
        super().__init__(problem, precision, "sinkhorn_log")

    def scalings(self, log):
        return [log[key].astype(float) for key in ("log_u", "log_v")]


class StabilizedSinkhorn(Sinkhorn):
    """Its error takes a whole plan: every hundredth iteration is enough."""

    many = 41

    def __init__(self, problem, precision):
        super().__init__(problem, precision, "sinkhorn_stabilized", print_period=100)


class Convolution:
    """The barycentre of one image: an iteration is two applications of the separable kernel, and
    some work a pixel, as in transport, which POT does not offer on grids."""

    many = 9

    def __init__(self, problem, precision, method):
        self.image = problem.a[None].astype(precision)
        self.epsilon, self.method = problem.epsilon, method

    def iterate(self, count):
        import ot

        return lambda: ot.bregman.convolutional_barycenter2d(
            self.image, self.epsilon, method=self.method, numItermax=count, stopThr=0, warn=False,
            log=True,
        )[1]  # fmt: skip

    def iterations(self, log):
        return 1 + log["niter"]


PROGRAMS = {
    "pot-sinkhorn": lambda problem, precision: Sinkhorn(problem, precision, "sinkhorn"),
    "pot-log": LogSinkhorn,
    "pot-stabilized": StabilizedSinkhorn,
    "pot-convolution": lambda problem, precision: Convolution(problem, precision, "sinkhorn"),
    "pot-convolution-log": lambda problem, precision: Convolution(problem, precision, "sinkhorn_log"),
}
