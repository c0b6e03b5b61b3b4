"""`make bench`: Climate Record and its peers over the same release, measured side by side."""
