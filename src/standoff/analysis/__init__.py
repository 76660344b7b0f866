"""What a finished run says: one analysis a file, each a function of a run or of its arrays."""
