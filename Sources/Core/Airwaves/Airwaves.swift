// Airwaves: being written.
