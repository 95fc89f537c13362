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
  id: string
  code: string
  role: string
  area: string | null
}

export interface Me {
  user: { id: string; username: string; name: string }
  posts: Post[]
  verbs: string[]
  language: Lang
  demo: boolean
  street: { code: string } & Bilingual<'name'>
}

export interface Health {
  status: string
  /** The domain clock; in a demo it runs `speed` times as fast as real time. */
  time: string
  speed: number
  version: string
  demo?: boolean
}

export type ClockState = 'ample' | 'half' | 'near' | 'over' | 'paused'
export type TimeUnit = 'URGENT_HOUR' | 'WORK_HOUR' | 'WORK_DAY' | 'CALENDAR_DAY'

/** The time limit of a case as the server computed it; the browser only formats and ticks it. */
export interface CaseClock {
  state: ClockState
  /** Used part of the limit, 0…1 and beyond when overdue. */
  share: number
  due_at: string | null
  paused: boolean
  paused_until?: string | null
  unit?: TimeUnit | null
  /** Seconds left in the clock's own unit at `as_of`; without it the wall-clock distance to `due_at` is shown. */
  remaining_seconds?: number | null
  /** Whether the clock runs at `as_of` (a working-hours clock rests at night). */
  running?: boolean
  as_of?: string
}

export interface ExplainInterval {
  start: string
  end: string
  kind: 'counted' | 'pending' | 'skipped' | 'paused'
}

export interface ExplainDay {
  date: string
  intervals: ExplainInterval[]
  /** Why (part of) the day is not counted, e.g. `lunch`, `weekend`, `holiday`. */
  reason?: string | null
}

/** Answer of GET /api/cases/{id}/clock: the whole account of a due time. */
export interface ClockExplanation {
  due_at: string | null
  start: string
  unit: TimeUnit
  amount: number
  used_seconds?: number
  condition?: Partial<Bilingual<'name'>> | null
  days: ExplainDay[]
  pauses: { start: string; end: string | null; reason: string }[]
  extensions: { amount: number; unit: TimeUnit; reason: string }[]
  calendar_version: string
  warnings: string[]
}

export interface AreaProps extends Bilingual<'name'> {
  id: number
  code: string
  level: string
  layer: string
  parent: number | null
  width_m?: number | null
}

export interface BuildingProps {
  id: number | string
  name: string | null
  height: number | null
  protection: string | null
  own: boolean
}

export interface RoadProps {
  kind?: string
  name?: string | null
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

export interface CaseMark extends Bilingual<'matter'> {
  id: string
  number: string
  lon: number
  lat: number
  title: string
  matter_code: string
  icon: string
  state: string
  clock: CaseClock
  /** Ids of the areas the case lies in, when the server gives them: colours the cells. */
  cells?: number[]
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
}

export interface DeviceMark {
  id: string
  code: string
  kind: string
  lon: number
  lat: number
  online: boolean
}

export interface PersonMark extends Bilingual<'name'> {
  post_id: string
  lon: number
  lat: number
  area: string | null
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
}

export interface Problem {
  type?: string
  title?: string
  status: number
  detail?: string
  code: string
  errors?: FieldError[]
}

export interface FieldError {
  field: string
  code: string
  message?: string
  params?: Record<string, unknown>
}
