"""Open corpora: their texts are downloaded from upstream, and their sentences become quotes."""
