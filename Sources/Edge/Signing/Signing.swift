// Signing: being written.
