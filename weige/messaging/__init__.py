"""Floor 4: telling people: notices to posts, read receipts."""
