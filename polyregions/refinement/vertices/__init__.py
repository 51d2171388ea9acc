"""Engine ``vertices``: exact double description in a compiled kernel, for small input dimensions.

Nothing here is imported before the engine runs, since the kernel loads numba.
"""
