"""PyTorch: modules and state dicts read as networks, and networks written as modules."""

from polyregions.readers.torch.reading import from_torch
from polyregions.readers.torch.state_dicts import read_state_dict, write_state_dict
from polyregions.readers.torch.writing import to_torch

__all__ = ["from_torch", "read_state_dict", "to_torch", "write_state_dict"]
