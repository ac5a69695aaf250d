"""The API that hosts code against: expressions, outcomes, names, and what was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

import evaluator
from evaluator import Binding
from tests.evaluator.rooms import AT, refusal, room, run


def test_an_expression_tells_what_it_defines_and_reads() -> None:
    value = evaluator.compile("x = rent / 3 + ans + #12")
    function = evaluator.compile("f(a) = a + b")

    assert (value.source, value.defines, value.kind) == ("x = rent / 3 + ans + #12", "x", "value")
    assert value.reads == {"rent", "ans", "#12"}
    assert (function.defines, function.kind, function.reads) == ("f", "function", {"b"})
    assert evaluator.compile("1 + 2").defines is None


def test_an_outcome_has_text_exactness_value_and_binding() -> None:
    outcome = run("1/3")

    assert (outcome.text, outcome.exact, outcome.value) == ("1/3 ≈ 0.333333333333333", True, "1/3")
    assert outcome.binding.text == outcome.text
    assert not run("sqrt(2)").exact
    assert run("sqrt(2)").value == "1.4142135623731"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("100!", str(__import__("math").factorial(100))),
        ("8/27", "8/27"),
        ("0.5", "0.5"),
        ("1e-7", "0.0000001"),
        ("-2.50", "-2.5"),
        ("1 < 2", "true"),
        ("2^40000", "1.58426037257308e12041"),
        ("2^20000", "3.98027684033797e6020"),
        ("1/2^2000 * 2^1999", "0.5"),
        ("factor(12)", "2^2 * 3"),
        ("sqrt(2) - sqrt(2)", "0"),
    ],
)
def test_the_plain_value_is_for_programs(text: str, value: str) -> None:
    assert run(text).value == value


def test_everything_read_is_told_in_order_also_inside_functions() -> None:
    session = room("b = 2", "c = 3", "g(x) = x + c", "f(x) = g(x) * b", "1")

    assert session.enter("f(1) + ans", AT).uses == ("f", "g", "c", "b", "ans")
    assert session.enter("if(1 < 2, b, c)", AT).uses == ("b",)
    assert session.enter("h(x) = f(x)", AT).uses == ()


def test_a_builtin_name_counts_as_read_only_when_the_room_has_it() -> None:
    assert run("sqrt(4)").uses == ()
    assert room("sqrt(x) = 1").enter("sqrt(4)", AT).uses == ("sqrt",)


def test_a_line_seen_before_still_sees_new_names() -> None:
    assert run("sqrt(16)").text == "4"

    assert room("sqrt(x) = x + 1").enter("sqrt(16)", AT).text == "17"
    assert run("sqrt(16)").text == "4"


def test_names_are_only_read() -> None:
    class Lazy(Mapping[str, Binding]):
        def __getitem__(self, name: str) -> Binding:
            if name == "x":
                return run("7").binding
            raise KeyError(name)

        def __iter__(self) -> Iterator[str]:
            return iter(["x"])

        def __len__(self) -> int:
            return 1

    assert evaluator.compile("y = x * 6").run(Lazy(), AT).text == "42"


def test_a_name_keeps_the_full_value_not_the_shown_one() -> None:
    assert room("x = 1/3").enter("3x == 1", AT).text == "true"
    assert room("x = sqrt(2)").enter("x^2 == 2", AT).text == "true"


def test_what_grew_too_large_says_so() -> None:
    assert "too large to be exact" in (run("9^9^9").hint or "")
    assert run("0^9^9^9").hint is None
    assert run("100!").hint is None


def test_spent_work_is_the_same_every_time() -> None:
    line = "sum(1/3, sin(1), 2^3000, gcd(2^999, 6))"

    assert run(line).spent == run(line).spent > 0
    assert evaluator.compile(line).price > 0
    assert refusal("factor(2^1000 + 1)").spent > 0


def test_threads_share_an_expression() -> None:
    lines = ["sin(3)^pi + gamma(1/3) * ln(7)", "100! / 98! + sqrt(2)", "cos(10^30) - exp(3.3)", "9^9^9"]
    alone = [run(line).text for line in lines]

    def all_of_them(_: int) -> list[str]:
        from evaluator.evaluate import _CACHE

        _CACHE.clear()
        return [run(line).text for line in lines]

    with ThreadPoolExecutor(8) as threads:
        assert all(found == alone for found in threads.map(all_of_them, range(64)))


def test_calls_go_sixty_four_deep_and_no_deeper() -> None:
    chain = [f"f{n}(x) = 2*(f{n - 1}(x + 1) + 1)" for n in range(1, 80)]

    assert room("f0(x) = x", *chain[:63]).enter("f63(1)", AT).exact
    assert refusal("f64(1)", ["f0(x) = x", *chain[:64]]).code == "too_deep"


def test_steps_are_shared_by_everything_that_is_called() -> None:
    doubling = ["f0(x) = x", *[f"f{n}(x) = f{n - 1}(x) + f{n - 1}(x)" for n in range(1, 30)]]

    assert refusal("f29(1)", doubling).code == "too_many_steps"


def test_a_function_that_came_to_call_itself_later_is_refused_when_run() -> None:
    names = {"f": Binding(None, "f(x) = g(x)", ("g",)), "g": Binding(None, "g(x) = f(x)", ("f",))}

    with pytest.raises(evaluator.ExpressionError) as caught:
        run("f(1)", names)
    assert caught.value.code == "recursion"


def test_a_stored_function_that_can_not_be_read_is_told() -> None:
    with pytest.raises(evaluator.ExpressionError):
        run("f(1)", {"f": Binding(None, "f(x) = ~~~")})
