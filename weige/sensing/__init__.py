"""Floor 5: devices, signals, detections, warning rules, warnings."""
