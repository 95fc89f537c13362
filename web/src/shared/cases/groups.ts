// Worklist groups: overdue, past a desk's own limit, near, at a desk in time, half, ample, paused, and those without a clock.
import { leftMs, ofDesk, passed } from '../clock'
import type { CaseRow } from './types'

export const GROUPS = ['over', 'late', 'near', 'desk', 'half', 'ample', 'paused', 'none'] as const
export type Group = (typeof GROUPS)[number]
type Timed = Pick<CaseRow, 'clock'> & Partial<Pick<CaseRow, 'overdue_since' | 'ended_at'>>

/** The server's judgement, by the very meanings its figures count by (overdue and near are of the handling limit alone);
 * only a limit that ran out since its answer moves a row on. */
export function groupOf(row: Timed, now: number): Group {
  const clock = row.clock
  if (row.overdue_since && !row.ended_at) return 'over'
  if (!clock || clock.stopped) return 'none'
  if (clock.state === 'paused' || clock.paused) return clock.state === 'over' ? 'over' : 'paused'
  const gone = passed(clock, leftMs(clock, now))
  if (gone) return gone
  return ofDesk(clock) ? 'desk' : clock.state
}

/** The rows by group in the order of urgency; empty groups are left out; the order inside a group is the server's. */
export function grouped<T extends Timed>(rows: readonly T[], now: number): { group: Group; rows: T[] }[] {
  return GROUPS.map((group) => ({ group, rows: rows.filter((row) => groupOf(row, now) === group) })).filter((found) => found.rows.length > 0)
}
