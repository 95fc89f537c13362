"""Joint action at the back office: kinds of call, times and baselines; forces and outside partners."""

from weige.kernel.reference import Page, register

register(
    Page("joint_times", "joint", "call.list", "call.manage", "/joint/times", "joint"),
    Page("joint_forces", "joint", "call.list", "call.manage", "/joint/forces", "joint"),
)
