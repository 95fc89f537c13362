// What a post may do, as people read it: by part of the work, by thing, what with it and how far; never a wall of words.

/** Parts of the work and the things (first half of a verb) that belong to each; what is in none stands with the back office. */
export const PARTS = {
  cases: ['case', 'task', 'evidence', 'handover', 'hotline', 'matter', 'route', 'offer', 'poster'],
  sensing: ['warning', 'device', 'zone', 'signal', 'silence', 'quarantine', 'scenario', 'live'],
  street: ['area', 'building', 'shop', 'tag', 'spot', 'alert'],
  joint: ['call', 'meeting'],
  enforce: ['paper', 'offsite', 'transfer', 'power', 'legal'],
  view: ['cockpit', 'stream', 'wall', 'evaluation', 'notice'],
  office: [],
} as const
export type Part = keyof typeof PARTS

export interface GrantRow {
  /** The thing: 案件. */
  thing: string
  /** What with it, in the order of the words: 查看列表, 上报. */
  deeds: string[]
  /** How far, from near to far: own, own_cell, … */
  levels: string[]
}

const NEAR_TO_FAR = ['own', 'own_cell', 'own_cell_and_below', 'department', 'all']
const partOf = (noun: string): Part => (Object.keys(PARTS) as Part[]).find((part) => (PARTS[part] as readonly string[]).includes(noun)) ?? 'office'

/** 案件：受理 → [案件, 受理]; Case: accept likewise. A verb without such words stands as it is. */
function halves(words: string): [string, string] {
  const at = words.search(/：|: /)
  return at < 0 ? [words, ''] : [words.slice(0, at), words.slice(at + 1).trim()]
}

/** Parts in their order with their rows; deeds that reach equally far stand in one row. */
export function grouped(grants: readonly { verb: string; level: string }[], said: (verb: string) => string): { part: Part; rows: GrantRow[] }[] {
  const reach = new Map<string, Set<string>>()
  for (const { verb, level } of grants) reach.set(verb, (reach.get(verb) ?? new Set()).add(level))
  const parts = new Map<Part, Map<string, GrantRow>>()
  for (const [verb, found] of reach) {
    const noun = verb.split('.')[0] ?? verb
    const [thing, deed] = halves(said(verb))
    const levels = [...found].sort((a, b) => NEAR_TO_FAR.indexOf(a) - NEAR_TO_FAR.indexOf(b))
    const part = partOf(noun)
    const rows = parts.get(part) ?? new Map<string, GrantRow>()
    const key = `${noun} ${levels.join()}`
    const row = rows.get(key) ?? { thing, deeds: [], levels }
    rows.set(key, { ...row, deeds: deed ? [...row.deeds, deed] : row.deeds })
    parts.set(part, rows)
  }
  return (Object.keys(PARTS) as Part[]).filter((part) => parts.has(part)).map((part) => ({ part, rows: [...(parts.get(part)?.values() ?? [])] }))
}
