"""How a device proves itself: `Authorization: Device <code>:<secret>`."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from ninja.security.base import AuthBase

from weige.kernel.access import Who
from weige.sensing.models import Device, DeviceCredential
from weige.sensing.services import Speaker
from weige.sensing.services.devices import digest_of


@dataclass(frozen=True)
class DeviceVoice:
    """The caller is this device, and speaks for itself only."""

    code: str
    language: str = "zh"

    @property
    def who(self) -> Who:
        return Who(kind="device", name=self.code)

    def speaker(self) -> Speaker:
        return Speaker(f"device:{self.code}", Device.objects.filter(code=self.code))


class DeviceSecret(AuthBase):
    """None for another scheme (the next authentication is asked) and for a wrong or revoked secret (401)."""

    openapi_type = "apiKey"
    openapi_in = "header"
    openapi_name = "Authorization"

    def __call__(self, request: HttpRequest) -> DeviceVoice | None:
        scheme, _, told = request.headers.get("Authorization", "").partition(" ")
        code, colon, secret = told.strip().partition(":")
        if scheme.lower() != "device" or not colon:
            return None
        digest = digest_of(secret)
        found = DeviceCredential.objects.filter(
            digest=digest, device__code=code, revoked_at__isnull=True
        ).first()
        if found is None or not constant_time_compare(found.digest, digest):
            return None
        return DeviceVoice(code)


device_secret = DeviceSecret()
