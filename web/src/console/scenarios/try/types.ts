// Shapes of what /api/scenarios/{id}/{knobs,check,replays,versions} and /api/replays answer. Times are RFC 3339, lengths seconds.
import type { Level, Words } from '@/shared/types'

export type Verdict = 'true' | 'false' | 'unknown'
export type Changes = Record<string, string | number | boolean | string[]>
export type Counted = Record<Verdict, number>

export interface Knob {
  key: string
  name: string
  zh: string
  en: string
  unit: 's' | 'share' | ''
  value: number
  low: number
  high: number
  step: number
  statistic: 'height' | 'seconds' | 'curve' | ''
  level: Level | ''
}
export interface Difference {
  key: string
  before: unknown
  after: unknown
}
export interface Check {
  rule_zh: string
  rule_en: string
  fast: boolean
  differences: Difference[]
  failing_tests: Words[]
}
/** Where something is, when that is known. */
export interface Where {
  zh?: string
  en?: string
  lon?: number
  lat?: number
}
export interface Row extends Where {
  subject: string
  at: string
  until: string | null
  minutes: number
  level: Level
  value: number | null
  verdict: Verdict
  warning: string | null
  case: string | null
  device: string
}
/** A confirmed problem that a version would not have warned of. */
export interface Missed extends Where {
  kind: 'warning' | 'case'
  id: string
  at: string
  title_zh: string
  title_en: string
  pictures: number
}
export interface DeviceRow extends Counted {
  code: string
  name_zh: string
  name_en: string
}
/** One shift of a duty officer and how many notices it would have had; end is not known of older replays. */
export interface Shift {
  start: string
  end?: string
  count: number
}
export interface Side {
  warnings: number
  verdicts: Counted
  precision: number | null
  judged: number
  levels: Partial<Record<Level, number>>
  matched: { warnings: number; cases: number }
  missed: Missed[]
  days: ({ day: string } & Counted)[]
  hours: number[]
  devices: DeviceRow[]
  shifts: { assumed: boolean; shifts: number; mean: number | null; most: number; most_at: string | null; each?: Shift[] }
  rows: Row[]
  cut: number
  digest: string
  turns: number
  late: number
}
export interface Compared {
  lost: Missed[]
  regained: Missed[]
  spared: Row[]
}
export interface CostPoint {
  value: number
  warnings: number
  precision: number | null
  judged: number
  missed: number
}
export interface KnobPast {
  key: string
  spread: Counted[] | null
  curve: CostPoint[] | null
}
export interface Result {
  base: Side
  changed?: Side
  compared: Compared | null
  live: { digest: string; turns: number; same: boolean }
  knobs: KnobPast[]
}
export interface Run {
  id: string
  scenario: string
  base: number
  version: number | null
  changes: Changes
  start: string
  end: string
  state: 'queued' | 'running' | 'done' | 'failed' | 'stopped'
  share: number
  signals: number
  seconds: number
  asked_at: string
  asked_by: Words
  trouble: string
  result?: Result | null
}
export interface Recount {
  changed: Side
  compared: Compared
}
export interface Version {
  number: number
  state: 'draft' | 'scheduled' | 'in_force' | 'past' | 'cancelled'
  author: Words
  reason: string
  made_at: string
  switch_at: string | null
  switched_at: string | null
  ended_at: string | null
  end_reason: string
  trial: string | null
  differences: Difference[]
  rule_zh: string
  rule_en: string
}
