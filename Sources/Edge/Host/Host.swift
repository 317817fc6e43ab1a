// Host: being written.
