// Shapes of the server's answers used by more than one screen. Times are RFC 3339 strings in UTC; lengths are metres.
import type { FeatureCollection, Geometry } from 'geojson'

export type Lang = 'zh' | 'en'
export type Level = 'red' | 'orange' | 'yellow' | 'blue'
export type Tone = 'neutral' | 'ok' | 'accent' | Level
export type LngLat = [number, number]
export type Bounds = [west: number, south: number, east: number, north: number]

/** A name or sentence the server gives in both languages, as `<field>_zh` and `<field>_en`. */
export type Bilingual<K extends string> = { [P in `${K}_zh` | `${K}_en`]: string }

export interface Page<T> {
  items: T[]
  next: string | null
}

export interface Post extends Bilingual<'name'> {
  id: number
  code: string
  role: string
  area: { id: number; code: string } & Bilingual<'name'>
}

export interface Me {
  user: { id: number; username: string; name: string }
  posts: Post[]
  verbs: string[]
  language: Lang
  demo: boolean
  must_change_password: boolean
  street: { code: string } & Bilingual<'name'>
  /** Who can give rights: posts with who sits there; empty for who is not of the staff. */
  ask?: (Bilingual<'name'> & Bilingual<'person'>)[]
}

export interface Health {
  status: string
  /** The domain clock; in a demo it runs `speed` times as fast as real time. */
  time: string
  speed: number
  version: string
  demo?: boolean
  /** Work that should go on every few seconds and does not: nobody is told of anything any more. */
  standing_still?: string[]
}

/** over: the case is overdue; late: only the desk's own limit (受理, 派遣, 核查 …) has passed. */
export type ClockState = 'ample' | 'half' | 'near' | 'over' | 'late' | 'paused'
export type TimeUnit = 'urgent_hour' | 'work_hour' | 'work_day' | 'calendar_day'

/** The same thing in both languages, as the kernel's clock says it. */
export interface Words {
  zh: string
  en: string
}

/** The time limit of a case as the server computed it; the browser only formats and ticks it. */
export interface CaseClock {
  /** handling, or the desk's own clock. */
  code?: string
  state: ClockState
  /** Used part of the limit, 0…1 and beyond when overdue. */
  share: number
  due_at: string | null
  paused: boolean
  paused_until?: string | null
  unit?: TimeUnit | null
  /** Seconds left of the clock's own time at `as_of`, negative when over; without it the distance to `due_at` is shown. */
  remaining_seconds?: number | null
  /** Whether the clock runs at `as_of` (a working-hours clock rests at night), and when that changes next. */
  running?: boolean
  changes_at?: string | null
  /** It has ended with the case and ticks no more. */
  stopped?: boolean
  as_of?: string
}

/** Counted time ready to print: `days` of the limit's own kind, then hours and minutes; `words` names the unit. */
export interface Amount {
  seconds: number
  days: number
  hours: number
  minutes: number
  unit: TimeUnit
  words: Words
}

export interface Reason {
  code: string
  words: Words
  note: string
}

export interface ExplainInterval {
  start: string
  end: string
  /** Place on the day's bar in minutes after midnight, 0…1440. */
  start_minute: number
  end_minute: number
  seconds: number
  status: 'counted' | 'pending' | 'skipped'
  reason: Reason | null
}

/** One date, or a run of `days` dates that are alike all day. */
export interface ExplainDay {
  date: string
  until: string
  days: number
  weekday: number
  kind: string
  words: Words
  data_missing: boolean
  counted_seconds: number
  pending_seconds: number
  intervals: ExplainInterval[]
}

/** Answer of GET /api/cases/{id}/clock: the whole account of a due time (weige.kernel.worktime.Explanation). */
export interface ClockExplanation {
  start: string
  due: string | null
  at: string
  stopped: boolean
  state: ClockState
  state_words: Words
  share: number
  running: boolean
  changes_at: string | null
  limit: Amount
  total: Amount
  used: Amount
  remaining: Amount
  over_by: Amount
  unplaced: Amount
  unit: TimeUnit
  unit_words: Words
  continuous: boolean
  hours_per_work_day: number
  timezone: string
  periods: [string, string][]
  days: ExplainDay[]
  pauses: { start: string; end: string | null; reason: Reason }[]
  extensions: { amount: Amount; due_before: string | null; due_after: string | null; granted_at: string | null; reason: string; late: boolean }[]
  calendar_version: number
  warnings: { code: string; words: Words }[]
}

export interface AreaProps extends Bilingual<'name'> {
  id: number
  code: string
  level: string
  layer: string
  parent_id?: number | null
  width_m?: number | null
  /** A place inside the area to write its name. */
  label?: LngLat
}

export interface BuildingProps {
  id?: number | string
  code?: string
  name_zh?: string
  name_en?: string
  height_m?: number
  protection?: string
}

export interface RoadProps {
  kind?: string
  width_m?: number
}

export interface CockpitMap {
  bounds: Bounds
  center: LngLat
  bearing: number
  areas: FeatureCollection<Geometry, AreaProps>
  water: FeatureCollection
  green: FeatureCollection
  roads: FeatureCollection<Geometry, RoadProps>
  attribution: string
}

export type Buildings = FeatureCollection<Geometry, BuildingProps>

export interface CaseMark extends Bilingual<'matter'>, Partial<Bilingual<'title'>> {
  id: string
  number: string
  lon: number
  lat: number
  /** In the account's language; the bilingual fields follow the language of the page. */
  title: string
  matter_code: string
  icon: string
  state: string
  /** Null before any limit is set. */
  clock: CaseClock | null
  /** Ids of the areas the case lies in: colours the cells and counts in their names. */
  cells?: number[]
  /** Only while looking back: the clock of then. */
  near?: boolean
  overdue?: boolean
}

export interface WarningMark extends Bilingual<'title'> {
  id: string
  lon: number
  lat: number
  level: Level
  scenario: string
  state: string
  icon: string
  opened_at: string
  case_id?: string | null
  /** Somebody has seen it since it last rose. */
  acknowledged?: boolean
}

export type DeviceState = 'new' | 'online' | 'offline'

export interface DeviceMark {
  id: number
  code: string
  kind: string
  lon: number
  lat: number
  /** new: never heard of yet (未上线); offline: heard, and silent for longer than it may (离线). */
  state: DeviceState
  building?: string | null
}

/** A worker on duty, by post; `area` is the code of the shift's cell, `at` when the phone said where it is. */
export interface PersonMark extends Bilingual<'name'> {
  post_id: number
  role: string
  area: string
  lon: number
  lat: number
  at: string
}

export interface Marks {
  cases: CaseMark[]
  warnings: WarningMark[]
  devices: DeviceMark[]
  people: PersonMark[]
}

/** One thing that happened, as shown in a stream; GET /api/cockpit/recent and /api/stream give the same shape. */
export interface LogItem extends Bilingual<'text'>, Bilingual<'detail'> {
  cursor: string
  at: string
  kind: string
  subject: string
  icon: string
  tone: Tone
  lon?: number | null
  lat?: number | null
  level?: Level | null
  /** What it does to the open warnings and cases on the map. */
  effect?: 'open' | 'change' | 'close' | null
}

export interface Problem {
  type?: string
  title?: string
  status: number
  detail?: string
  code: string
  errors?: FieldError[]
  /** Whom to ask, where the answer says it (a link that has ended). */
  contact?: string
}

export interface FieldError {
  field: string
  code: string
  message?: string
  params?: Record<string, unknown>
}
