// The arithmetic of a long list: which rows are in sight, which pages they need, and what a renewal may change without shoving rows.
import type { CaseRow } from '@/shared/cases/types'

/** Rows of one page; rows drawn beyond the edges of what is in sight. */
export const SIZE = 100
export const BEYOND = 8
/** A list up to this long is loaded whole and stands in the clock's groups; a longer one by time left alone. */
export const WHOLE = 500
/** So many pages are kept at most besides those that are held; farther ones are dropped and fetched again when they are looked at. */
export const KEEP = 40
/** Height of a group's heading in pixels. */
export const HEAD = 34

export interface Sight {
  from: number
  to: number
}

/** The rows in sight, with some beyond; `to` is the first one not drawn. */
export function sightOf(top: number, height: number, rowHeight: number, total: number): Sight {
  const from = Math.max(0, Math.floor(top / rowHeight) - BEYOND)
  return { from: Math.min(from, Math.max(0, total - 1)), to: Math.min(total, Math.ceil((top + height) / rowHeight) + BEYOND) }
}

/** Where a line begins, in pixels: heads are the places of the headings, in order, which are lower or higher than rows. */
export const offsetOf = (at: number, heads: readonly number[], rowHeight: number): number => at * rowHeight - heads.filter((head) => head < at).length * (rowHeight - HEAD)

/** The pages the rows in sight are on. */
export const pagesOf = (sight: Sight): number[] => (sight.to <= sight.from ? [] : Array.from({ length: Math.floor((sight.to - 1) / SIZE) - Math.floor(sight.from / SIZE) + 1 }, (_, n) => Math.floor(sight.from / SIZE) + n))

export type Paged = ReadonlyMap<number, readonly CaseRow[]>

/** The rows of all loaded pages in their order; a row that two pages have counts once, where it stands first. */
export function loadedOf(pages: Paged): CaseRow[] {
  const seen = new Set<string>()
  return [...pages.keys()].sort((a, b) => a - b).flatMap((no) => pages.get(no) ?? []).filter((row) => !seen.has(row.id) && seen.add(row.id))
}

/** Without the pages farthest from what is in sight. The first two (a renewal compares with them) and those with a held row stay. */
export function kept(pages: Paged, sight: Sight, held: ReadonlySet<string>, most = KEEP): Paged {
  if (pages.size <= most) return pages
  const middle = (sight.from + sight.to) / 2 / SIZE
  const far = [...pages.keys()].filter((no) => no > 1 && !(pages.get(no) ?? []).some((row) => held.has(row.id))).sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle))
  const next = new Map(pages)
  for (const no of far.slice(0, pages.size - most)) next.delete(no)
  return next
}

export interface Renewal {
  pages: Paged
  /** Rows nobody has seen yet, which wait for being let in. */
  fresh: number
  /** Rows that have gone from where they stood. */
  gone: number
}

/** A page as it is now, laid over what is shown: contents are renewed where the rows stand, order and length stay. */
export function renewed(pages: Paged, no: number, now: readonly CaseRow[]): Renewal {
  const by = new Map(now.map((row) => [row.id, row]))
  const known = new Set([...pages.values()].flatMap((rows) => rows.map((row) => row.id)))
  const shown = pages.get(no) ?? []
  const next = new Map(pages)
  for (const [at, rows] of pages) if (rows.some((row) => by.has(row.id))) next.set(at, rows.map((row) => by.get(row.id) ?? row))
  return { pages: next, fresh: now.filter((row) => !known.has(row.id)).length, gone: shown.filter((row) => !by.has(row.id)).length }
}
