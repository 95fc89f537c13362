// Which cases and which events belong to a stage of the loop: pressing a stage filters map and stream by this table.
import type { CaseMark, LogItem, Marks } from '@/shared/types'
import type { Stage } from './types'

/** States of a case per stage, as in weige.cases.rules.states. */
export const STATES: Partial<Record<Stage, readonly string[]>> = {
  file: ['reported', 'verifying', 'accepted'],
  dispatch: ['filed', 'dispatching'],
  act: ['dispatched', 'handling', 'suspended', 'rework'],
  verify: ['handled', 'checking', 'checked'],
  close: ['closed'],
}

/** Kinds of log entries per stage; a trailing dot stands for all that begin so. */
const KINDS: Record<Stage, readonly string[]> = {
  sense: ['sensing.device_'],
  warn: ['sensing.warning_'],
  file: ['cases.reported', 'cases.report_added', 'cases.verification_', 'cases.accepted', 'cases.rejected', 'cases.filed', 'cases.merged', 'cases.merge_received'],
  dispatch: ['cases.dispatched', 'cases.assigned', 'cases.assignment_revoked', 'cases.returned'],
  act: ['cases.started', 'cases.finished', 'cases.self_corrected', 'cases.extension_', 'cases.suspension_', 'cases.suspended', 'cases.resumed', 'cases.overdue', 'cases.stage_overdue', 'cases.supervised', 'cases.evidence_added'],
  verify: ['cases.check_'],
  close: ['cases.closed', 'cases.voided'],
  learn: ['knowledge.'],
}

export function caseInStage(one: CaseMark, stage: Stage): boolean {
  return STATES[stage]?.includes(one.state) ?? false
}

export function logInStage(item: LogItem, stage: Stage): boolean {
  return KINDS[stage].some((kind) => item.kind === kind || (/[_.]$/.test(kind) && item.kind.startsWith(kind)))
}

/** The marks that belong to a stage; the others are taken off the map while the stage is chosen. */
export function marksInStage(marks: Marks, stage: Stage | null): Marks {
  if (!stage) return marks
  return {
    cases: marks.cases.filter((one) => caseInStage(one, stage)),
    warnings: stage === 'warn' ? marks.warnings : [],
    devices: stage === 'sense' ? marks.devices : [],
    people: stage === 'act' || stage === 'verify' ? marks.people : [],
  }
}
