"""Small faults put into the package, each of which a test must find.

A table in :mod:`tests.mutations.areas` lists the faults of one part of the package.  They are
tried by the slow tests, or by ``python -m tests.mutations [--area AREA] [--only NAME]``.
"""
