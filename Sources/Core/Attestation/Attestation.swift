// Attestation: being written.
