"""Pictures: untrusted bytes to pixels, pixels to vectors, vectors to what is seen."""


class MissingPicturesError(RuntimeError):
    """What pictures need is not installed: says how to install it."""
