// Shapes of /api/office and /api/grants.
import type { Words } from '@/shared/types'

export type Value = string | number | boolean | string[] | null
export type Values = Record<string, Value>
export interface TableLine { code: string; group: string; name: Words; hint: Words; page: string | null; may_edit: boolean; edits: number; changed_at: string | null }
export interface Choice extends Words { value: string }
export interface FieldDef { name: string; label: Words; kind: 'text' | 'long' | 'number' | 'whole' | 'flag' | 'date' | 'moment' | 'time' | 'choice' | 'many' | 'list' | 'grants' | 'secret'; choices: Choice[]; required: boolean; fixed: boolean; low: number | null; high: number | null; default: Value }
export interface OfficeRow { key: string; name: Words; values: Values; note: Words; off: boolean; version: number; marks?: Choice[] }
export interface Table { code: string; name: Words; hint: Words; may_edit: boolean; may_add: boolean; fields: FieldDef[]; items: OfficeRow[] }
export interface Version { table: string; key: string; no: number; at: string; by: string; note: string; restores: number | null; before: Values | null; after: Values }
export interface Change extends Version { table_name: Words; page: string | null }
export interface Effect { code: string; tone: string; text_zh: string; text_en: string; items: { text_zh: string; text_en: string }[] }
export interface Preview { differences: { field: string; before: Value; after: Value }[]; effects: Effect[] }
export interface PostLine { code: string; name: Words; role: Words; area: Words }
export interface Granted { verb: string; level: string }
export interface Seer { username: string; name_zh: string; name_en: string; post: PostLine; lists: boolean; grants: Granted[] }
export interface Seers { kind: string; title: Words; people: number; items: Seer[] }
export interface Seen { username: string; name_zh: string; name_en: string; active: boolean; posts: (PostLine & { reaches: boolean; grants: Granted[] })[]; counts: { code: string; name: Words; verb: string; levels: string[]; n: number }[] }
export interface Kinds { items: { code: string; name: Words }[]; verbs: Record<string, Words> }
