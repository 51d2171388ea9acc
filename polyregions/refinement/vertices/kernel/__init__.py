"""The compiled part of the engine: depth-first double description on cells.

A cell is a pointed cone in homogeneous coordinates.  All decisions are set operations on bit sets;
the only numbers consulted are signs, and a sign that floats or machine integers cannot prove
becomes a query that Python answers.  A step that met a query changes nothing but scratch space and
is done again afterwards.

A unit set is over the units that cut the cell when it entered the layer, numbered as in
`cut_units`.

The functions that lead the search take the values of :mod:`.arrays` whole, always in the order
`net, work, stack, output`; those that compute take the few arrays that they compute with.
"""
