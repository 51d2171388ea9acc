"""Exact questions of networks: properties, extrema, constants, measures, distances, neighbours."""
