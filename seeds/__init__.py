"""Stored articles, topics and feed lists to begin with; `README.md` here says what is invented.

The folder is a package so that it is installed with the program. `articles`, `feeds` and `topics`
are meant to be read through `importlib.resources` or as plain files.
"""
