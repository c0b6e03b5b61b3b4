"""How data gets in: our facts, the loader, the importers of upstream datasets, publishing."""
