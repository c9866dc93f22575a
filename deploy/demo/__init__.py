"""The main job on realistic input: two made-up companies cross, one each way, and all books are compared.

`make demo` runs it. It shares no code with the product: documents are read from the sandboxes over HTTP and
compared here.
"""
