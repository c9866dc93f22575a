"""RabbitMQ: what exists there, how messages leave, how every failure is settled."""
