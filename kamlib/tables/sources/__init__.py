"""Where tables come from besides single files: folders, databases, frames of other engines."""
