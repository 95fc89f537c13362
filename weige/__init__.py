"""Weige (微格): the open platform on which a Chinese street office runs its neighbourhood."""
