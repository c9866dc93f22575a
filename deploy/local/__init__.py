"""
Everything on one machine, without Docker: a private RabbitMQ, a private MongoDB and a process per service.

All of it lives under the checkout's `.run/` folder, belongs to the current user, listens on loopback ports of
its own and is ended by process id after a check that the id is still ours. Servers that run already are never
touched; two checkouts do not meet. `RABBITMQ_URL` or `MONGODB_URL` set: that server is used instead.
"""
