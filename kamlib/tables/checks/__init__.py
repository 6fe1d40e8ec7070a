"""What is doubtful about a table that can be read: each check names its rows, its money and its remedy."""
