// Shapes of the cockpit's own answers (GET /api/cockpit/summary, /api/cockpit/recent, /api/warnings/{id}).
import type { Deed } from '@/shared/cases/verdict'
import type { Bilingual, CaseClock, Level, LogItem } from '@/shared/types'

export const STAGES = ['sense', 'warn', 'file', 'dispatch', 'act', 'verify', 'close', 'learn'] as const
export type Stage = (typeof STAGES)[number]

export interface LoopStage {
  stage: Stage
  count: number | null
  /** Which sentence stands beside the count (locale key cockpit.note.<key>), empty for none. */
  note_key: string
  note_value: number | null
  alert: boolean
}

export type Filter = Record<string, string | number | boolean | null>

export interface ListCount {
  key: string
  count: number
  filter: Filter
}

export interface DeviceCount {
  kind: string
  zh: string
  en: string
  icon?: string
  total: number
  online: number
  offline: number
  /** Never heard of yet. */
  new: number
}

export interface TimelineHour {
  /** Start of the hour. */
  hour: string
  count: number
  warnings: { at: string; level: Level }[]
}

/** People here of how many; here is null where nobody keeps a roster of them. */
export interface Here {
  here: number | null
  of: number
}
export type ForceKind = 'stationed' | 'on_call' | 'social'
export interface ForceRow extends Here, Sentence {
  at_zh: string
  at_en: string
}

export interface Summary {
  open_cases: number
  today: { filed: number; closed: number; first_response_median_min: number | null; first_response_n: number }
  hourly_open: number[]
  unconfirmed_warnings: number
  near: number
  overdue: number
  lists: ListCount[]
  devices: DeviceCount[]
  force: { on_duty: number; planned: number } & Record<ForceKind, Here>
  loop: LoopStage[]
  timeline: TimelineHour[]
  as_of: string
}

export interface Recent {
  items: LogItem[]
}

interface Sentence {
  zh: string
  en: string
}

export interface Reading {
  at: string
  value: number | null
}

/** `url` already names the warning by whose right the picture is seen. */
export interface WarningPicture extends Bilingual<'caption'> {
  sha: string
  url: string
  at: string
}

export interface WarningExplain extends Bilingual<'rule'> {
  version: number | string
  readings: Reading[]
  unit: string
  /** How many decimals a reading is worth. */
  decimals?: number
  /** Who answers for the limit; null where the rule has none. */
  signed?: (Sentence & { demo: boolean }) | null
  limits: { level: Level; value: number }[]
  fired: { from: string; to: string } | null
  pictures: WarningPicture[]
  arithmetic?: Sentence[]
  corroboration: Sentence[]
  excluded: Sentence[]
  told: (Sentence & { at: string; read: boolean })[]
}

export interface WarningDetail extends Bilingual<'title'> {
  id: string
  level: Level
  state: string
  scenario: { id: string; version: number | string } & Bilingual<'name'>
  device: ({ code: string; kind: string } & Bilingual<'name'>) | null
  place: Sentence & { lon: number; lat: number }
  opened_at: string
  last_at: string
  count: number
  explain: WarningExplain
  case_id: string | null
  actions: Deed[]
  /** Reasons a person may give for a false alarm. */
  dismiss_reasons?: (Sentence & { code: string })[]
}

/** What a side sheet shows: the rows behind a number, and the filter as words. */
export interface SheetSpec {
  kind: 'behind' | 'cases' | 'devices' | 'forces' | 'people' | 'spots' | 'warnings'
  /** Locale key of the title; also says the filter. */
  title: string
  params?: Record<string, unknown>
  filter: Filter
  /** Of a `behind`: which figure, as of which moment (GET /api/cockpit/behind/{figure}). */
  figure?: 'readings' | 'planned' | 'events' | 'filed' | 'closed' | 'shops' | 'circles' | 'segments' | `heat_${number}`
  at?: string
  /** While looking back: all rows come from the marks of then. */
  then?: boolean
}

/** A row behind a figure of the wall (weige.cockpit.schemas.OpenedRow). */
export interface OpenedRow extends Bilingual<'title'>, Bilingual<'note'> {
  about: 'case' | 'warning' | 'device' | 'post' | 'place' | 'event'
  id: string
  count: number | null
  level: Level | null
  at: string
}
export interface Opened {
  total: number
  count: number
  rows: OpenedRow[]
  next: number | null
}

/** A black spot as the list of them has it (weige.knowledge.schemas). */
export interface SpotLine extends Bilingual<'title'>, Bilingual<'state'>, Bilingual<'place'> {
  id: number
  number: string
  late_checks: number
}

/** How many live in a building: bands, and exact numbers only with a stated purpose. */
export interface HousePeople {
  residents_from: number
  residents_to: number
  households_from: number
  households_to: number
  residents: number | null
  households: number | null
  as_of: string
  source: string
}

export type Band = 'good' | 'fair' | 'poor' | 'unknown'

export interface HouseDevice extends Bilingual<'name'> {
  code: string
  state: string
  last_value: number | null
  last_at: string | null
  unit: string
  /** How many decimals a reading is worth. */
  decimals?: number
  trend: number[]
  band: Band
}

/** GET /api/cockpit/buildings/{code}. */
export interface House extends Bilingual<'name'> {
  id: number
  code: string
  lon: number
  lat: number
  height_m: number
  floors: number | null
  structure: string
  built_year: number | null
  protection: string
  addresses: string[]
  premises: number
  shops: ({ id: number; code: string; trade: string; address: string } & Bilingual<'name'>)[]
  people: HousePeople | null
  health: { figure: number | null; band: Band; formula: Sentence; devices: HouseDevice[]; warnings: ({ id: string; level: Level; opened_at: string } & Bilingual<'title'>)[] } | null
  cases: ({ id: string; number: string; icon: string; clock: CaseClock | null } & Bilingual<'title'> & Bilingual<'stage'>)[]
  past: { ended: number; late: number; days: number }
}

/** GET /api/cockpit/pictures: newest picture of each camera, and of each officer on duty. */
export interface PictureAt extends Bilingual<'name'>, Bilingual<'about'> {
  /** "device:<code>" or "post:<id>" */
  source: string
  kind: 'camera' | 'officer'
  at: string
  url: string
  href: string
  stream: boolean
}
export interface LiveLook extends Bilingual<'name'> {
  source: string
  picture: PictureAt | null
  stream: { kind: 'hls' | 'whep' | 'snapshot'; playable: boolean; note: string } | null
}
export interface LiveTicket {
  kind: 'hls' | 'whep' | 'snapshot'
  url: string
  seconds: number
}

/** Of GET /api/tags: a tag's name and colour; of /api/tags/on/…: one that stands on a thing. */
export interface TagLabel extends Bilingual<'name'> {
  code: string
  colour: string
}
export interface TagOn {
  id: number
  label: TagLabel
  source: string
  valid_from: string
  valid_to: string | null
  counts_today: boolean
}
