// How cases are merged and when a place is proposed as a black spot, as the office edits it.
import type { Bilingual } from '@/shared/types'

export interface PolicyRow extends Bilingual<'note'> {
  key: string
  prefix: string
  mode: 'off' | 'suggest' | 'auto'
  within_m: number
  within_hours: number
  suggest_at: number
  merge_at: number
  source: string
}
export interface PolicyPreview {
  cases: number
  since: string | null
  pairs: number
  capped: boolean
  now: { suggested: number; merged: number }
  then: { suggested: number; merged: number }
  people: { merged: number; split: number }
  changed: { cases: { id: string; number: string }[]; matters: string[]; metres: number; hours: number; probability: number; was: string; then: string }[]
}
export interface FrequentRow {
  prefix: string
  count: number
  days: number
  within_m: number
  source: string
}
export interface FrequentPreview {
  cases: number
  since: string
  now: number
  then: number
  places: ({ matter: string; count: number; lon: number; lat: number; spot: string } & Bilingual<'matter'>)[]
}
export interface Edit {
  at: string
  by: string
  before: Record<string, unknown>
  after: Record<string, unknown>
}
