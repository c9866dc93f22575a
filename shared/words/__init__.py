"""Words for people, wherever they meet them: command line, pages, answers of the API."""
