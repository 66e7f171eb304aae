"""What this package leaves to POT."""


class MissingFunction(AttributeError, NotImplementedError):
    """A name of POT that the engine has no function for."""


def absent(module):
    """A module's `__getattr__` that names the way out."""

    def __getattr__(name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise MissingFunction(
            f"swiftot.pot has no {name}; where POT has it: pip install pot, and {module}.{name} after import ot")

    return __getattr__
