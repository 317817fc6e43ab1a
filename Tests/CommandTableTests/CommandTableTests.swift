// CommandTableTests: being written.
