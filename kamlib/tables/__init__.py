"""Reading and checking any table that a client can bring."""
