// The day's brief as GET /api/cockpit/brief answers it.
import type { Bilingual, Lang, Level } from '../types'

export interface BriefRow extends Bilingual<'title'>, Bilingual<'unit'> {
  id: string
  number: string
  level: Level | null
  since: string
  due_at: string | null
  over_hours: number | null
}
export type Words = Record<string, Record<Lang, string>>
export interface Brief {
  day: string
  until: string
  whole: boolean
  happened: {
    flow: Record<string, number>
    open: number
    matters: { code: string; zh: string; en: string; count: number }[]
    levels: Record<Level, number>
    grave: ({ id: string; level: Level; at: string } & Bilingual<'title'>)[]
  }
  late: BriefRow[]
  late_count: number
  near_count: number
  recurs: ({ id: string; number: string; nth: number; days: number } & Bilingual<'title'> & Bilingual<'place'>)[]
  spots: ({ id: number; number: string; proposed: boolean } & Bilingual<'title'>)[]
  decide: { key: string; count: number; rows: BriefRow[] }[]
  words: Words
}
/** A row of what a figure counts; id is empty for a device that the reader may not list. */
export interface BehindRow extends Bilingual<'title'>, Bilingual<'place'>, Bilingual<'unit'> {
  about: 'case' | 'warning' | 'device'
  id: string
  number: string
  level: Level | null
  at: string
  due_at: string | null
}
export interface Behind {
  figure: string
  day: string
  until: string
  total: number
  rows: BehindRow[]
  next: number | null
  words: Record<Lang, string>
}

const ROOM = { case: 'cases', warning: 'warnings', device: 'device' } as const
/** The page of what a row is about; "" where the reader has none. */
export const pageOf = (row: Pick<BehindRow, 'about' | 'id'>): string => (row.id ? `/desk/${ROOM[row.about]}/${row.id}` : '')

/** A word of the brief with its numbers put in. */
export const filled = (text: string, values: Record<string, string | number> = {}): string => text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))

/** The list which holds exactly what a figure counts: the work list where it can say so, else the brief's own list of any day. */
export function figureList(key: string, brief: Pick<Brief, 'day' | 'whole'>, matter = ''): { path: string; query: Record<string, string> } {
  const [since, until] = [0, 1].map((n) => new Date(Date.parse(`${brief.day}T00:00:00+08:00`) + n * 86_400_000).toISOString()) as [string, string]
  const flow = ['reported', 'filed', 'closed'].includes(key) ? { [`${key}_since`]: since, [`${key}_until`]: until } : null
  if (flow) return { path: '/desk/cases', query: { view: key === 'closed' ? 'closed' : 'all', ...flow, ...(matter ? { matter } : {}) } }
  const now = brief.whole ? undefined : NOW[key]
  return now ? { path: '/desk/cases', query: now } : { path: '/desk/brief', query: { figure: key, day: brief.day } }
}
const NOW: Record<string, Record<string, string>> = {
  open: { view: 'open' }, late: { view: 'overdue' }, to_accept: { view: 'open', state: 'reported,accepted' }, to_dispatch: { view: 'open', state: 'filed' }, returned_now: { view: 'open', state: 'dispatching' },
}
