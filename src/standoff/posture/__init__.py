"""To be described when the package is filled."""
