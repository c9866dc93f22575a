"""The part that works out documents twice: by the product, and by the pretend Scoro and the pretend Xero."""
