"""Building blocks shared by the training and export commands of the starter models."""
