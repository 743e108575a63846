"""Recognisers: one event vocabulary, one module per provider. Imports no other package of ours."""
