// Rosters, workstations and hand-overs (weige.people.schemas, weige.cases.schemas.handover).
import type { Seat } from '@/shared/cases/types'
import type { Bilingual } from '@/shared/types'

interface Coded extends Bilingual<'name'> {
  code: string
}
interface Holder extends Bilingual<'name'> {
  id: number
}

export interface Force {
  id: number
  department: Coded
  weekdays: number[]
  start: string
  minutes: number
  seats: number
  state: 'present' | 'missing' | 'off'
  posts: ({ id: number; code: string; holders: Holder[]; until: string } & Bilingual<'name'>)[]
}

export interface Station extends Coded {
  id: number
  area: Coded & { id: number }
  address: string
  lon: number | null
  lat: number | null
  forces: Force[]
}

export interface ShiftRow {
  id: number
  post: Coded & { id: number; role: string; holders: Holder[] }
  area: Coded
  station: Coded | null
  start: string
  end: string
  note: string
  on_duty: boolean
}

export interface HandOver extends Bilingual<'state'> {
  id: number
  state: 'offered' | 'accepted' | 'declined' | 'withdrawn'
  from_post: Seat
  to_post: Seat
  note: string
  reason: string
  tasks: ({ case: string; number: string; role: string } & Bilingual<'title'>)[]
  moved: string[]
  offered_at: string
  offered_by: string
  settled_at: string | null
  settled_by: string
}

/** The end of a post's shift with tasks open. */
export interface ShiftEnd {
  post: Seat
  holders: Bilingual<'name'>[]
  station: Seat | null
  area: Seat
  ends_at: string
  state: 'later' | 'soon' | 'gone'
  tasks: number
  offered_to: Seat | null
  offered_at: string | null
}

export interface Imported {
  rows: number
  written: boolean
  dry_run: boolean
  errors: { row: number; column: string; message: string }[]
}
