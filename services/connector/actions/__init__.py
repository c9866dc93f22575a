"""
Single objects, sent or pulled because somebody asked (R135–R142): *Xero actions*.

One door for all who ask: `acting` finds the object, looks whether the action is still allowed, and records the object
as asked for, in the lane of clicks. A category takes part by one row in `kinds`.

Who asks: the command line and other programs over HTTP (`web/actions`), a button in Scoro by webhook. What is asked for
goes in Automatic and in Manual mode, also where the category is off, whatever start date and bookmark say; only the
direction counts (R141): what travels From Scoro is sent, what travels To Scoro is pulled.

What may be asked for ends with a payment (`rules`). That is looked up in both systems, not remembered: one call to Xero
for what is linked. How it ended is kept with the action (`shared.store.actions`), and `standing` tells it in words.
"""
