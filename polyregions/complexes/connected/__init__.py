"""Linear regions and closed connected regions: which regions they join, and their shapes."""
