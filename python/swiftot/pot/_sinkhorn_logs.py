"""The logs and warm starts of POT's ways of Sinkhorn's recursion."""

import numpy


class Scalings:
    """Logs in u and v, warm starts in their logarithms."""

    @staticmethod
    def start(pair, reg):
        return [reg * part for part in pair]

    @staticmethod
    def log(task, f, g, iterations, error):
        with numpy.errstate(over="ignore"):
            return {"err": error, "niter": iterations, "u": task.like(numpy.exp(f / task.reg)),
                    "v": task.like(numpy.exp(g / task.reg))}  # fmt: skip


class Logarithms(Scalings):
    @staticmethod
    def log(task, f, g, iterations, error):
        more = {"log_u": task.like(f / task.reg), "log_v": task.like(g / task.reg)}
        return Scalings.log(task, f, g, iterations, error) | more


class Greedy(Scalings):
    @staticmethod
    def log(task, f, g, iterations, error):
        found = Scalings.log(task, f, g, iterations, error)
        return {"n_iter": iterations, "u": found["u"], "v": found["v"]}


class Ladder:
    """Logs and warm starts in potentials."""

    @staticmethod
    def start(pair, reg):
        return pair

    @staticmethod
    def log(task, f, g, iterations, error):
        f, g = task.like(f), task.like(g)
        return {"err": error, "alpha": f, "beta": g, "warmstart": (f, g), "niter": iterations}


class Potentials(Ladder):
    @staticmethod
    def log(task, f, g, iterations, error):
        found = Ladder.log(task, f, g, iterations, error)
        found["n_iter"] = found.pop("niter")
        return found | {"logu": task.like(f / task.reg), "logv": task.like(g / task.reg)}
