// The day's brief as GET /api/cockpit/brief answers it.
import type { Bilingual, Level } from '../types'

export interface BriefRow extends Bilingual<'title'>, Bilingual<'unit'> {
  id: string
  number: string
  level: Level | null
  since: string
  due_at: string | null
  over_hours: number | null
}
export interface Brief {
  day: string
  until: string
  whole: boolean
  happened: {
    flow: Record<string, number>
    closed_in_time: number
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
}

/** Which view and filter of the case list holds exactly what a figure counts; null where no list does. Of days gone by only the flow is known. */
export function figureList(key: string, brief: Pick<Brief, 'day' | 'whole'>, matter = ''): Record<string, string> | null {
  const [since, until] = [0, 1].map((n) => new Date(Date.parse(`${brief.day}T00:00:00+08:00`) + n * 86_400_000).toISOString()) as [string, string]
  const flow = ['reported', 'filed', 'closed'].includes(key) ? { [`${key}_since`]: since, [`${key}_until`]: until } : null
  if (flow) return { view: key === 'closed' ? 'closed' : 'all', ...flow, ...(matter ? { matter } : {}) }
  return brief.whole ? null : (NOW[key] ?? null)
}
const NOW: Record<string, Record<string, string>> = {
  open: { view: 'open' }, late: { view: 'overdue' }, to_accept: { view: 'open', state: 'reported,accepted' }, to_dispatch: { view: 'open', state: 'filed' }, returned_now: { view: 'open', state: 'dispatching' },
}
