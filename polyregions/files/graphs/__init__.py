"""Region graphs in GraphML, GEXF, JSON and CSV."""
