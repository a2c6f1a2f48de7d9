"""English sentences about parts and defects, each with its one Korean translation."""
