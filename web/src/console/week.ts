// The names of the days of the week, Monday first, in the reader's language.
import type { Lang } from '@/shared/types'

/** 23 November 2026 is a Monday. */
export const weekNames = (lang: Lang): string[] => Array.from({ length: 7 }, (_, n) => new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', { weekday: 'short', timeZone: 'UTC' }).format(Date.UTC(2026, 10, 23 + n)))
