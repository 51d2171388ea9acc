"""Networks in the file formats of other programs, a module or folder for each format."""
