// Joint action as the screens see it (docs/reference/joint.md).
import type { Bilingual } from '@/shared/types'

export interface Choice extends Bilingual<'label'> {
  code: string
}
export interface UnitAction extends Bilingual<'label'> {
  move: string
  wants: string[]
  takes: string[]
  choices: Choice[]
}
export interface CallAction extends UnitAction {
  missing: string[]
}
export interface CalledUnit extends Bilingual<'unit'>, Bilingual<'state'>, Bilingual<'answer'>, Bilingual<'unit_rating'>, Bilingual<'matter_rating'> {
  id: number
  unit_code: string
  form: 'post' | 'department' | 'partner'
  lead: boolean
  demand: string
  state: string
  answer: string
  reason: string
  sent_at: string
  answer_due_at: string
  arrive_due_at: string
  answered_at: string | null
  arrived_at: string | null
  arrived_m: number | null
  result_at: string | null
  result: string
  pictures: string[]
  urges: number
  escalated_at: string | null
  late_at: string | null
  unit_rating: string
  unit_rating_note: string
  matter_rating: string
  matter_rating_note: string
  minutes_waiting: number | null
  overdue: boolean
  /** Only on the page of a call. */
  actions?: UnitAction[]
  mine?: boolean
  /** Only for those who hold the call: whether a partner's link is given out. */
  link?: { state: string; expires_at: string } | null
  /** Whether a new one would open anything. */
  linkable?: boolean
}
export interface CallRow extends Bilingual<'title'>, Bilingual<'place'>, Bilingual<'state'>, Bilingual<'kind'>, Bilingual<'outcome'>, Bilingual<'matter'> {
  id: string
  number: string
  version: number
  kind: string
  state: string
  case_id: string | null
  case_number: string | null
  lon: number
  lat: number
  why: string
  caller: { id: number; zh: string; en: string }
  meet_at: string | null
  sent_at: string
  closed_at: string | null
  outcome: string
  note: string
  units: CalledUnit[]
}
export interface HistoryLine extends Bilingual<'text'>, Bilingual<'detail'> {
  id: number
  at: string
  kind: string
  words?: string
  system?: boolean
}
export interface CallDetail extends CallRow {
  actions: CallAction[]
  axes: { axes: ({ code: string } & Bilingual<'name'>)[]; departments: string[]; areas: string[]; district: string[] }
  history: HistoryLine[]
}
export interface CallKind extends Bilingual<'name'> {
  code: string
  source: string
  answer_amount: string
  answer_unit: string
  arrive_amount: string
  arrive_unit: string
  urge_amount: string
  urge_unit: string
  urges: number
}
export interface ForceRow {
  form: 'post' | 'department' | 'partner'
  code: string
  zh: string
  en: string
  unit_zh?: string
  unit_en?: string
  area_zh?: string
  area_en?: string
  skill_zh?: string
  skill_en?: string
  duty_zh?: string
  duty_en?: string
  people?: number
  active?: boolean
  distance_m?: number | null
  seen_at?: string | null
  on_shift?: boolean | null
  fits?: boolean
}
export interface Forces {
  stationed: ForceRow[]
  on_call: ForceRow[]
  social: ForceRow[]
  partners: ForceRow[]
  fresh_minutes: number
}
export interface Baseline {
  id: number
  measure: string
  matter: string
  unit: string
  median_minutes: number
  n: number
  since: string
  until: string
  source: string
  set_at: string
  ended_at: string | null
}
export interface SpreadLine {
  key: string
  zh: string
  en: string
  n: number
  q1: number | null
  median: number | null
  q3: number | null
  low: number | null
  high: number | null
  small: boolean
  values: number[]
  baseline: Baseline | null
  change: { share: number; low: number | null; high: number | null } | null
}
export interface Times extends Bilingual<'measure'> {
  measure: string
  by: string
  since: string
  until: string
  few: number
  small: number
  without: number
  all: SpreadLine
  items: SpreadLine[]
}
/** The units one number of the durations counts; minutes is null for one that has no end yet. */
export interface TimesBehind {
  total: number
  rows: (Bilingual<'title'> & Bilingual<'unit'> & Bilingual<'state'> & { call_id: string; number: string; sent_at: string; ended_at: string | null; minutes: number | null })[]
  next: number | null
}
export interface JointTask extends Bilingual<'state'> {
  id: string
  version: number
  what: string
  state: string
  meeting_id: string
  meeting_number: string
  case_id: string | null
  case_number: string | null
  units: { unit_code: string; zh: string; en: string; lead: boolean }[]
  due_at: string
  overdue: boolean
  done_at: string | null
  result: string
  ended_at: string | null
  checked: { zh: string; en: string } | null
  note: string
  sent_back: number
  pictures: string[]
  actions: Omit<UnitAction, 'choices'>[]
}
export interface Decision {
  id: number
  text: string
  covenant: string
  decided_at: string
  tasks: JointTask[]
}
export interface AgendaItem {
  title_en: string
  id: number
  title: string
  question: string
  conclusion: string
  case_id: string | null
  case_number: string | null
  place_zh: string
  decisions: Decision[]
}
export interface Attendee extends Bilingual<'unit'> {
  id: number
  unit_code: string
  form: string
  answer: string
  reason: string
  present: boolean | null
  mine: boolean
}
export interface MeetingRow extends Bilingual<'kind'>, Bilingual<'state'> {
  id: string
  number: string
  version: number
  kind: string
  state: string
  title: string
  place: string
  starts_at: string
  ends_at: string
  chair: { zh: string; en: string }
  items_n?: number
  units_n?: number
  tasks_n?: number
}
export interface MeetingDetail extends MeetingRow {
  minutes: string
  reason: string
  agenda: AgendaItem[]
  attendees: Attendee[]
  holds: boolean
  may_edit: boolean
  actions: (Bilingual<'label'> & { move: string; wants: string[]; missing: string[] })[]
  history: HistoryLine[]
}
export interface UnitAsk {
  post?: string
  department?: string
  partner?: string
  lead: boolean
  demand: string
}
/** A force on call or a social force as the office edits it; the phone is masked. */
export interface ForceEdit extends Bilingual<'skill'>, Bilingual<'area'> {
  id: number
  kind: 'on_call' | 'social'
  form: 'post' | 'department' | 'partner'
  code: string
  zh: string
  en: string
  area: string
  people: number
  duty: string
  phone: string
  lon: number
  lat: number
  active: boolean
  version: number
}
/** An outside unit as the office edits it; the phone is masked unless a purpose was stated. */
export interface PartnerRow extends Bilingual<'name'>, Bilingual<'duty'> {
  code: string
  level: 'company' | 'social' | 'district'
  phone: string
  active: boolean
  version: number
}
/** A link an outside unit was given for one call. */
export interface PartnerLinkRow {
  call_id: string
  call_number: string
  state: 'living' | 'revoked' | 'expired'
  issued_at: string
  expires_at: string
  ended_at: string | null
  why: string
  uses: number
  last_used_at: string | null
}
