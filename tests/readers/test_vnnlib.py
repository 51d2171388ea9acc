"""VNN-LIB: constants exact, meanings as written, and one clear line for everything else."""

import gzip
import operator
import tracemalloc
from fractions import Fraction
from random import Random

import pytest

import polyregions as pr
from polyregions.budgets import time_limit
from polyregions.errors import OutOfTime, PolyregionsError
from polyregions.questions import Constraint
from polyregions.readers import parse_property, read_counterexample
from tests.helpers.cases import each

HEAD = """; a comment (with parentheses
(declare-const X_0 Real)
(declare-const X_1 Real)
(declare-const Y_0 Real)
"""
NETWORK = """(vnnlib-version <2.0>)
(declare-network f
  (declare-input X Real [1, 2])
  (declare-output Y float32 [])
)
"""


def only(text, head=HEAD):
    """Return the constraints of the only case that an assertion makes."""
    (case,) = parse_property(f"{head}(assert {text})").cases
    return case


def at_most(bound, *terms, strict=False):
    return Constraint(terms, bound, strict)


MEANINGS = {
    "(<= X_0 0.1)": [at_most(1, (0, 10))],
    "(<= X_0 1e-3)": [at_most(1, (0, 1000))],
    "(<= X_0 -2.5E+1)": [at_most(-25, (0, 1))],
    "(<= X_0 (- 1))": [at_most(-1, (0, 1))],
    "(<= X_0 (/ 1 3))": [at_most(1, (0, 3))],
    "(<= X_0 (/ 1 3 -2))": [at_most(-1, (0, 6))],
    "(>= X_0 .5)": [at_most(-1, (0, -2))],
    "(>= 1 X_0)": [at_most(1, (0, 1))],
    "(> Y_0 X_1)": [at_most(0, (1, 1), (2, -1), strict=True)],
    "(< (+ X_0 X_1 1) (- Y_0))": [at_most(-1, (0, 1), (1, 1), (2, 1), strict=True)],
    "(<= (* 2 (+ X_0 1) 3) (- 1 2 3))": [at_most(-5, (0, 3))],
    "(<= (* (- X_0 X_0) 5 X_1) 1)": [],
    "(<= (+ X_0 Y_0) (- (+ X_0 X_1) X_1))": [at_most(0, (2, 1))],
    "(= Y_0 2)": [at_most(2, (2, 1)), at_most(-2, (2, -1))],
    "(== Y_0 2)": [at_most(2, (2, 1)), at_most(-2, (2, -1))],
    "(<= 0 X_0 X_1 1)": [at_most(0, (0, -1)), at_most(0, (0, 1), (1, -1)), at_most(1, (1, 1))],
    "(and (<= X_0 1) (<= X_0 1) true)": [at_most(1, (0, 1))],
    "(or (<= X_0 1) false (< 1 0))": [at_most(1, (0, 1))],
    "(not (<= X_0 1))": [at_most(-1, (0, -1), strict=True)],
    "(not (or (<= X_0 1) (not (< Y_0 2))))": [
        at_most(-1, (0, -1), strict=True),
        at_most(2, (2, 1), strict=True),
    ],
    "(=> true (<= X_0 1))": [at_most(1, (0, 1))],
    "(<= |X_0| 1)": [at_most(1, (0, 1))],
    "(or(and(<= X_0 1)(>= Y_0 0)))": [at_most(1, (0, 1)), at_most(0, (2, -1))],
}


def test_meanings():
    for text, constraints in MEANINGS.items():
        assert [*only(text)] == constraints, text


def test_tensors_of_version_two():
    for text in ("(<= X[0,1] Y)", "(<= X [0, 1] Y[])", "(<= X[0 ,1]Y)"):
        assert only(text, NETWORK) == (at_most(0, (1, 1), (2, -1)),)
    prop = parse_property(
        "(declare-network g (declare-input a Real [2,3]) (declare-input b float64 [2])"
        "(declare-output c Real [2,2]))(assert (and (<= a[1,2] 1) (<= b[1] 2) (<= c[1,0] 3)))"
    )
    assert (prop.inputs, prop.outputs) == (8, 4)
    assert prop.cases == ((at_most(1, (5, 1)), at_most(2, (7, 1)), at_most(3, (10, 1))),)


def test_cases():
    text = "(assert (or (<= X_0 1) (<= X_0 2)))(assert (or (<= Y_0 1) (and (<= Y_0 2) (> X_1 0))))"
    assert [len(case) for case in parse_property(HEAD + text).cases] == [2, 3, 2, 3]
    assert len(parse_property(HEAD + "(assert (!= X_0 X_1 Y_0))").cases) == 8
    assert parse_property(HEAD + "(assert (and (<= X_0 1) false))").cases == ()
    assert parse_property(HEAD + "(check-sat)").cases == ((),)
    old = "(set-logic QF_LRA)(declare-fun x_0 () Real)(declare-fun Y_0 () Real)(assert (> x_0 Y_0))"
    assert parse_property(old).cases == ((at_most(0, (0, -1), (1, 1), strict=True),),)


# What stands in no file, the part of the message that says so.
BAD = {
    "(assert (<= X_2 1))": "X_2' is not declared",
    "(assert (<= X[0] 1))": "X[...]' is not declared",
    "(assert (<= (* X_0 Y_0) 1))": "not linear",
    "(assert (<= (* X_0 X_0) 1))": "not linear",
    "(assert (<= (/ X_0 X_1) 1))": "not linear",
    "(assert (<= (/ X_0 0) 1))": "divides by zero",
    "(assert (<= (/ X_0) 1))": "two at least",
    "(assert (<= X_0))": "too few parts",
    "(assert (<= (+) X_0))": "too few parts",
    "(assert (+ X_0 1))": "a number stands where a condition is needed",
    "(assert X_0)": "condition is needed",
    "(assert (<= X_0 (<= X_1 1)))": "no number",
    "(assert (and X_0 (<= X_0 1)))": "condition is needed",
    "(assert (and))": "0 parts",
    "(assert (not (<= X_0 1) (<= X_0 1)))": "2 parts",
    "(assert (=> (<= X_0 1)))": "1 parts",
    "(assert (xor (<= X_0 1) (<= X_0 2)))": "operator 'xor' is unknown",
    "(assert (let ((a 1)) (<= X_0 a)))": ": ",
    "(assert (<= X_0 1) (<= X_0 1))": "unknown, or lacks its parts",
    "(assert)": "lacks its parts",
    "(assert ((<= X_0 1)))": "no operator",
    "()": "no name",
    "(assert (<= X_0 1)": "line 5: a parenthesis is open until the end",
    "(assert (<= X_0 1)))": "outside of all parentheses",
    "X_0": "outside of all parentheses",
    "(assert (<= X_0 1.2.3))": "1.2.3",
    "(assert (<= X_0 0x10))": "0x10",
    "(assert (<= X_0 nan))": "'nan' is not declared",
    "(assert (<= X_0 inf))": "'inf' is not declared",
    "(assert (<= X_0 1e9999999))": "exponent",
    "(assert (<= X_0 1/0))": "divides by zero",
    "(assert (<= X_0 |a|))": "'a' is not declared",
    "(assert (<= X_0 |0.1|))": "'|0.1|' is not declared",
    "(assert (<= X_0 |)|))": "'|)|' is not declared",
    "(assert (<= X_0 |a))": "line 5: '|' begins no word",
    "(declare-const X_0 Real)": "declared twice",
    "(declare-const x_1 Real)": "declared twice",
    "(declare-const X_3 Real)": "X_2 is not declared, and X_3 is",
    "(declare-const Y_999999 Real)": "Y_1 is not declared, and Y_999999 is",
    "(declare-const X_02 Real)": "inputs are called",
    "(declare-const Z Real)": "inputs are called",
    "(declare-const X_2 Int)": "has the type 'Int'",
    "(declare-fun X_2 (Real) Real)": ": ",
    "(declare-network f (declare-input X Real [1]) (declare-output Y Real [1]))": "beside others",
    "(define-fun f () Real 1)": "'define-fun' is unknown",
    "(vnnlib-version <3.0>)": "versions <1.0> and <2.0>",
    "(vnnlib-version 2.0)": "versions <1.0> and <2.0>",
}
BAD_NETWORKS = {
    "(assert (<= X[0] 1))": "no entry of X",
    "(assert (<= X[0,2] 1))": "no entry of X",
    "(assert (<= X 1))": "no entry of X",
    "(assert (<= X[0 1] 1))": "no list of indices",
    "(assert (<= X[0,-1] 1))": "no list of indices",
    "(assert (<= X[0,1.5] 1))": "no list of indices",
    "(assert (<= X[0,1][0,1] 1))": "behind no name",
    "(assert (<= [0,1] 1))": "behind no name",
    "(assert (<= (+ 1 2)[0] X[0,1]))": "behind no name",
    "(assert (<= 1[0] X[0,1]))": "'1[...]' is not declared",
    "(assert (<= X[0,1 1))": "open until the end",
    "(declare-network g (declare-input Z Real [1]) (declare-output U Real [1]))": "beside others",
    "(declare-const X_0 Real)": "beside a network",
    "(assert (<= Y_0 1))": "'Y_0' is not declared",
}
BAD_DECLARATIONS = {
    "": "no input is declared",
    "(declare-const X_0 Real)": "no output is declared",
    "(declare-const Y_0 Real)": "no input is declared",
    "(declare-network f)": "no input is declared",
    "(declare-network f (declare-input X Real [0]) (declare-output Y Real []))": "positive sizes",
    "(declare-network f (declare-input X Real [99999999]) (declare-output Y Real []))": "sizes",
    "(declare-network f (declare-input X int8 [1]) (declare-output Y Real []))": "type 'int8'",
    "(declare-network f (declare-input X Real) (declare-output Y Real []))": "not complete",
    "(declare-network f (declare-input X Real [1]) (declare-output X Real []))": "declared twice",
    '(declare-network f (declare-hidden Z Real [1] "z"))': "hidden",
    "(declare-network f (equal-to g) (declare-input X Real [1]))": "no declaration",
    "(declare-network f x)": "no declaration",
    "(declare-network 3 (declare-input X Real [1]))": "network is called",
    "(declare-network f (declare-input 3X Real [1]))": "tensor is called",
    '(declare-network f (declare-input A Real [1] "a") (declare-input B Real [1] "b")'
    "(declare-output Y Real []))": "names in an ONNX file",
}
ALL_BAD = [
    (head + text, part)
    for head, table in ((HEAD, BAD), (NETWORK, BAD_NETWORKS), ("", BAD_DECLARATIONS))
    for text, part in table.items()
]


def is_one_line(message):
    return ": " in message and "\n" not in message and len(message) < 400


@each("text, part", ALL_BAD)
def test_bad_texts(text, part):
    with pytest.raises(PolyregionsError) as caught:
        parse_property(text)
    message = str(caught.value)
    assert part in message
    assert message.count("line ") <= 1
    assert is_one_line(message)


def test_indices_far_from_each_other_need_no_room_between():
    text = "(declare-const X_999999 Real)(declare-const Y_0 Real)"
    tracemalloc.start()
    try:
        with pytest.raises(PolyregionsError, match="X_0 is not declared, and X_999999 is"):
            parse_property(text)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


def test_lines_end_in_every_way():
    text = HEAD + "; inputs\n(assert (<= X_0 1)) ; ()\n(assert (< Y_0 0))\n"
    cases = parse_property(text).cases
    assert [len(case) for case in cases] == [2]
    for end in ("\n", "\r", "\r\n"):
        lines = text.replace("\n", end)
        assert parse_property(lines).cases == cases, repr(end)
        with pytest.raises(PolyregionsError, match="line 8: 'true' stands outside"):
            parse_property(lines + "true")


def test_quoted_symbols_go_over_lines():
    assert parse_property(HEAD + "(set-info :source |;\n(|)(assert (<= |X_1| 1))").cases == (
        (at_most(1, (1, 1)),),
    )


def test_files(tmp_path):
    plain, packed = tmp_path / "p.vnnlib", tmp_path / "p.vnnlib.gz"
    content = (HEAD + "(assert (<= X_0 0.1)) ; é").encode()
    plain.write_bytes(b"\xef\xbb\xbf" + content)
    packed.write_bytes(gzip.compress(content))
    assert (
        pr.read_property(plain) == pr.read_property(str(packed)) == parse_property(content.decode())
    )
    for damaged in (
        gzip.compress(content)[:-9],
        b"\x1f\x8b",
        b"\xff\xfe",
        b"\x1f\x8bnothing at all",
    ):
        plain.write_bytes(damaged)
        with pytest.raises(PolyregionsError, match=r"p\.vnnlib'.*: ") as caught:
            pr.read_property(plain)
        assert "\n" not in str(caught.value)
    with pytest.raises(PolyregionsError, match="cannot be read"):
        pr.read_property(tmp_path / "missing.vnnlib")


def test_sizes():
    deep = 5_000
    assert only("(not " * deep + "(<= X_0 1)" + ")" * deep) == (at_most(1, (0, 1)),)
    assert only("(and true " * deep + "(<= X_0 1)" + ")" * deep) == (at_most(1, (0, 1)),)
    assert only("(<= " + "(- " * deep + "X_0" + ")" * deep + " 1)") == (at_most(1, (0, 1)),)
    many = "(assert (or (<= X_0 1) (<= X_1 1) (<= Y_0 1)))" * 40
    with pytest.raises(PolyregionsError, match="cases"):
        parse_property(HEAD + many)
    with pytest.raises(PolyregionsError, match="262145 comparisons or more"):
        parse_property(HEAD.rstrip() + "(assert (and" + "(<= X_0 1)" * 262_145 + "))")
    with pytest.raises(PolyregionsError, match=r"line 5: it has 499500 comparisons or more"):
        parse_property(HEAD + "(assert (distinct" + " X_0" * 1000 + "))")
    with pytest.raises(PolyregionsError, match="bits"):
        parse_property(HEAD + "(assert (<= X_0 (*" + " 1e4000" * 9 + ")))")
    with pytest.raises(OutOfTime), time_limit(0):
        parse_property(HEAD)


# Formulas as Python has them, against what is read of their texts.


def random_number(random, depth):
    """Return the text of a linear expression, and its value as a function of (x0, x1, y0)."""
    kind = random.randrange(6 if depth else 2)
    if kind == 0:
        k = random.randrange(3)
        return ("X_0", "X_1", "Y_0")[k], lambda v: v[k]
    if kind == 1:
        text = random.choice(
            ["0", "1", "-2", "0.5", "-.25", "1e-1", "3.", "+2", "(/ 1 3)", "(- 7)"]
        )
        value = {"(/ 1 3)": Fraction(1, 3), "(- 7)": Fraction(-7)}.get(text) or Fraction(text)
        return text, lambda v: value
    left, value = random_number(random, depth - 1)
    right, other = random_number(random, depth - 1)
    factor = random.choice(["2", "-3", "0.5", "0"])
    return {
        2: (f"(+ {left} {right})", lambda v: value(v) + other(v)),
        3: (f"(- {left} {right})", lambda v: value(v) - other(v)),
        4: (f"(* {factor} {left})", lambda v: Fraction(factor) * value(v)),
        5: (f"(- {left})", lambda v: -value(v)),
    }[kind]


def random_formula(random, depth):
    """Return the text of a condition, and its truth as a function of (x0, x1, y0)."""
    kind = random.randrange(4) if depth else 3
    if kind == 3:
        name = random.choice(["<=", ">=", "<", ">", "=", "!="])
        relation = {
            "<=": operator.le,
            ">=": operator.ge,
            "<": operator.lt,
            ">": operator.gt,
            "=": operator.eq,
            "!=": operator.ne,
        }[name]
        left, value = random_number(random, 2)
        right, other = random_number(random, 1)
        return f"({name} {left} {right})", lambda v: relation(value(v), other(v))
    parts = [random_formula(random, depth - 1) for _ in range(random.randint(1, 3))]
    texts, truths = " ".join(text for text, _ in parts), [truth for _, truth in parts]
    if kind == 2:
        return f"(not {parts[0][0]})", lambda v: not truths[0](v)
    if kind == 1:
        return f"(or {texts})", lambda v: any(truth(v) for truth in truths)
    return f"(and {texts})", lambda v: all(truth(v) for truth in truths)


def test_random_formulas_mean_what_they_say():
    for seed in range(250):
        random = Random(seed)
        parts = [random_formula(random, 3) for _ in range(random.randint(1, 2))]
        prop = parse_property(HEAD + "".join(f"(assert {text})" for text, _ in parts))
        for _ in range(12):
            values = [Fraction(random.randint(-8, 8), random.choice([1, 2, 4])) for _ in range(3)]
            expected = all(truth(values) for _, truth in parts)
            found = prop.violated_case(values[:2], values[2:]) is not None
            assert found == expected, (seed, values)


def test_mutilated_texts_are_read_or_refused():
    """Whatever is changed, there is a property or one line; and what is cut short is refused."""
    pieces = [
        "(",
        ")",
        "[",
        "]",
        " ",
        "X_0",
        "Y_0",
        "X[0,1]",
        "1",
        "-",
        "<=",
        "assert",
        ";",
        '"',
        "\0",
    ]
    for seed in range(1500):
        random = Random(seed)
        head = random.choice([HEAD, NETWORK])
        text = head + "".join(
            f"(assert {random_formula(random, 2)[0]})\n"
            if head is HEAD
            else "(assert (<= X[0,1] Y))"
            for _ in range(2)
        )
        for _ in range(random.randint(1, 3)):
            place = random.randrange(len(text))
            end = place + random.choice([0, 0, 1, 1, 2, 7])
            text = text[:place] + random.choice(["", *pieces]) + text[end:]
        message = "a property: nothing to complain of"
        try:
            parse_property(text)
        except PolyregionsError as error:
            message = str(error)
        assert is_one_line(message), seed


def test_counterexamples_of_verifiers(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("sat\n((X_0 0.5)\n(X_1 -1e-2)\n(Y_0 0.25))\n")
    assert read_counterexample(path, 2, 1) == (
        (Fraction(1, 2), Fraction(-1, 100)),
        (Fraction(1, 4),),
    )
    assert read_counterexample(path.read_text(), 2, 1) == read_counterexample(path, 2, 1)
    assert read_counterexample("1,2", 2, 1) == ((1, 2), None)
    for text, part in {
        "((X_0 1) (Y_0 2))": "1 number where",
        "((X_0 1) (X_1 1) (Y_1 2))": "Y_0",
        "((X_0 1) (X_1 1) (Y_0 2) (Y_0 2))": "Y_0",
        "((X_0 1) (X_1 1) (Y_0 two))": "no number",
    }.items():
        path.write_text(text)
        for source in (path, text):
            with pytest.raises(PolyregionsError, match=part):
                read_counterexample(source, 2, 1)
