"""What can go wrong, as Python exceptions."""


class TransportError(ValueError):
    """Wrong numbers: the message names the argument, the index and the value, and says the way out.

    Attributes
    ----------
    cause : str
        The name of the cause: ``nonFinite``, ``massMismatch``, ``outOfRange`` and so on.
    """

    def __init__(self, message: str, cause: str = "") -> None:
        super().__init__(message)
        self.cause = cause


class UsageError(TypeError):
    """A call that the library does not understand, such as an option that it does not know."""
