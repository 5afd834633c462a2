"""Writes the golden payload of every kind of event that has none: tests/golden/events/<kind>-<version>.json.

A golden payload is kept for ever: what was written to a log once must be readable in every later version. So this
program never writes over one. Whoever changes the shape of a kind raises its version, and gets a second file.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden" / "events"


def path_of(kind: Any) -> Path:
    """Where the golden payload of a kind lives."""
    return GOLDEN / f"{kind.name}-{kind.version}.json"


def readable(value: Any) -> Any:
    """A part of a body as JSON: fields by name, bytes in hex."""
    if isinstance(value, msgspec.Struct):
        return {name: readable(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, list | tuple):
        return [readable(one) for one in value]
    return value


def sample(shape: Any) -> Any:
    """A value of a shape, the same each time, with the hard letters of Bangla in its texts."""
    return msgspec.convert(_sample(msgspec.inspect.type_info(shape)), shape, strict=False)


def _sample(shape: Any) -> Any:
    inspect = msgspec.inspect
    plain: dict[type, Any] = {
        inspect.BoolType: True,
        inspect.IntType: 1_099_511_627_777,
        inspect.StrType: "লক্ষ্মী র‍্যাব",
        inspect.AnyType: "নমুনা",
        inspect.NoneType: None,
    }
    if isinstance(shape, inspect.BytesType):
        return bytes(range(32))
    if isinstance(shape, inspect.StructType):
        return [_sample(field.type) for field in shape.fields]
    if isinstance(shape, inspect.UnionType):
        return _sample(next(one for one in shape.types if not isinstance(one, inspect.NoneType)))
    if isinstance(shape, inspect.LiteralType | inspect.EnumType):
        return shape.values[0] if isinstance(shape, inspect.LiteralType) else next(iter(shape.cls)).value
    if isinstance(shape, inspect.TupleType):
        return [_sample(one) for one in shape.item_types]
    if isinstance(shape, inspect.VarTupleType | inspect.ListType):
        return [_sample(shape.item_type)]
    return plain[type(shape)]


def payload(kind: Any) -> dict[str, Any]:
    """What goes into the file of a kind."""
    from dorgora.feed import canonical

    content: dict[str, Any] = {"kind": kind.name, "version": kind.version}
    for part in ("facts", "person"):
        shape = getattr(kind, part)
        value = None if shape is None else sample(shape)
        content[part] = readable(value)
        content[f"{part}_bytes"] = None if value is None else canonical.encode(value).hex()
    return content


def main() -> int:
    """Writes the missing files and names them."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dorgora.config.settings")
    from tools.registry import kinds

    GOLDEN.mkdir(parents=True, exist_ok=True)
    for kind in kinds():
        path = path_of(kind)
        if not path.exists():
            path.write_text(json.dumps(payload(kind), ensure_ascii=False, indent=1) + "\n")
            print(f"golden: {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
