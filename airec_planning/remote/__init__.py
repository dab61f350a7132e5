"""Deployments and reports on object stores, each by a local folder that stands for it: all else works on those."""
