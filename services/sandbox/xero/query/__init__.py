"""Reading lists: the `where` and `order` language, filters, paging."""
