"""The console's pages.

`access` says who may do what, `parts` what pages are built from, `rendering` how they look; `pages` holds one module
per page. A page reads by `queries` and acts by `actions`, like the command line. Every page works without scripts:
forms post and lead to a page that shows what became of it.
"""
