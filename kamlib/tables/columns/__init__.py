"""Which column of a file is which of ours: by its header, and by what its cells hold."""
