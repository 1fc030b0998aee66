"""The names of what a move may cause besides the new state; the door carries them out in `services.casework`."""

from typing import Final

EFFECTS: Final = frozenset(
    {
        "freeze_snapshot",
        "issue_number",
        "set_return",
        "clear_return",
        "reopen_school_list",
        "record_decision",
        "note_exception",
        "void_decision",
        "release_decision",
        "open_offer",
        "confirm_offer",
        "close_offer",
        "lapse_offer",
        "set_waiting",
        "ask_offices",
        "take_place",
        "free_place",
        "ask_fee",
        "record_fee",
        "refund_fee",
        "move_up_in_school",
        "move_up_reserve",
        "move_up_funder_reserve",
        "move_up_waiting",
    }
)
