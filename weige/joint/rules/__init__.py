"""Pure parts of joint action: tables, distributions, words."""
