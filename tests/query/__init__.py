"""Plans and their SQL, without HTTP."""
