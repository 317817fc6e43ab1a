// NotationTests: being written.
