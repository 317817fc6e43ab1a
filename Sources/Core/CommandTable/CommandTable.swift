// CommandTable: being written.
