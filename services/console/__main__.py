"""Runs the console's pages: `python -m services.console`."""

import sys
from functools import partial

from shared.starting import uncollected

with uncollected():
    from services.console.alarms.sending import Receivers
    from services.console.alarms.watching import AlarmWatch
    from services.console.inviting import first_link
    from services.console.web.app import create_app
    from services.console.web.news import News
    from services.console.web.parts import parts
    from services.console.web.settings import WebSettings
    from services.console.web.watching import Watching
    from shared.config import load
    from shared.messaging.listening import Listening
    from shared.service import Running, run


def main() -> None:
    """Until SIGTERM."""
    settings = load(WebSettings)

    async def build(running: Running) -> None:
        news = News()
        given = parts(settings, running.store, running.messaging.publisher, running.clock, news)
        running.web = create_app(given, running.healthy)
        outcomes = Listening(settings.rabbitmq_url, news.happened, running.clock, began=news.anything)
        runs = Watching(running.store.runs, news.happened, running.clock, began=news.anything)
        running.work += [partial(news.gather, outcomes.run), partial(news.gather, runs.run)]
        receivers = Receivers(
            smtp_url=settings.alarm_smtp_url,
            sender=settings.alarm_from,
            people=settings.told_by_mail,
            webhook_url=settings.alarm_webhook_url,
            console_url=settings.console_url,
        )
        running.work.append(AlarmWatch(running.store, receivers, running.clock).run)
        running.before_end.append(news.ended)
        link = await first_link(running.store.people, settings.console_url)
        if link is not None:
            sys.stdout.write(f"Nobody may use the console yet. Within a day, choose a name and a password at {link}\n")
            sys.stdout.flush()

    run("console", settings, build)


if __name__ == "__main__":
    main()
