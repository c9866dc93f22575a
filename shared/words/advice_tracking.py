"""What can be wrong with tracking options, accounting objects and projects."""

from shared.words.advice_words import Advice

TRACKING: dict[str, Advice] = {
    "accounting_object_missing": Advice(
        "A tracking option is no accounting object in Scoro",
        "A line has an option of the chosen tracking category, and Scoro has not one accounting object of that name.",
        "Add an accounting object with the option's name in Scoro; it is found within the hour.",
    ),
    "accounting_objects_unreadable": Advice(
        "Scoro does not let us list accounting objects",
        "A line needs an accounting object that is not known yet, and the right to list them is missing.",
        "Give the key or its user the right to see accounting objects in Scoro; it is tried again within the hour.",
    ),
    "tracking_option_missing": Advice(
        "An accounting object is no option in Xero",
        "A line's accounting object has no active option in the tracking category that was chosen.",
        "Choose another object on the line, or add or restore the option in Xero; it is found within the hour.",
    ),
    "tracking_options_full": Advice(
        "Xero takes no more options of this tracking category",
        "It holds a hundred, and a project on a document has none yet.",
        "Archive or delete options in Xero that nobody needs, then send the document again.",
    ),
    "tracking_option_archived": Advice(
        "The option of the project's name is archived in Xero",
        "Xero takes archived options on no document, and no second one of the name.",
        "Restore the option in Xero, then send the document again.",
    ),
    "tracking_option_name_unfit": Advice(
        "The project's name cannot be an option's",
        "Xero keeps a hundred characters of it, and wants at least one.",
        "Shorten the project's name in Scoro, then send the document again.",
    ),
    "tracking_option_refused": Advice(
        "Xero did not take the project as an option",
        "A project on a document is no option in the chosen tracking category, and could not become one.",
        "Add the option in Xero by hand, then send the document again.",
    ),
    "tracking_category_gone": Advice(
        "The tracking category for projects is gone from Xero",
        "It was archived or deleted there, so nothing can be attached with it.",
        "Restore it in Xero, or choose another one: `scoro-xero settings set tracking.projects=Project`.",
    ),
}
