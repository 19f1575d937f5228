"""The ways in which traffickers disguise what they write, one a file: text in, text out.

`linsang.redteam.ways` lists them, says which scripts each applies to, and which are kept from
whoever trains a model. Every operator is a pure function of a text, the spans to disguise,
a random source and the text's language.
"""
