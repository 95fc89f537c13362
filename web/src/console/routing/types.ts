// Routing rules as the desk sees them (weige.cases.schemas.routing).
import type { Seat } from '@/shared/cases/types'
import type { Bilingual } from '@/shared/types'

export const CRITERIA = ['matter_type', 'prefix', 'level', 'source', 'area', 'weekdays', 'hours', 'days', 'tag'] as const
export type Criterion = (typeof CRITERIA)[number]
export interface When {
  matter_type?: string
  prefix?: string[]
  level?: string[]
  source?: string[]
  area?: string[]
  weekdays?: number[]
  hours?: string
  days?: string
  tag?: string[]
}

export interface Fault extends Bilingual<'text'> {
  code: string
}

export interface RuleIn extends Bilingual<'basis'> {
  key: string
  enabled: boolean
  when: When
  target: string
}

export interface Rule extends RuleIn, Bilingual<'target'> {
  fault: Fault | null
}

export interface Side extends Bilingual<'name'> {
  rule: string
  to: string
  errors: string
}

export interface Trial {
  cases: number
  differ: number
  nobody: number
  errors: number
  since: string | null
  until: string | null
  at: string
  by: string
  rows: ({ case: string; number: string; at: string; was: Side; would: Side } & Bilingual<'title'>)[]
}

export interface BookRow {
  no: number
  state: 'draft' | 'waiting' | 'in_force' | 'past'
  version: number
  based_on: number | null
  note: string
  author: string
  created_at: string
  switched_at: string | null
  switched_by: string
  starts_at: string | null
  trial: Trial | null
}

export interface Book extends BookRow {
  rules: Rule[]
  changes: { key: string; what: 'added' | 'removed' | 'changed' | 'moved' }[]
  tried: boolean
}

export interface Overview {
  in_force: number
  books: BookRow[]
  faults: (Fault & { key: string; book: number; first_at: string; last_at: string; count: number })[]
}

interface Coded extends Bilingual<'name'> {
  code: string
}

export interface Choices {
  units: Seat[]
  station_units: Seat[]
  posts: Seat[]
  roles: Coded[]
  levels: Coded[]
  areas: (Coded & { level: string })[]
  sources: Coded[]
  tags: string[]
  /** Names of the register's tags (tag:…). */
  tag_names: Record<string, { name_zh: string; name_en: string }>
}

export interface TriedStep extends Bilingual<'basis'>, Bilingual<'verdict'>, Bilingual<'on'> {
  key: string
  target: string
  verdict: 'matched' | 'fails' | 'nobody' | 'error'
  wanted: string
}

export interface Trace extends Bilingual<'to'> {
  at: string
  book: number
  rule: string
  steps: TriedStep[]
  on_duty: Seat[]
  suggested: string
  went_to: Seat | null
  followed: boolean | null
}

export interface Why {
  traces: Trace[]
  now: { book: number; to: string; steps: TriedStep[] } & Bilingual<'to'>
}

/** What is sent of a rule. */
export const bare = ({ key, enabled, when, target, basis_zh, basis_en }: RuleIn): RuleIn => ({ key, enabled, when, target, basis_zh, basis_en })

/** Faults of a unit that is not set up yet: no unit with a post that handles, no workstation that has it, no cells of that level. */
export const SETUP: ReadonlySet<string> = new Set(['route_dead_unit', 'route_no_station', 'route_unknown_level'])
