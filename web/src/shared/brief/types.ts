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
