"""The benchmarks: each measures the portal beside something it must not be much worse than, in one run.

Machines are shared and noisy, so a claim is a ratio, never seconds. `python -m bench --list` names them.
"""
