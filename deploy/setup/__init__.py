"""What `make setup` does beyond the virtual environment: RabbitMQ and MongoDB programs for `deploy.local`."""
