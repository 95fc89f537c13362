"""A camera's eye for Weige: things left standing in a zone, their classes and plates. Installed as weige[vision].

Stands outside like the simulator: it imports nothing of ours, and speaks to the server as a device does
(POST /api/signals). What it can and cannot do: docs/guide/vision.md.
"""
