"""Why a single object cannot be sent or pulled by hand."""

from shared.words.advice_words import NOTHING, Advice

ACTIONS: dict[str, Advice] = {
    "not_as_approved": Advice(
        "It is no longer what was approved",
        "Since the preview was applied, something else than it showed would be written; so nothing was.",
        "Make a new preview and approve that, or send the object by itself.",
    ),
    "object_not_found": Advice(
        "There is no such object",
        "Nothing has this number, name or id, or it belongs to another entity.",
        "Look the number up where the object comes from.",
    ),
    "several_found": Advice(
        "The name means several objects",
        "More than one has this number or name.",
        "Name the one that is meant by its id.",
    ),
    "other_direction": Advice(
        "Its category travels the other way",
        "Each category has one direction: From Scoro is sent, To Scoro is pulled.",
        "Use the other word, or turn the direction in the settings.",
    ),
    "connection_rests": Advice(
        "Nothing can cross now",
        "The connection is paused or signed out, or a limit is used up; the message says which.",
        "Follow what it says, then ask again.",
    ),
    "action_over": Advice(
        "It can no longer be sent",
        "A payment, a credit or an allocation is attached; Xero takes no more changes then.",
        "Change it in Xero, and stop changing it in Scoro.",
    ),
    "not_for_us": Advice(
        "The button stands on the wrong object",
        "Nothing of this kind is sent, or the object belongs to another entity.",
        "Put the button on invoices or contacts of the entity whose address it has.",
    ),
    "overtaken": Advice("It changes all the time", "Whenever it was read, somebody else read it anew.", NOTHING),
    "wish_differs": Advice(
        "The Idempotency-Key was used already",
        "The same key stood for another request.",
        "Send a new key with every new request.",
    ),
    "unknown_action": Advice(
        "There is no such action", "Nothing has this id; actions are kept for ninety days.", "Ask anew."
    ),
    "other_connection": Advice(
        "The key is for another connection",
        "An API key opens the one connection that it was made for.",
        "Make a key for this connection: `scoro-xero api-keys create`.",
    ),
}
