"""What students build on: tensors, activations, and the place where their layers are found."""
