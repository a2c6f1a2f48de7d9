"""Patch features for the comparison with good parts, learnt on endless procedural products that show no factory."""
