"""What can be wrong with a connection, its sign-in and its settings."""

from shared.words.advice_words import Advice

RECONNECT = "Sign in again: `scoro-xero connect --again`; settings and links are kept."

CONNECTION: dict[str, Advice] = {
    "run_stopped": Advice(
        "Somebody stopped it", "What was under way came to its end; the rest waits.", "The next run goes on with it."
    ),
    "forbidden_address": Advice(
        "The site's address leads into a private network",
        "Only public addresses are called, so that nobody can reach our servers by naming them as a site.",
        "Correct the address of the Scoro site. A sandbox needs SCORO_PRIVATE_ADDRESSES=true.",
    ),
    "access_lost": Advice("The sign-in no longer works", "One of the systems does not let us in.", RECONNECT),
    "xero_sign_in_lost": Advice(
        "Xero no longer accepts our sign-in", "The permission was withdrawn or ran out.", RECONNECT
    ),
    "xero_disconnected": Advice(
        "Xero is disconnected", "The organisation was disconnected from this app in Xero.", RECONNECT
    ),
    "xero_grant_refused": Advice(
        "Xero did not accept the sign-in", "The sign-in was used twice, is too old or was withdrawn.", RECONNECT
    ),
    "xero_app_refused": Advice(
        "Xero does not accept this app",
        "Its client id, secret or redirect address is not what Xero has.",
        "Compare XERO_CLIENT_ID, XERO_CLIENT_SECRET and PUBLIC_URL with the app's page at developer.xero.com.",
    ),
    "xero_permission_missing": Advice(
        "A right is missing in Xero",
        "Whoever connected Xero lost a role, or the consent did not include this right.",
        "Give the user the role in Xero, or let another user reconnect; it is tried again every fifteen minutes.",
    ),
    "scoro_permission_missing": Advice(
        "A right is missing in Scoro",
        "The API key works, but Scoro does not let it read or write one kind of object.",
        "Give the key that right in Scoro; it is tried again every fifteen minutes.",
    ),
    "scoro_entity_gone": Advice(
        "The Scoro site no longer has this entity",
        "The business entity was removed, or its id was changed.",
        "Restore the entity in Scoro, then check again: `scoro-xero connections check`.",
    ),
    "permission_missing": Advice(
        "A right is missing",
        "The user behind the connection may not do this.",
        "Give the right, then retry.",
    ),
    "scoro_key_refused": Advice(
        "Scoro does not accept the API key",
        "The key was changed, is wrong, or may not read or write this module.",
        "Give the site's present key: `scoro-xero connect --scoro-key`.",
    ),
    "scoro_address_wrong": Advice(
        "No Scoro site answers there",
        "The address gives a web page instead of data.",
        "Connect with the full address, such as https://acme.scoro.com/api/v2.",
    ),
    "scoro_edge_refused": Advice(
        "Scoro turned the program away",
        "A filter in front of Scoro does not like how the program introduces itself.",
        "Ask Scoro's support to let this integration in.",
    ),
    "sign_in_declined": Advice(
        "The sign-in was cancelled at Xero", "Somebody did not allow access.", "Sign in again and allow access."
    ),
    "sign_in_expired": Advice(
        "The sign-in is too old", "A sign-in at Xero is good for a quarter of an hour, once.", RECONNECT
    ),
    "no_organisation": Advice(
        "No organisation was chosen",
        "The sign-in at Xero ended without letting us into an organisation.",
        "Connect again and choose an organisation before “Allow access”.",
    ),
    "organisation_taken": Advice(
        "The organisation is already connected",
        "One Xero organisation belongs to one Scoro entity.",
        "Choose another organisation, or disconnect the other entity first.",
    ),
    "other_organisation": Advice(
        "This is another organisation than before",
        "Links belong to the organisation that was connected first.",
        "Sign in again and choose the first organisation.",
    ),
    "disconnected": Advice(
        "The connection is disconnected", "Somebody ended it; links and settings are kept.", RECONNECT
    ),
    "authorising": Advice("The sign-in at Xero is not finished", "Nothing crosses before.", RECONNECT),
    "blocked_currency": Advice(
        "Currencies are missing in Scoro",
        "Some that are used in Xero are not active in Scoro.",
        "Activate them there, then check again: `scoro-xero connections check`.",
    ),
    "paused": Advice("The connection is paused", "Somebody paused it.", "Resume it; what was missed is read then."),
    "setting_missing": Advice(
        "A choice is missing in the settings",
        "Without it this object cannot cross.",
        "Set what is missing in the settings: `scoro-xero settings show`.",
    ),
    "bookmark_missing": Advice(
        "The bookmark no longer exists",
        "It was deleted in Scoro. Nothing is sent rather than everything.",
        "Choose another in the settings: `scoro-xero settings set invoices.bookmark=none`.",
    ),
    "invalid_choice": Advice("A value does not fit", "The message names the field and the reason.", "Correct it."),
    "choices_refused": Advice(
        "The settings were not saved", "Each value that does not fit is named with the reason.", "Correct them."
    ),
    "connector_refused": Advice(
        "The connector said no", "Its own words say why.", "Follow what it says, then try again."
    ),
    "unknown_connection": Advice(
        "There is no such connection", "Nothing has this id.", "Look which there are: `scoro-xero connections`."
    ),
}
