"""Charts: pure functions from numbers to SVG. Colours are classes, which the style sheet sets."""
