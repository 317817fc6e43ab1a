// AttestationTests: being written.
