"""Planner tables, ``san_domains``, certificates and private keys, read into tables."""
