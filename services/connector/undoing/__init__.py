"""Working out what it takes to undo a run or chosen objects; only the connector may ask both systems for a person."""
