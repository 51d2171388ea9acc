"""Independent checkers shared by the tests."""
