// HexGrid: being written.
