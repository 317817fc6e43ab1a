// HexGridTests: being written.
