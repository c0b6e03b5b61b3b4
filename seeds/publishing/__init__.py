"""From a checked record to a release: hash, tables, history, the two engines, retention."""
