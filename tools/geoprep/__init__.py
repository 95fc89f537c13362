"""Development-time preparation of the demonstration street's geography; nothing of it runs in the product."""
