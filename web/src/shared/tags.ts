// Tags on things: their shapes, and what their eight colours look like on a light and a dark ground.
import type { Bilingual } from './types'

export const COLOURS: Record<string, string> = {
  teal: '#0E7C86', violet: '#7A4FC4', pink: '#B8357F', brown: '#8A5A2B', green: '#3D7A2E', indigo: '#3D56B5', grey: '#5E686E', gold: '#8A6D00',
}
/** The colour of a tag for maps and dots; unknown names are grey. */
export const colourOf = (name: string): string => COLOURS[name] ?? COLOURS['grey'] ?? ''

export interface Label extends Bilingual<'name'> {
  code: string
  colour: string
  every_days?: number | null
}
export interface TagKind extends Label {
  on: string[]
  note: string
  every_days: number | null
  retired: boolean
  version: number
  counts: Record<string, number>
}
export interface Tag extends Bilingual<'name'> {
  id: number
  label: Label
  kind: string
  ref: number
  key: string
  lon: number
  lat: number
  source: string
  note: string
  valid_from: string
  valid_to: string | null
  put_at: string
  put_by: string
  ended_at: string | null
  ended_by: string
  visited_at: string | null
  visited_by: string
  counts_today: boolean
  next_visit: string | null
}
export interface Batch {
  id: number
  label: Bilingual<'name'> | null
  how: 'drawn' | 'filter' | 'import'
  source: string
  count: number
  put_at: string
  put_by: string
  undone_at: string | null
  undone_by: string
}
/** The page of a thing at the desk. */
export const pageOf = (kind: string, key: string): string => `/places/${kind}/${encodeURIComponent(key)}`
