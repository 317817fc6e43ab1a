// Notation: being written.
