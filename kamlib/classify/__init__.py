"""K4–K8: who is a key account – misconceptions, standards, tiers, scorecard, review."""
