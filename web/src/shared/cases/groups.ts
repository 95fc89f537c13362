// Worklist groups by the clock: overdue, near, half, ample, paused, and those without a clock yet.
import type { CaseRow } from './types'

export const GROUPS = ['over', 'near', 'half', 'ample', 'paused', 'none'] as const
export type Group = (typeof GROUPS)[number]

export const groupOf = (row: CaseRow): Group => row.clock?.state ?? 'none'

/** The rows by group in the order of urgency; empty groups are left out; the order inside a group is the server's. */
export function grouped(rows: CaseRow[]): { group: Group; rows: CaseRow[] }[] {
  return GROUPS.map((group) => ({ group, rows: rows.filter((row) => groupOf(row) === group) })).filter((found) => found.rows.length > 0)
}
