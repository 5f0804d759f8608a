"""The record's protocols: what the tables say, as PDF to print, sign and file, in Khmer, French and English.

`documents` says which there are, `printing` sets them with Typst, `checking` makes them again for `verify`. The layout is in
`templates/`; what is printed reaches it as data, so that no name can be taken for markup.
"""
