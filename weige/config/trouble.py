"""Something wrong with this installation that a person can put right: a code of words.toml and its parameters."""


class Trouble(Exception):
    """Ends a command with a sentence in the user's language instead of a traceback.

    `code` is a key of weige/config/words.toml; `params` fill its sentence; `status` is the exit status.
    """

    def __init__(self, code: str, *, status: int = 1, **params: object):
        super().__init__(code)
        self.code = code
        self.params = params
        self.status = status
