"""`weige doctor`: says in plain words what is wrong with this installation; exit status 1 when something is."""

import argparse
import json

from weige.config.doctor import Level, Report, examine
from weige.config.installation import Installation
from weige.config.words import say

MARKS = {Level.OK: "✓", Level.WARNING: "!", Level.ERROR: "✗"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=say("doctor_json"))
    parser.add_argument("--port", type=int, default=8000, metavar="N", help=say("doctor_port"))


def run(options: argparse.Namespace) -> int:
    report = examine(Installation.at(options.data), options.port)
    print(as_json(report) if options.json else as_words(report))
    return 0 if report.healthy else 1


def as_json(report: Report) -> str:
    findings = [finding.as_json() for finding in report.findings]
    return json.dumps({"healthy": report.healthy, "findings": findings}, ensure_ascii=False, indent=1)


def as_words(report: Report) -> str:
    lines = [f"{MARKS[f.level]} {say(f'doctor_level_{f.level}')}: {f.text}" for f in report.findings]
    errors = sum(finding.level is Level.ERROR for finding in report.findings)
    warnings = sum(finding.level is Level.WARNING for finding in report.findings)
    ill = errors or warnings
    lines.append(say("doctor_ill", errors=errors, warnings=warnings) if ill else say("doctor_well"))
    return "\n".join(lines)
