// SigningTests: being written.
