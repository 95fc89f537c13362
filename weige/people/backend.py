"""Django's authentication backend: password check in constant time, user by id. Permissions: see policy."""

from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from weige.people.models import User


class PostBackend:
    """Checks name and password only; locks and throttles are in services.sign_in, which the API calls."""

    def authenticate(
        self, _: HttpRequest | None, username: str | None = None, password: str | None = None
    ) -> User | None:
        """The active user with that password, or None. An unknown name costs as much time as a known one."""
        if username is None or password is None:
            return None
        user = User.objects.filter(username=User.normalize_username(username)).first()
        if user is None:
            make_password(password)  # the same Argon2 work, so that time does not tell which names exist
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """The active user with that id, or None."""
        return User.objects.filter(pk=user_id, is_active=True).first()
