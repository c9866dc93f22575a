"""The main job on realistic input: a made-up company crosses from Scoro to Xero, and both books are compared.

`make demo` runs it. It shares no code with the product: documents are read from both sandboxes over HTTP and
compared here.
"""
