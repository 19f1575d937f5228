"""What a test of a plug-in imports: values made in one line, and the contracts to keep."""
