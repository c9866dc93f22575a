"""What runs only in containers: asking a service whether it is well, making MongoDB a replica set."""
