"""How data gets in: importers write facts; loading, derivation and rules check them; publishing."""
