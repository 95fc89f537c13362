// Hotline orders as the desk sees them (weige.cases.schemas.hotline).
import type { Matter, Seat } from '@/shared/cases/types'
import type { Bilingual, CaseClock } from '@/shared/types'

export const STATES = ['unplaced', 'arrived', 'contacted', 'replied', 'disputed', 'done'] as const
export const KINDS = ['complaint', 'request', 'consultation', 'suggestion', 'supervised', 'complex'] as const
export const OUTCOMES = ['solved', 'explained', 'excessive', 'unreachable'] as const
export const SATISFACTIONS = ['satisfied', 'fairly', 'so_so', 'dissatisfied'] as const
export const HOW = ['phone', 'site', 'message'] as const

export interface CaseRef extends Bilingual<'state'> {
  id: string
  number: string
  state: string
}

export interface Order extends Bilingual<'kind'>, Bilingual<'state'> {
  id: number
  number: string
  version: number
  kind: string
  state: (typeof STATES)[number]
  text: string
  address: string
  matter: Pick<Matter, 'code' | 'name_zh' | 'name_en'> | null
  caller: string
  phone: string
  masked: boolean
  received_at: string
  arrived_at: string
  contact_late_since: string | null
  late_since: string | null
  rounds: number
  outcome: string
  satisfaction: string
  contact_clock: CaseClock | null
  clock: CaseClock | null
  case: CaseRef | null
  unit: Seat | null
}

export interface Note extends Bilingual<'step'> {
  step: string
  round: number
  at: string
  post: Seat | null
  reached: boolean | null
  how: string
  outcome: string
  solved: boolean | null
  satisfaction: string
  text: string
}

export interface OrderStep extends Bilingual<'label'> {
  step: string
  missing: ({ code: string } & Bilingual<'text'>)[]
}

export interface OrderDetail extends Order, Bilingual<'place_why'> {
  course: string
  reply: string
  solved: boolean | null
  settled_because: string
  rounds_in: CaseRef[]
  notes: Note[]
  steps: OrderStep[]
}

export interface OrderPage {
  items: Order[]
  next: string | null
  figures: Record<string, number>
}

export interface Limit extends Bilingual<'name'> {
  kind: string
  amount: string
  unit: string
  source: string
  note: string
  note_en: string
}

export interface Imported {
  dry_run: boolean
  rows: number
  created: number
  unplaced: number
  known: number
  items: { row: number; number: string; result: 'created' | 'unplaced' | 'known'; case_number: string }[]
  errors: { row: number; column: string; header?: string; code: string; message: string }[]
  ignored: string[]
}

/** The clock that counts now: first contact until the caller was reached, then the order's own. */
export const clockOf = (order: Order): CaseClock | null => (order.contact_clock && !order.contact_clock.stopped ? order.contact_clock : order.clock)

/** Which header of a source's file is which field, and which of its words is which kind. */
export interface Mapping {
  source: string
  fields: Record<string, string>
  kinds: Record<string, string>
  version: number
  changed_at: string
}
export interface MappingColumn extends Bilingual<'name'> {
  name: string
  required: boolean
}
export interface Mappings {
  items: Mapping[]
  columns: MappingColumn[]
}
export interface FileHeaders {
  headers: string[]
  samples: string[][]
  source: string
  guess: Record<string, string>
}
/** What the call centre says of a day, and what an import of such days did. */
export interface CallDay { day: string; calls: number; connected: number; answered: number; note: string }
export interface DaysImported { dry_run: boolean; created: number; corrected: number; known: number; errors: { row: number; column: string; header?: string; message: string }[] }
