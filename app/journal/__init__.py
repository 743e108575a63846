"""The sound of dictations on disk, from the first sample of a press until their texts are safe."""
