"""Pictures: untrusted bytes to pixels, pixels to vectors, vectors to what is seen."""
