"""Encrypting single values at rest (identity numbers): Fernet (AES-128-CBC with HMAC-SHA256), key from the
installation's
secret. Whoever has only the database has only the cipher text; a new WEIGE_SECRET makes old values unreadable."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def _key(purpose: str) -> bytes:
    secret: str = settings.SECRET_KEY
    return hmac.new(secret.encode(), f"weige.sealing:{purpose}".encode(), hashlib.sha256).digest()


def seal(text: str, purpose: str) -> str:
    """The text, readable only by opened() with the same purpose."""
    return Fernet(base64.urlsafe_b64encode(_key(purpose))).encrypt(text.encode()).decode()


def opened(sealed: str, purpose: str) -> str:
    """The text again; "" when the value was sealed with another secret."""
    try:
        return Fernet(base64.urlsafe_b64encode(_key(purpose))).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def trace(text: str, purpose: str) -> str:
    """The same for the same text, and useless without the secret: for finding it again (HMAC-SHA256, hex)."""
    return hmac.new(_key(f"trace:{purpose}"), text.encode(), hashlib.sha256).hexdigest()
