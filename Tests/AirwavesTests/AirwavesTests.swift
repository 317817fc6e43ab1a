// AirwavesTests: being written.
