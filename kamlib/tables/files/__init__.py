"""From bytes to a raw table: what kind of file it is, how it is encoded, where in it the table lies."""
