// Worklist groups by the clock: overdue, near, half, ample, paused, and those without a clock yet or with one that stopped.
import { leftMs } from '../clock'
import type { CaseRow } from './types'

export const GROUPS = ['over', 'near', 'half', 'ample', 'paused', 'none'] as const
export type Group = (typeof GROUPS)[number]

/** The server's judgement; only a limit that ran out since its answer moves a row to the overdue ones. */
export function groupOf(row: Pick<CaseRow, 'clock'>, now: number): Group {
  const clock = row.clock
  if (!clock || clock.stopped) return 'none'
  const left = clock.state === 'paused' || clock.paused ? null : leftMs(clock, now)
  return left !== null && left < 0 ? 'over' : clock.state
}

/** The rows by group in the order of urgency; empty groups are left out; the order inside a group is the server's. */
export function grouped<T extends Pick<CaseRow, 'clock'>>(rows: readonly T[], now: number): { group: Group; rows: T[] }[] {
  return GROUPS.map((group) => ({ group, rows: rows.filter((row) => groupOf(row, now) === group) })).filter((found) => found.rows.length > 0)
}
