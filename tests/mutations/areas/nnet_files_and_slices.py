"""Faults of odd NNet files, and of the regions that the regions of a slice lie in."""

from tests.mutations.mutant import Mutant

_NNET = "readers/nnet/"
_ODD = "readers/test_nnet_variants.py::test_"
_BAD = "readers/test_nnet.py::test_bad_files"
_SLICES = ("complexes/test_slicing.py::test_awkward_networks",)


def _nnet(name, file, text, replacement, *tests):
    tests = tuple(test if "/" in test else _ODD + test for test in tests)
    return Mutant(f"NNet: {name}", _NNET + file, text, replacement, tests)


def _slice(name, text, replacement, *tests):
    return Mutant(f"slices: {name}", "complexes/slicing.py", text, replacement, tests or _SLICES)


_MEANING, _FILES = "what_odd_lines_mean", "variants_are_read_with_a_note"

# fmt: off
MUTANTS = (
    _nnet("the outputs' term is the one after the n-th", "normalisation.py", "Fraction(means[-1])", "Fraction(means[inputs])", _MEANING),
    _nnet("the outputs' range is the one after the n-th", "normalisation.py", "Fraction(ranges[-1])", "Fraction(ranges[inputs])", _MEANING),
    _nnet("the last mean may be any", "normalisation.py", "if (means[-1], ranges[-1]) != (0, 1):", "if ranges[-1] != 1:", _BAD),
    _nnet("the last range may be any", "normalisation.py", "if (means[-1], ranges[-1]) != (0, 1):", "if means[-1] != 0:", _BAD),
    _nnet("means of no more bounds than inputs", "normalisation.py", "len(low) == len(high) > inputs else inputs", "len(low) == len(high) > inputs else len(means) - 1", _BAD),
    _nnet("ranges of zero are placeholders anyhow", "normalisation.py", "if not any((*low, *high, *means, *ranges)):", "if not any((*means, *ranges)):", "the_raw_network_needs_no_normalisation", _BAD),
    _nnet("zeros are ranges", "normalisation.py", "if not any((*low, *high, *means, *ranges)):", "if False:", _FILES),
    _nnet("one bound is that of the first input", "normalisation.py", "if len(low) == len(high) == 1 < inputs:", "if False:", _MEANING),
    _nnet("the last bounds are taken", "normalisation.py", "return low[:inputs], high[:inputs]", "return low[-inputs:], high[-inputs:]", _FILES),
    _nnet("fewer bounds than inputs", "normalisation.py", "if len(line.fields) < inputs:", "if len(line.fields) < 1:", _BAD),
    _nnet("the last sizes are taken", "sizes.py", "line.counts()[: layers + 1]", "line.counts()[-layers - 1 :]", _FILES),
    _nnet("five counts", "sizes.py", "if len(header.fields) > _COUNTS:", "if False:", _BAD),
    _nnet("the header's inputs are not compared", "sizes.py", "if told != found:", 'if told != found and what == "outputs":', _BAD),
    _nnet("the header's outputs are not compared", "sizes.py", "if told != found:", 'if told != found and what == "inputs":', _BAD),
    _nnet("the raw network needs its bounds", "reading.py", "except (FileFormatError, InvalidDomainError) as error:", "except InvalidDomainError as error:", "the_raw_network_needs_no_normalisation"),
    _nnet("the raw network needs bounds in order", "reading.py", "except (FileFormatError, InvalidDomainError) as error:", "except FileFormatError as error:", "the_raw_network_needs_no_normalisation"),
    _nnet("numbers after the last bias", "reading.py", "lines.check_end()", "pass", _BAD),
    _nnet("nothing is told", "reading.py", "announce_assumptions(name, assumptions)", "pass", _FILES),
    _slice("zeros are looked up as they are", "if len(containing) else OUTSIDE", "if False else parents[i]"),
    _slice("the last region that contains it", "containing[0] if", "containing[-1] if"),
    _slice("one region is several", "len(containing) > 1", "len(containing) > 0"),
    _slice("the network's own domain", "complex.network.with_domain(complex.domain).restrict(subspace)", "complex.network.restrict(subspace, domain=None if complex.network.domain else [[-9, 9]] * subspace.dimension)", "complexes/test_slicing.py::test_the_domain_is_that_of_the_complex"),
)
# fmt: on
