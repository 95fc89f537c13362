// The shapes of the Open311 offer as its editor uses them (weige/sharing/schemas.py).
export const DATATYPES = ['string', 'number', 'datetime', 'text', 'singlevaluelist', 'multivaluelist'] as const

export interface Choice {
  key: string
  zh: string
  en: string
}

export interface Question {
  code: string
  datatype: (typeof DATATYPES)[number]
  zh: string
  en: string
  required: boolean
  variable: boolean
  values: Choice[]
  hint_zh: string
  hint_en: string
}

export interface Offered {
  matter: string
  name_zh: string
  name_en: string
  description_zh: string
  description_en: string
  group_zh: string
  group_en: string
  keywords: string[]
  attributes: Question[]
  publish: 'own' | 'all'
  order: number
  active: boolean
}

export interface Service extends Offered {
  code: string
  version: number
  matter_zh: string
  matter_en: string
  requests: number
}

export interface Edit {
  at: string
  by: string
  before: Partial<Offered>
  after: Offered
}

export const FIELDS = ['matter', 'name_zh', 'name_en', 'description_zh', 'description_en', 'group_zh', 'group_en', 'keywords', 'attributes', 'publish', 'order', 'active'] as const

/** What an edit sets, of a service or of nothing yet. */
export function offeredOf(row: Partial<Service> | undefined): Offered {
  const blank: Offered = { matter: '', name_zh: '', name_en: '', description_zh: '', description_en: '', group_zh: '', group_en: '', keywords: [], attributes: [], publish: 'own', order: 100, active: true }
  const found = { ...blank, ...Object.fromEntries(FIELDS.filter((name) => row?.[name] !== undefined).map((name) => [name, row?.[name]])) }
  const whole = { ...found, attributes: found.attributes.map((one) => ({ ...question(), ...one, values: one.values ?? [] })) }
  return JSON.parse(JSON.stringify(whole)) as Offered // what a query holds is reactive and cannot be cloned as it is
}

export function question(): Question {
  return { code: '', datatype: 'string', zh: '', en: '', required: false, variable: true, values: [], hint_zh: '', hint_en: '' }
}

export const isList = (one: Question): boolean => one.datatype === 'singlevaluelist' || one.datatype === 'multivaluelist'

/** The names of the fields that an edit changed. */
export function changed(edit: Edit): (typeof FIELDS)[number][] {
  return FIELDS.filter((name) => JSON.stringify(edit.before[name]) !== JSON.stringify(edit.after[name]))
}

/** A place moved by one, up or down; the list as it was at its ends. */
export function moved<T>(rows: T[], from: number, by: -1 | 1): T[] {
  const to = from + by
  if (to < 0 || to >= rows.length) return rows
  const found = [...rows]
  const [one] = found.splice(from, 1)
  found.splice(to, 0, one as T)
  return found
}
