"""MQTT 5 clients for a broker that speaks 3.1.1: a door that translates packet by packet (codec.py, door.py)."""
