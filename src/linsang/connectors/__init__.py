"""Built-in sources and sinks: they come through the same door as yours."""
