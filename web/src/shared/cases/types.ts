// Shapes of a case as the desk and the phone see it (weige.cases.schemas).
import type { Bilingual, CaseClock, Level, LogItem } from '../types'

export interface CaseRow extends Bilingual<'title'>, Bilingual<'state'>, Bilingual<'stage'> {
  id: string
  number: string
  state: string
  stage: string
  matter: ({ code: string; icon: string } & Bilingual<'name'>) | null
  place: string
  lon: number
  lat: number
  level: Level | ''
  /** The clock that counts now, by its name: time to accept, to dispatch, to handle … */
  clock: (CaseClock & Partial<Bilingual<'name'>>) | null
  source: string
  sources: string[]
  /** The nth of its matter at this place or shop within so many days; null for the first. */
  recurrence: { nth: number; days: number; of: 'shop' | 'place'; previous: string } | null
  /** How many reports came in on the same problem. */
  reports: number
  evidence_count: number
  found_at: string
  ended_at: string | null
  /** When the handling limit passed; stays under extensions and while a desk has the case. */
  overdue_since: string | null
  version: number
  department: Seat | null
  handler_post: Seat | null
  returns: number
  reworks: number
  extensions: number
  /** A request that waits for its answer: extension_department, extension_desk, suspension or nothing. */
  request: string
  /** 1: after the third return with the coordinator, 2: with the chief. */
  raised?: number
  /** The level of the supervision that runs, or nothing. */
  supervision?: string
  supervision_due_at?: string | null
  supervision_answered_at?: string | null
  urges?: number
  /** What was judged of a case the public reported: missed, unseen or nothing yet. */
  patrol?: string
  /** What was contested after closing and waits: complaint, unit, unit_reviewed or nothing. */
  appeal?: string
  appeal_due_at?: string | null
  parts_total?: number
  parts_open?: number
}

/** An open case nearby, with its distance. */
/** An open case that may be the same problem, with how sure that is and why. */
export type SimilarRow = CaseRow & { distance_m: number; probability: number; likely: boolean; reasons: ({ code: string; speaks_for: boolean } & Bilingual<'text'>)[] }

/** A post or a department. */
export interface Seat extends Bilingual<'name'> {
  id: string
  code: string
}

/** One of the seven stages on the case page. */
export interface Step extends Bilingual<'label'> {
  stage: string
  progress: 'done' | 'now' | 'ahead' | 'skipped'
  at: string | null
}

export interface ActionField extends Bilingual<'label'> {
  name: string
  kind: 'text' | 'condition' | 'post' | 'target' | 'moment' | 'case' | 'choice' | 'tick' | 'code' | 'parts'
  required: boolean
  /** What it becomes when it is left empty. */
  blank_zh?: string
  blank_en?: string
  /** hint: the basis that goes with a standard reason; names_unit: whoever gives it names a unit too. */
  choices: ({ value: string; hint_zh?: string; hint_en?: string; names_unit?: boolean } & Bilingual<'label'>)[]
}

export interface Action extends Bilingual<'label'> {
  move: string
  allowed: boolean
  missing: ({ code: string } & Bilingual<'text'>)[]
  fields: ActionField[]
  /** Of a move made in the field: what comes next, so that a phone goes on without a network. */
  then?: Action[]
}

export interface Evidence extends Bilingual<'kind'> {
  id: string
  kind: string
  media_type: string
  source: string
  taken_at: string | null
  added_at: string
  sha256: string
  note: string
}

export interface TimelineItem extends LogItem, Bilingual<'actor'> {
  id: number
  /** The state after it; empty for what changes no state. */
  state: string
  reason: string
  note: string
  evidence_id: number | null
}

export interface ReportIn extends Bilingual<'source'> {
  source: string
  text: string
  at: string
  place: string
  /** What only the channel knew of it. */
  data: ({ name: string } & Bilingual<'label'> & Bilingual<'text'>)[]
}

/** A filing condition of a matter; `placeholder` when its limit is only plausible and the office must set it. */
export interface Condition extends Bilingual<'text'>, Bilingual<'closing'> {
  id: number
  no: number
  amount: string
  unit: string
  placeholder: boolean
}

/** One hand a case went through, and how it left it. */
export interface Hand extends Bilingual<'unit'>, Bilingual<'reason'>, Bilingual<'to'> {
  at: string
  until: string | null
  how: 'dispatch' | 'designate' | 'assign' | 'transfer'
  left: '' | 'returned' | 'transferred' | 'recalled' | 'revoked'
  said: string
  clause: string
}

/** A case that belongs to this one. */
export interface Kin extends Bilingual<'title'>, Bilingual<'state'> {
  kin: 'parent' | 'part' | 'follows' | 'followed_by' | 'duplicate'
  id: string
  number: string
  state: string
  unit: Seat | null
  due_at: string | null
}

export interface CaseDetail extends CaseRow {
  passing: Hand[]
  kin: Kin[]
  principle: string
  proposed: Seat | null
  designated: boolean
  supervisor_post: Seat | null
  watch: ({ number: string; degree: string; reason: string } & Bilingual<'degree'>) | null
  pause: ({ waits: boolean; number: string; until: string | null; plan: string; safety: string; reason: string } & Bilingual<'by'>) | null
  appeal_about: string
  complaint_until: string | null
  appeal_until: string | null
  exempt: string
  condition: string
  closing_condition: string
  component: string
  filing_condition: Condition | null
  description: string
  evidence: Evidence[]
  reports_in: ReportIn[]
  actions: Action[]
  timeline: TimelineItem[]
  steps: Step[]
  due_warnings: ({ code: string } & Bilingual<'text'>)[]
  checker_post: Seat | null
  request_reason: string
  request_until: string | null
  paused_until: string | null
  shop: Seat | null
  warning_id: string | null
  merged_into: string | null
}

/** Who should get it, with the reasons; and whether the same thing happens here often. */
export interface Advice {
  items: Candidate[]
  similar: SimilarRow[]
  recurrence: { days: number; count: number; of: 'shop' | 'cell' }
}

export interface Candidate {
  post: Seat | null
  department: Seat | null
  declined: boolean
  reasons: ({ kind: string } & Bilingual<'text'>)[]
}

export interface Shop extends Bilingual<'name'> {
  id: number
  code: string
  trade: string
  address: string
  lon: number
  lat: number
}

export interface Matter extends Bilingual<'name'> {
  code: string
  legacy_code: string
  icon: string
  conditions: Condition[]
}
