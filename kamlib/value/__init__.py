"""K1–K3: what customers are worth – concentration, cost to serve, the bank case."""
