// The server's domain clock in the browser, and every way a time is written (LOOK section 7).
// In a demo the domain clock runs faster than real time: the browser takes offset and speed from /healthz and ticks with them.
import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import { api } from './api'
import type { Health, Lang } from './types'

/** The street's time zone; China has one. */
export const ZONE = 'Asia/Shanghai'
const RESYNC_MS = 30_000

interface Base {
  domain: number
  real: number
  speed: number
}

/** Domain time for a real instant, both in milliseconds. */
export function domainAt(base: Base, real: number): number {
  return base.domain + (real - base.real) * base.speed
}

export interface ServerClock {
  /** Domain time in ms, updated every second of real time. */
  now: Ref<number>
  speed: ComputedRef<number>
  synced: ComputedRef<boolean>
  health: Ref<Health | null>
  /** True when the domain clock is not the real one (a demo or a training). */
  demo: ComputedRef<boolean>
}

let shared: ServerClock | null = null

async function sync(base: Ref<Base>, health: Ref<Health | null>): Promise<void> {
  const sent = performance.now()
  try {
    const answer = await api.get<Health>('/healthz', { anonymous: true })
    const back = performance.now()
    // The answer was made about half way between sending and receiving.
    base.value = { domain: Date.parse(answer.time), real: (sent + back) / 2, speed: answer.speed || 1 }
    health.value = answer
  } catch {
    // Keep ticking with the last known offset; the live feed says that the line is down.
  }
}

/** The one clock of the page; starts on first use. */
export function useServerClock(): ServerClock {
  if (shared) return shared
  const base = shallowRef<Base>({ domain: Date.now(), real: performance.now(), speed: 1 })
  const health = shallowRef<Health | null>(null)
  const now = ref(Date.now())
  const tick = (): void => {
    now.value = domainAt(base.value, performance.now())
  }
  void sync(base, health).then(tick)
  setInterval(tick, 1000)
  setInterval(() => void sync(base, health), RESYNC_MS)
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) void sync(base, health).then(tick)
  })
  shared = {
    now,
    health,
    speed: computed(() => base.value.speed),
    synced: computed(() => health.value !== null),
    demo: computed(() => health.value !== null && (health.value.demo ?? health.value.speed !== 1)),
  }
  return shared
}

interface Parts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  weekday: number
}

/** China's zone is +08:00 all year (no summer time since 1991): reckoned, since every row of a long list asks it each second. */
const AHEAD_MS = 8 * 3_600_000

/** Calendar parts of an instant in the street's zone; weekday 0 is Sunday. */
export function partsOf(at: number | string | Date): Parts {
  const local = new Date(new Date(at).getTime() + AHEAD_MS)
  return {
    year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate(),
    hour: local.getUTCHours(), minute: local.getUTCMinutes(), second: local.getUTCSeconds(), weekday: local.getUTCDay(),
  }
}

const two = (n: number): string => String(n).padStart(2, '0')
const serial = (p: Parts): number => Date.UTC(p.year, p.month - 1, p.day) / 86_400_000

/** A local time of the street (China has one zone, +08:00) as an instant, whatever zone the browser is in. */
export const instantOf = (local: string): string => new Date(/[Z+]/.test(local) ? local : `${local.length === 16 ? `${local}:00` : local}+08:00`).toISOString()

/** 2026-11-23T15:26: an instant as a field of a form has it, in the street's zone; instantOf() is the way back. */
export function typedOf(at: number | string): string {
  const p = partsOf(at)
  return `${p.year}-${two(p.month)}-${two(p.day)}T${two(p.hour)}:${two(p.minute)}`
}

/** 15:26 */
export function hhmm(at: number | string | Date): string {
  const p = partsOf(at)
  return `${two(p.hour)}:${two(p.minute)}`
}

/** 2026-11-21 14:05, for papers and exports. */
export function fullTime(at: number | string | Date): string {
  const p = partsOf(at)
  return `${p.year}-${two(p.month)}-${two(p.day)} ${two(p.hour)}:${two(p.minute)}`
}

const WORDS = {
  zh: { today: '今天', yesterday: '昨', tomorrow: '明', weekdays: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'] },
  en: { today: 'today', yesterday: 'yesterday', tomorrow: 'tomorrow', weekdays: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] },
}

/** 周一, Mon; 1 is Monday and 7 Sunday (ISO 8601). */
export const weekdayName = (n: number, lang: Lang): string => WORDS[lang].weekdays[n % 7] ?? ''

/** The street's day, 2026-11-21. */
export const dayOf = (at: number | string | Date): string => fullTime(at).slice(0, 10)

/** 今天 15:26, 昨 11:40, 周一 16:20 (within the coming week), 11-17, and with the year when it is another one. */
export function friendlyTime(at: number | string | Date, now: number, lang: Lang): string {
  const p = partsOf(at)
  const today = partsOf(now)
  const days = serial(p) - serial(today)
  const clock = `${two(p.hour)}:${two(p.minute)}`
  const words = WORDS[lang]
  if (days === 0) return `${words.today} ${clock}`
  if (days === -1) return `${words.yesterday} ${clock}`
  if (days === 1) return `${words.tomorrow} ${clock}`
  if (days > 1 && days < 7) return `${words.weekdays[p.weekday]} ${clock}`
  const date = `${two(p.month)}-${two(p.day)}`
  return p.year === today.year ? date : `${p.year}-${date}`
}

/** 6:20 (hours and minutes); below ten minutes with seconds when asked: 4:05. Negative spans are written without sign. */
export function span(ms: number, withSeconds = false): string {
  const seconds = Math.floor(Math.abs(ms) / 1000)
  if (withSeconds && seconds < 600) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`
  return `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}`
}

/** Made once: making one costs a thousand times what using it costs. */
const long = (locale: string, month: 'long' | 'short'): [Intl.DateTimeFormat, Intl.DateTimeFormat] => [new Intl.DateTimeFormat(locale, { timeZone: ZONE, month, day: 'numeric' }), new Intl.DateTimeFormat(locale, { timeZone: ZONE, weekday: 'long' })]
const LONG: Record<Lang, [Intl.DateTimeFormat, Intl.DateTimeFormat]> = { zh: long('zh-CN', 'long'), en: long('en-GB', 'short') }

/** 11月21日 星期六 · Saturday 21 November */
export function longDay(at: number, lang: Lang): { date: string; weekday: string } {
  const [date, weekday] = LONG[lang]
  return { date: date.format(at), weekday: weekday.format(at) }
}
