"""`weige doctor`'s examinations: each looks at one thing and says in plain words what is wrong and what to do."""

from weige.config.doctor.examine import Report, examine
from weige.config.doctor.finding import Finding, Level

__all__ = ["Finding", "Level", "Report", "examine"]
