"""Networks in Stanford's NNet text files: their lines, sizes and normalisation, read only."""

from polyregions.readers.nnet.reading import read_nnet

__all__ = ["read_nnet"]
