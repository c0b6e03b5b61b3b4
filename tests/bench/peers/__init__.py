"""The peers' apps. They run in the bench's own environment and import nothing of ours."""
