"""Putting text into the focused program, with evidence. One handler module per desktop."""
