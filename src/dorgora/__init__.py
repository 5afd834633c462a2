"""Dorgora: public services at the doorstep, with or without a network."""
