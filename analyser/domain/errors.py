"""Errors that a person can act on: a stable code and a French sentence."""


class InputError(Exception):
    """A submission that cannot be analysed.

    Attributes:
        code: stable identifier, such as ``PDF_CHIFFRE``; scripts may test it.
        message: one French sentence saying what is wrong and what to do.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"[{code}] {message}")
        self.code = code
        self.message = message


class FrameworkError(Exception):
    """A référentiel folder that breaks its own schema.

    Attributes:
        problems: one French sentence per problem, each naming the file and the key.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
