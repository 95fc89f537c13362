// Black spots as the desk sees them (weige.knowledge.schemas).
import type { Bilingual } from '@/shared/types'

export interface SpotBasics extends Bilingual<'title'>, Bilingual<'state'>, Bilingual<'place'>, Bilingual<'shop'> {
  id: number
  number: string
  version: number
  state: 'proposed' | 'open' | 'closed' | 'dismissed'
  matters: ({ code: string } & Bilingual<'name'>)[]
  shop: string | null
  lon: number
  lat: number
  radius_m: number
  opened_at: string
  closed_at: string | null
  joint_ref: string
}

export interface SpotRow extends SpotBasics {
  measures: number
  late_checks: number
  next_due: string | null
}

/** Rates in cases a week; ratio after : before with its 95 % interval. */
export interface Effect extends Bilingual<'verdict'> {
  /** before counts from since up to the measure, after from it up to until. */
  since: string
  until: string
  before: number
  before_days: number
  before_week: number | null
  after: number
  after_days: number
  after_week: number | null
  ratio: number | null
  low: number | null
  high: number | null
  verdict: 'too_early' | 'too_few' | 'less' | 'more' | 'unclear'
}

export interface Measure extends Bilingual<'kind'> {
  id: number
  kind: string
  text: string
  at: string
  until: string | null
  cost: string | null
  by: string
  by_en?: string
  /** call:… or meeting:… where it came of joint action, else empty. */
  ref: string
  effect: Effect
}

export interface Check extends Bilingual<'found'>, Bilingual<'done_by'> {
  id: number
  due_on: string
  late: boolean
  arrived_at: string | null
  /** Metres from the spot by the phone's place. */
  arrived_m: number | null
  pictures: string[]
  done_at: string | null
  found: string
  note: string
}

export interface Plan extends Bilingual<'post'> {
  id: number
  text: string
  every_days: number
  ended_at: string | null
  done: number
  came_back: number
  checks: Check[]
}

export interface Picture {
  since: string
  total: number
  last_30_days: number
  /** Monday first, 24 hours each. */
  grid: number[][]
  weeks: { start: string; count: number }[]
  sources: Record<string, number>
  cases: string[]
}

/** A case the picture counts; weekday: Monday 0; hour: local. */
export interface SpotCase extends Bilingual<'title'> {
  id: string
  number: string
  at: string
  recent: boolean
  weekday: number
  hour: number
  sources: string[]
}

export interface SpotAction extends Bilingual<'label'> {
  move: string
  wants_note: boolean
  allowed: boolean
}

export interface SpotDetail extends SpotBasics, Bilingual<'opened_by' | 'why'> {
  closing: string
  picture: Picture
  measures: Measure[]
  plans: Plan[]
  may_check: boolean
  may_manage: boolean
  actions: SpotAction[]
}
