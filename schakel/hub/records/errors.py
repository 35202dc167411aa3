"""Why a backup, a restore or a check could not be done, in one sentence."""


class RecordsError(Exception):
    """Nothing was changed. `code` is in docs/operating/backup.md."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
