"""Pictures of the console's pages for the documents, taken of a made-up company: `make screenshots`."""
