"""Known facts and benchmarks: what the system is measured with. Import as `from eval.x import y`."""
