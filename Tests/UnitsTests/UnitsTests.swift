// UnitsTests: being written.
