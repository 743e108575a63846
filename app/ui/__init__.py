"""The widgets: they show plain values and emit intents. They import Qt, `status` and each other, never what acts."""
