"""What is known: tables and plain values (not trained models). Imports nothing else of ours."""
