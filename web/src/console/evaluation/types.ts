// What /api/evaluation answers.
import type { Bilingual } from '@/shared/types'

export interface Point {
  at: string
  value: number | null
  total: number
}
export interface Shown {
  value: number | null
  numerator: number
  denominator: number
  /** How many wait for a judgement that the figure needs. */
  beside: number
  interval: [number, number] | null
  small: boolean
}
export interface Figure extends Shown, Bilingual<'name'>, Bilingual<'group'>, Bilingual<'formula'>, Bilingual<'note'>, Bilingual<'unit'>, Bilingual<'beside'> {
  code: string
  group: string
  how: 'rate' | 'ratio' | 'each' | 'sums' | 'mean' | 'weighted' | 'count' | 'score' | 'town'
  unit: string
  direction: 'up' | 'down' | 'neutral'
  source: string
  previous: number | null
  change: number | null
  course: Point[]
}
export interface Figures {
  since: string
  until: string
  known_at: string
  items: Figure[]
}
export interface Share extends Shown, Bilingual<'name'> {
  id: number
  rank: number | null
}
export interface Behind {
  about: string
  at: string
  marks: string[]
  value: number
  number: string | null
  title_zh: string | null
  title_en: string | null
  page: string | null
}
export interface Choice extends Bilingual<'name'> {
  id: number
}
export interface PostChoice extends Choice {
  department: number | null
}
export interface Scopes {
  areas: Choice[]
  departments: Choice[]
  posts: PostChoice[]
  people: Choice[]
  me: number | null
}
export type Asked = Record<string, string | number | undefined>

/** Composites have no numerator of their own. */
export const composite = (how: Figure['how']): boolean => how === 'score' || how === 'town'

const SHARES = ['rate', 'ratio', 'sums', 'weighted']

/** A figure as people read it; a dash where nothing was to be counted. */
export function said(how: Figure['how'], value: number | null, unit: string): string {
  if (value === null) return '—'
  if (SHARES.includes(how)) return `${(value * 100).toFixed(1)}%`
  return `${how === 'count' ? value : value.toFixed(1)}${unit ? ` ${unit}` : ''}`
}

/** The change against the period before: percentage points for shares. */
export function changed(how: Figure['how'], change: number | null): string {
  if (change === null) return '—'
  const amount = SHARES.includes(how) ? change * 100 : change
  return `${amount > 0 ? '+' : amount < 0 ? '−' : ''}${Math.abs(amount).toFixed(1)}`
}

/** Of what a figure is made: its two counts, and what is counted beside them. */
export type Part = 'numerator' | 'denominator' | 'beside'
