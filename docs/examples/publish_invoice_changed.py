"""Tells Scoro–Xero Sync that an invoice changed. Needs nothing but aio-pika.

AMQP_URL=amqp://scoro-backend:PASSWORD@broker.example/ python publish_invoice_changed.py acme.scoro.com 1 1003
"""

import asyncio
import json
import os
import sys
import uuid

import aio_pika


async def invoice_changed(site: str, entity: str, invoice_id: int) -> None:
    """Returns once the broker has it on disk; raises where it does not: then publish it again, twice does no harm."""
    connection = await aio_pika.connect(os.environ["AMQP_URL"], timeout=10)
    async with connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        exchange = await channel.get_exchange("announcements", ensure=False)
        message = aio_pika.Message(
            json.dumps({"site": site, "entity": entity, "object_id": invoice_id}).encode(),
            content_type="application/json",
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            message_id=str(uuid.uuid4()),
            user_id=connection.url.user,  # the broker refuses any other, and we refuse none
        )
        await exchange.publish(message, routing_key="invoice.changed.v1", mandatory=True, timeout=10)


asyncio.run(invoice_changed(sys.argv[1], sys.argv[2], int(sys.argv[3])))
