"""Whoever is told about changes."""

from typing import Any

from fastapi import FastAPI, Request, Response

from tests.unit.sandbox_scoro.scoro import Scoro


class Receiver:
    """A web server that keeps what it is sent."""

    def __init__(self) -> None:
        self.url = ""
        self.got: list[dict[str, Any]] = []
        self.status_of = {"GET": 200, "POST": 200}
        self.ownership: str | None = "This host belongs to us."

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.api_route("/hook", methods=["GET", "POST"])
        async def hook(request: Request) -> Response:
            if await request.body():
                self.got.append(await request.json())
                return Response()
            return Response(status_code=self.status_of[request.method])

        @app.get("/scoro.txt")
        async def scoro_txt() -> Response:
            return Response(self.ownership, 200 if self.ownership else 404)

        return app


async def subscribe(scoro: Scoro, receiver: Receiver, **request: Any) -> dict[str, Any]:
    wanted = {"module": "invoices", "action": "any", "url": receiver.url} | request
    subscription: dict[str, Any] = await scoro.data("webhooks/subscribe", request=wanted)
    return subscription
