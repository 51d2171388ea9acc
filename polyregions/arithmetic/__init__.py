"""Exact numbers: lossless conversion, integer vectors, exact linear algebra, filtered signs."""

from polyregions.arithmetic.balls import (
    ball_matrix,
    centres,
    precision,
    solved_by_balls,
    without_doubtful,
)
from polyregions.arithmetic.binary64 import float_row, float_rows, integers_of, rationals_of
from polyregions.arithmetic.enclosures import Enclosures
from polyregions.arithmetic.float_products import exact_product, fraction_bits
from polyregions.arithmetic.integers import (
    IntegerVector,
    common_denominator,
    dot,
    negated,
    numerators,
    primitive,
    primitive_from_rationals,
    sign,
)
from polyregions.arithmetic.largest_roots import LargestRoot
from polyregions.arithmetic.linear_algebra import (
    IntegerMatrix,
    determinant,
    independent_rows,
    inverse_columns,
    null_space,
    rank,
    rank_modulo,
    reduced_rows,
    row_space,
    smith_divisors,
    solve,
)
from polyregions.arithmetic.points import Points, exact_points, is_one_point
from polyregions.arithmetic.rational_sums import enclosed_sum, sum_of_fractions
from polyregions.arithmetic.rationals import (
    exact_matrix,
    exact_rational,
    exact_vector,
    is_sequence,
    nearest_float,
    nearest_quotient,
    plain_values,
    shortest_number,
)
from polyregions.arithmetic.residue_numbers import (
    MOST_BITS_OF_PRIMES,
    centred,
    integers_of_residues,
    primes_of_sums,
)
from polyregions.arithmetic.roots import nearest_root, nearest_sum_of_roots
from polyregions.arithmetic.signs import (
    UNDECIDED,
    ScaledVectors,
    filtered_pair_signs,
    filtered_signs,
    signs_of_products,
)
from polyregions.arithmetic.texts import (
    decimal_text,
    exact_repr,
    integer_of_text,
    number_text,
    rational_of_texts,
    repr_of_fields,
)
from polyregions.arithmetic.whole_numbers import whole_number

__all__ = [
    "MOST_BITS_OF_PRIMES",
    "UNDECIDED",
    "Enclosures",
    "IntegerMatrix",
    "IntegerVector",
    "LargestRoot",
    "Points",
    "ScaledVectors",
    "ball_matrix",
    "centred",
    "centres",
    "common_denominator",
    "decimal_text",
    "determinant",
    "dot",
    "enclosed_sum",
    "exact_matrix",
    "exact_points",
    "exact_product",
    "exact_rational",
    "exact_repr",
    "exact_vector",
    "filtered_pair_signs",
    "filtered_signs",
    "float_row",
    "float_rows",
    "fraction_bits",
    "independent_rows",
    "integer_of_text",
    "integers_of",
    "integers_of_residues",
    "inverse_columns",
    "is_one_point",
    "is_sequence",
    "nearest_float",
    "nearest_quotient",
    "nearest_root",
    "nearest_sum_of_roots",
    "negated",
    "null_space",
    "number_text",
    "numerators",
    "plain_values",
    "precision",
    "primes_of_sums",
    "primitive",
    "primitive_from_rationals",
    "rank",
    "rank_modulo",
    "rational_of_texts",
    "rationals_of",
    "reduced_rows",
    "repr_of_fields",
    "row_space",
    "shortest_number",
    "sign",
    "signs_of_products",
    "smith_divisors",
    "solve",
    "solved_by_balls",
    "sum_of_fractions",
    "whole_number",
    "without_doubtful",
]
