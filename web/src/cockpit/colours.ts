// Colours of buildings and cells: a value of the server → a colour of the tokens, with the legend that explains it.
import type { Level } from '@/shared/types'

export const WAYS = ['none', 'warning', 'health', 'cases', 'cases90', 'protection', 'indicator', 'tag'] as const
export type Way = (typeof WAYS)[number]

export interface Colouring {
  by: string
  kind: 'level' | 'band' | 'number' | 'class'
  values: Record<string, string | number>
}
export interface LegendRow {
  colour: string
  /** Locale key below cockpit.legend, or a text with its number. */
  key: string
  value?: number | string
}

const BAND: Record<string, string> = { good: '--wg-ok-mark', fair: '--wg-yellow-mark', poor: '--wg-red-mark', unknown: '--wg-neutral-mark' }
/** From few to many: told apart by lightness as well as by hue. */
const STEPS = ['--wg-blue-mark', '--wg-yellow-mark', '--wg-orange-mark', '--wg-red-mark'] as const

/** The colours a tag may have, by their names at the server; none of them is an alarm level's. */
const TAGS: Record<string, string> = { teal: '#2fb6a3', violet: '#9a7bf0', pink: '#e57fb0', brown: '#b08560', green: '#6dbb63', indigo: '#6f86e8', grey: '#9aa3a8', gold: '#cda23f' }
export const tagColour = (name: string): string => TAGS[name] ?? '#9aa3a8'

export interface TagMap {
  labels: { code: string; name_zh: string; name_en: string; colour: string }[]
  items: { label: string; kind: string; ref: number }[]
}

/** Buildings, cells and shops in the colours of their tags; of several tags the first stands. */
export function paintTags(found: TagMap, lang: 'zh' | 'en'): { colours: Record<string, string>; areas: Record<string, string>; shops: Record<string, string>; legend: LegendRow[] } {
  const colour = new Map(found.labels.map((one) => [one.code, tagColour(one.colour)]))
  const of = (kind: string): Record<string, string> => Object.fromEntries([...found.items].reverse().filter((one) => one.kind === kind).map((one) => [one.ref, colour.get(one.label) ?? tagColour('')]))
  const count = (code: string): number => found.items.filter((one) => one.label === code).length
  return { colours: of('building'), areas: of('area'), shops: of('shop'), legend: found.labels.map((one) => ({ colour: tagColour(one.colour), key: 'tagged', value: `${one[`name_${lang}`]} ${count(one.code)}` })) }
}

export const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim() || '#888888'

/** Upper ends of four classes that hold about equally many values; equal ends fall together. */
export function classes(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? 0
  return [...new Set([at(0.25), at(0.5), at(0.75), at(1)])]
}

export const classOf = (value: number, ends: readonly number[]): number => Math.max(0, ends.findIndex((end) => value <= end))

function numbers(values: Record<string, number>, say: (end: number) => string | number): { colours: Record<string, string>; legend: LegendRow[] } {
  const ends = classes(Object.values(values))
  const step = (i: number): string => token(STEPS[ends.length > 1 ? Math.round((i / (ends.length - 1)) * (STEPS.length - 1)) : 0] ?? STEPS[0])
  return {
    colours: Object.fromEntries(Object.entries(values).map(([id, value]) => [id, step(classOf(value, ends))])),
    legend: ends.map((end, i) => ({ colour: step(i), key: 'upto', value: say(end) })),
  }
}

/** What to paint and what to explain. */
export function paintOf(found: Colouring): { colours: Record<string, string>; legend: LegendRow[] } {
  const entries = Object.entries(found.values)
  const named = (of: (value: string) => string, keys: readonly string[]): { colours: Record<string, string>; legend: LegendRow[] } => ({
    colours: Object.fromEntries(entries.map(([id, value]) => [id, of(String(value))])),
    legend: keys.filter((key) => entries.some(([, value]) => value === key)).map((key) => ({ colour: of(key), key })),
  })
  if (found.kind === 'level') return named((level) => token(`--wg-${level as Level}-mark`), ['red', 'orange', 'yellow', 'blue'])
  if (found.kind === 'band') return named((band) => token(BAND[band] ?? '--wg-neutral-mark'), ['poor', 'fair', 'good', 'unknown'])
  if (found.kind === 'class') return { colours: Object.fromEntries(entries.map(([id]) => [id, token('--wg-accent')])), legend: entries.length ? [{ colour: token('--wg-accent'), key: 'protected', value: entries.length }] : [] }
  const { colours, legend } = numbers(found.values as Record<string, number>, (end) => end)
  return { colours, legend: legend.map((row) => ({ ...row, key: 'uptoCases' })) }
}

/** An indicator's shares laid on the cells; where one is not reached its cells below take it. */
export function paintAreas(shares: readonly { id: number; value: number | null }[], areas: readonly { id: number; parent: number | null }[], say = (end: number): string => String(Number(end.toPrecision(3)))): { areas: Record<string, string>; legend: LegendRow[] } {
  const known = new Map(shares.filter((one) => one.value !== null).map((one) => [one.id, one.value as number]))
  const values: Record<string, number> = {}
  for (const { id, parent } of areas) {
    const value = known.get(id) ?? (parent === null ? undefined : known.get(parent))
    if (value !== undefined) values[id] = value
  }
  const { colours, legend } = numbers(values, say)
  return { areas: colours, legend }
}
