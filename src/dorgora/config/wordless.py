"""What a stranger's program sends and is refused: a line in the log that says so, and none of it in its own words."""

import logging
from typing import Any

KINDS = ("DisallowedHost", "RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent")
"""What Django refuses before any page is asked, and would write down with what was sent and where in the program."""


class Wordless(logging.Filter):
    """Leaves of a line the kind of refusal that its logger names."""

    def filter(self, record: logging.LogRecord) -> bool:
        """See logging; always to be written."""
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.msg, record.args, record.exc_info = "a request was refused", (), None
        return True


def loggers() -> dict[str, dict[str, Any]]:
    """For LOGGING: the loggers of these refusals, under the filter called `wordless`."""
    return {f"django.security.{kind}": {"filters": ["wordless"]} for kind in KINDS}
