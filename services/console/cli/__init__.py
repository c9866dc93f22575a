"""
The command line: data on stdout, words on stderr, `--json` everywhere.

Exit codes: 0 done, 1 problems remain, 2 wrong use, 3 a system cannot be reached.
"""
