"""The kernel's functions one at a time, against exact rationals.

A bound is tested on cases in which each of its terms decides alone: what the stored floats and
their errors stand for is spanned by the extremes of each, and computed in fractions.
"""
