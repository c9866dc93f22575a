"""What time mends, and what only whoever maintains the program can."""

from shared.words.advice_words import MAINTAINER, NOTHING, Advice

XERO_SILENT = Advice("Xero does not answer", "It is away or overloaded.", NOTHING)
SCORO_SILENT = Advice("Scoro does not answer", "It is away or overloaded.", NOTHING)
DEFECT = Advice("Something we did not expect", "The program met a state that it does not know.", MAINTAINER)
GARBLED = Advice("An answer could not be read", "It is not what its documentation says.", MAINTAINER)
REPLAY = "Replay it; if it comes back, tell whoever maintains this installation."
OTHER_WORKER = Advice("Another worker does this already", "Two met over the same thing; one steps back.", NOTHING)

MACHINERY: dict[str, Advice] = {
    "not_linked_yet": Advice("Waiting for its contact", "What it refers to is on its way to Xero.", NOTHING),
    "away": Advice("The other system does not answer", "It is away, or the way to it is.", NOTHING),
    "not_sent": Advice("The other system cannot be reached", "Nothing was sent.", NOTHING),
    "unclear": Advice("No clear answer came", "It may or may not have arrived; we look before trying again.", NOTHING),
    "unavailable": Advice("The other system is out of order", "It says so itself.", NOTHING),
    "xero_fault": XERO_SILENT,
    "xero_unavailable": XERO_SILENT,
    "xero_damaged_answer": Advice(
        "Xero's answer was damaged", "What became of it is looked up before trying again.", NOTHING
    ),
    "scoro_fault": SCORO_SILENT,
    "scoro_unavailable": SCORO_SILENT,
    "scoro_too_slow": Advice("Scoro was too slow", "It gave up computing; smaller pages follow.", NOTHING),
    "scoro_damaged_answer": Advice("Scoro's answer was damaged", "It broke off on the way.", NOTHING),
    "reference_write_unclear": Advice(
        "An account or tax rate may not have arrived in Scoro", "The list is read again first.", NOTHING
    ),
    "limit": Advice("A limit is used up", "The other system allows only so many calls.", NOTHING),
    "xero_limit": Advice("Xero's limit is used up", "It allows so many calls a minute and a day.", NOTHING),
    "scoro_limit": Advice("Scoro's limit is used up", "It allows so many calls in two seconds and a day.", NOTHING),
    "budget_exhausted": Advice(
        "Calls are kept for more urgent work", "So close to the limit only the most important goes on.", NOTHING
    ),
    "xero_day_limit": Advice(
        "Xero's calls of this day are used up",
        "Xero allows only so many; a few are kept for single clicks.",
        NOTHING,
    ),
    "scoro_day_limit": Advice("Scoro's calls of this day are used up", "The plan allows only so many.", NOTHING),
    "gate_closed": Advice("It has to wait", "One of the systems takes nothing now.", NOTHING),
    "told_to_end": Advice("Another worker goes on with it", "The one that had it was told to end.", NOTHING),
    "cut_short": Advice(
        "No answer came before a worker had to end", "It may or may not have arrived; another worker asks.", NOTHING
    ),
    "access_expired": Advice("The sign-in is being renewed", "Access lasts for half an hour at a time.", NOTHING),
    "not_published": Advice("The broker does not answer", "RabbitMQ did not confirm a message.", NOTHING),
    "ledger_unavailable": Advice("The count of calls cannot be read", "MongoDB is busy or away.", NOTHING),
    "lost_call": OTHER_WORKER,
    "asked_before": OTHER_WORKER,
    "lost_chain": OTHER_WORKER,
    "not_ours": OTHER_WORKER,
    "serial_busy": OTHER_WORKER,
    "unreadable_secret": Advice(
        "A stored key cannot be read",
        "It was encrypted with a TOKEN_KEY that not every process was given.",
        "Add that key to TOKEN_KEY after the present one, separated by a comma, and restart; what waits goes on.",
    ),
    "malformed_hook": Advice("A webhook's body could not be read", "It is not what its sender documents.", NOTHING),
    "wrong_signature": Advice(
        "A webhook was signed with another key",
        "Somebody else sent it, or the key was changed.",
        "Compare XERO_WEBHOOK_KEY with the app's page at developer.xero.com.",
    ),
    "unknown_hook": Advice("A webhook for nobody", "Its address belongs to no connection.", NOTHING),
    "not_allowed": Advice(
        "The connector does not let us in",
        "The key is missing, unknown or revoked.",
        "Give the command line the INTERNAL_API_KEY that the connector has, and programs a key of the connection.",
    ),
    "sync_error": DEFECT,
    "defect": DEFECT,
    "malformed_request": DEFECT,
    "idempotency_key_reused": DEFECT,
    "not_implemented": DEFECT,
    "lines_not_read": DEFECT,
    "unsendable_headers": Advice(
        "A message has headers that cannot be sent again",
        "They are larger than RabbitMQ takes, or of a kind that it does not know.",
        "Discard it, and tell whoever sends such messages.",
    ),
    "message_rejected": Advice(
        "A worker gave a message back without a reason", "It could not tell why; its log of that moment may.", REPLAY
    ),
    "message_delivery_limit": Advice(
        "A message was never finished, however often it came",
        "Every worker that took it ended before it was done: it may be what ends them.",
        "See in the workers' logs how they ended. Replay it once that is mended.",
    ),
    "message_maxlen": Advice("A message found its queue full", "A policy of RabbitMQ limits the queue.", REPLAY),
    "message_died": Advice(
        "A message was put aside and nobody said why", "Somebody may have moved it there by hand.", REPLAY
    ),
    "malformed_message": Advice("A message could not be read", "Another version may have sent it.", MAINTAINER),
    "unreadable_object": GARBLED,
    "unreadable_value": GARBLED,
    "not_json": GARBLED,
    "scoro_unexpected_answer": GARBLED,
    "xero_unexpected_answer": GARBLED,
}
