"""The fault suite: breaks everything while documents cross, then counts in both systems what came of it."""
