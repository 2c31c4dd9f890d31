"""The coordinators' review."""
