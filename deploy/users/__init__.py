"""A user of its own for every service in RabbitMQ and MongoDB, with no more rights than it needs."""
