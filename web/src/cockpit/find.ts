// Finds cases, warnings, devices, cells and named buildings among what the wall already has, at once; shops, other buildings, roads
// and people (masked) are asked of the server; and what the wall can do is found by its name.
import type { Buildings, CockpitMap, Lang, LngLat, Marks } from '@/shared/types'
import { centreOf } from '@/shared/map/cells'
import type { Pick } from '@/shared/map/view'
import type { KeyName } from './keys'
import { personHref, placeHref } from './links'

export interface Found {
  key: string
  group: 'case' | 'warning' | 'device' | 'area' | 'building' | 'shop' | 'road' | 'person' | 'action'
  icon: string
  title: string
  detail: string
  at: LngLat | null
  pick: Pick | null
  /** A page of the desk, where the wall itself has no place to show. */
  href?: string
  /** What it does, for something the wall can do. */
  does?: KeyName
}

export interface Findable {
  marks: Marks | null
  map: CockpitMap | undefined
  own: Buildings | undefined
  /** The kinds of devices by their names. */
  kinds?: readonly { kind: string; zh: string; en: string }[] | undefined
}

const PER_GROUP = 6
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s+/g, '')

/** Everything that can be found, in the order of the groups. */
export function findables(from: Findable, lang: Lang): Found[] {
  const text = (one: object, field: string): string => String((one as Record<string, unknown>)[`${field}_${lang}`] ?? '')
  const marks = from.marks
  const kinds = new Map((from.kinds ?? []).map((one) => [one.kind, one[lang]]))
  return [
    ...(marks?.cases ?? []).map((c): Found => ({ key: `case:${c.id}`, group: 'case', icon: c.icon, title: text(c, 'title') || c.title, detail: `${c.number} · ${c.matter_code} ${text(c, 'matter')}`, at: [c.lon, c.lat], pick: { kind: 'case', id: c.id } })),
    ...(marks?.warnings ?? []).map((w): Found => ({ key: `warning:${w.id}`, group: 'warning', icon: 'alert-triangle', title: text(w, 'title'), detail: '', at: [w.lon, w.lat], pick: { kind: 'warning', id: w.id } })),
    ...(from.map?.areas.features ?? []).filter((f) => !f.geometry.type.endsWith('LineString')).map((f): Found => ({ key: `area:${f.properties.id}`, group: 'area', icon: 'grid', title: text(f.properties, 'name'), detail: f.properties.code, at: centreOf(f.geometry), pick: null })),
    ...(from.own?.features ?? []).filter((f) => text(f.properties, 'name')).map((f): Found => ({ key: `building:${f.properties.id}`, group: 'building', icon: 'building', title: text(f.properties, 'name'), detail: '', at: centreOf(f.geometry), pick: f.properties.code ? { kind: 'building', id: f.properties.code } : null })),
    ...(marks?.devices ?? []).map((d): Found => ({ key: `device:${d.id}`, group: 'device', icon: 'devices', title: d.code, detail: kinds.get(d.kind) ?? '', at: [d.lon, d.lat], pick: { kind: 'device', id: String(d.id) } })),
  ]
}

/** Matches of every word, those whose title begins with the query first, at most a few per group. */
export function find(all: readonly Found[], query: string): Found[] {
  const words = query.trim().split(/\s+/).map(plain).filter(Boolean)
  if (!words.length) return []
  const counts: Partial<Record<Found['group'], number>> = {}
  return all
    .map((one) => ({ one, hay: plain(`${one.title}${one.detail}`), head: plain(one.title).startsWith(words[0] ?? '') }))
    .filter(({ hay }) => words.every((word) => hay.includes(word)))
    .sort((a, b) => Number(b.head) - Number(a.head))
    .filter(({ one }) => (counts[one.group] = (counts[one.group] ?? 0) + 1) <= PER_GROUP)
    .map(({ one }) => one)
}

/** One hit of the server's own finder (GET /api/find). */
export interface Told {
  kind: string
  id: string
  key: string
  icon: string
  title_zh: string
  title_en: string
  detail_zh: string
  detail_en: string
  lon: number | null
  lat: number | null
}

/** What the server knows beyond the wall's marks; what the wall has found already is not said twice. */
export function further(hits: readonly Told[], known: readonly Found[], lang: Lang): Found[] {
  const titles = new Set(known.map((one) => `${one.group}:${one.title}`))
  return hits.flatMap((hit): Found[] => {
    if (hit.kind !== 'shop' && hit.kind !== 'building' && hit.kind !== 'road' && hit.kind !== 'person') return []
    const title = hit[`title_${lang}`]
    if (titles.has(`${hit.kind}:${title}`)) return []
    const detail = hit[`detail_${lang}`]
    const at: LngLat | null = hit.lon !== null && hit.lat !== null ? [hit.lon, hit.lat] : null
    const found: Found = { key: `${hit.kind}:${hit.id}`, group: hit.kind, icon: hit.icon, title, detail: detail === title || hit.kind === 'road' ? '' : detail, at, pick: null }
    if (hit.kind === 'shop' && at) return [{ ...found, pick: { kind: 'shop', id: hit.id } }]
    if (hit.kind === 'building') return [{ ...found, pick: { kind: 'building', id: hit.key } }]
    return [{ ...found, href: hit.kind === 'person' ? personHref(hit.key) : placeHref(hit.kind, hit.kind === 'road' ? hit.id : hit.key) }]
  })
}

/** What the wall can do, by the names of its keys. */
export const DEEDS = ['brief', 'fit', 'north', 'scene', 'help'] as const
