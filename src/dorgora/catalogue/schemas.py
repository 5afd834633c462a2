"""The JSON Schema of a form: no remote references, formats checked."""

from functools import lru_cache
from typing import Never

import jsonschema_rs
import msgspec


@lru_cache(maxsize=64)
def validator(schema: bytes) -> jsonschema_rs.Draft202012Validator:
    """Build the validator of a form's schema; it fetches nothing, and formats are checked.

    Raises:
        ValueError: not a schema of 2020-12, or one that points to another document.
    """
    try:
        return jsonschema_rs.Draft202012Validator(
            msgspec.json.decode(schema), retriever=_fetches_nothing, validate_formats=True
        )
    except jsonschema_rs.ValidationError as wrong:
        raise ValueError(f"not a usable schema: {wrong.message}") from wrong


def _fetches_nothing(uri: str) -> Never:
    raise ValueError(f"a form may not refer to {uri}")
