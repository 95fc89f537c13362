"""Where the demonstration's live pictures come from: clips played in a loop (data/clips), said to be that."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from weige.kernel.access import SYSTEM
from weige.people.models import Post
from weige.sensing.models import Device
from weige.sensing.services.live import set_source

CLIPS = Path(__file__).parent / "data" / "clips"
NOTE = "演示：循环播放的样片，不是这里的街道 · demonstration: a clip in a loop, not this street"
OFFICERS = 3  # body cameras of squad posts


@transaction.atomic
def load_live(now: datetime) -> int:
    """Every camera and a few officers of the squad get a clip as their stream. Gives how many have one."""
    clips = sorted(clip.stem for clip in CLIPS.glob("*.mp4"))
    cameras = list(Device.objects.filter(kind="camera").order_by("code"))
    for number, device in enumerate(cameras):
        clip = clips[number % len(clips)]
        set_source(device=device, kind="folder", address=clip, note=NOTE, who=SYSTEM, now=now)
    posts = list(Post.objects.filter(department__code="squad").order_by("code")[:OFFICERS])
    for post in posts:
        set_source(post=post, kind="folder", address="bikes", note=NOTE, who=SYSTEM, now=now)
    return len(cameras) + len(posts)
