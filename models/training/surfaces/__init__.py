"""Procedural surfaces that show no factory, to choose features and memories of the reference gate by."""
