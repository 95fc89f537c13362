// The one place where numbers, units and day names are written by locale (times: time.ts). Nothing else calls Intl or toLocaleString.
import { ZONE } from './time'
import type { Lang } from './types'

const LOCALE: Record<Lang, string> = { zh: 'zh-CN', en: 'en-GB' }
/** Made once each: making one costs a thousand times what using it costs. */
const made = new Map<string, Intl.NumberFormat>()
function numbers(lang: Lang, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${lang}${options.style ?? ''}${options.maximumFractionDigits}`
  const known = made.get(key) ?? new Intl.NumberFormat(LOCALE[lang], options)
  made.set(key, known)
  return known
}
const ISO = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE })

/** 12,345.6: grouped, with at most so many digits behind the point. */
export const decimal = (value: number, lang: Lang, digits = 1): string => numbers(lang, { maximumFractionDigits: digits }).format(value)

/** 59.2, as the server writes it: a reading with the decimals its kind is worth (2 where nobody says), without a tail of noughts. */
export const measured = (value: number, digits = 2): string => String(Number(value.toFixed(digits)))

/** 84 %: the share of one as whole percent. */
export const percent = (share: number, lang: Lang): string => numbers(lang, { style: 'percent', maximumFractionDigits: 0 }).format(share)

/** 2026-11-21: the day of an instant in the street, as forms and addresses have it. */
export const isoDay = (at: number): string => ISO.format(at)

/** 2026年11月 · November 2026: the month of a day. */
export const monthName = (day: string, lang: Lang): string => new Intl.DateTimeFormat(LOCALE[lang], { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(Date.parse(`${day.slice(0, 7)}-01T00:00:00Z`))

/** Monday to Sunday, short. */
export const weekdays = (lang: Lang): string[] => {
  const show = new Intl.DateTimeFormat(LOCALE[lang], { weekday: 'short', timeZone: 'UTC' })
  return Array.from({ length: 7 }, (_, n) => show.format(Date.UTC(2026, 10, 23 + n)))
}
