"""Floor 3: users, posts, roles, grants per area, the duty roster, the access policy, sign-in."""
