"""CEL behind our own door: values, or an error that is raised."""

import pytest

from dorgora.catalogue import expressions
from dorgora.catalogue.expressions import RuleError, evaluate


@pytest.mark.parametrize(
    ("expression", "names", "value"),
    [
        ("a + 1", {"a": 1}, 2),
        ("a <= 45 ? 0 : 2500", {"a": 46}, 2500),
        ("size(s)", {"s": "রহিমা"}, 5),  # letters, not bytes
        ("s.startsWith('রহি')", {"s": "রহিমা"}, True),
        ("m.sex == 'female'", {"m": {"sex": "female"}}, True),
        ("b && !false", {"b": True}, True),
        ("'x' in m", {"m": {}}, False),
        ("s", {"s": "1/0"}, "1/0"),
    ],
)
def test_a_rule_gives_its_value(expression: str, names: dict[str, expressions.Value], value: object) -> None:
    found = evaluate(expression, names)
    assert found == value and type(found) is type(value)


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("1 / a", {"a": 0}),  # the library gives a text here, which would be true
        ("m.sex", {"m": {}}),
        ("9223372036854775807 + a", {"a": 1}),
        ("a", {"a": 2**70}),
        ("b", {"a": 1}),
        ("a + s", {"a": 1, "s": "x"}),
        ("a +", {"a": 1}),
        ("", {}),
        ("1.5", {}),
        ("null", {}),
        ("[1]", {}),
        ("a" * 2000, {"a": 1}),
        ("(" * 500 + "1" + ")" * 499, {}),
        ("a", {"a": 1.5}),
    ],
)
def test_a_rule_that_fails_is_raised_never_returned(expression: str, names: dict[str, object]) -> None:
    with pytest.raises(RuleError):
        evaluate(expression, names)  # type: ignore[arg-type]


def test_a_rule_cannot_run_for_ever() -> None:
    ten = "[1,2,3,4,5,6,7,8,9,10]"
    endless = "true"
    for name in "abcdef":
        endless = f"{ten}.all({name}, {endless})"
    with pytest.raises(RuleError):
        evaluate(endless, {})


def test_a_rule_of_the_wrong_type_is_found_before_it_runs() -> None:
    expressions.check("a > 1", {"a": "int"}, "bool")
    with pytest.raises(RuleError):
        expressions.check("a + 1", {"a": "int"}, "bool")
