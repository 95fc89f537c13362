// A work record as it will stand when what waits on this phone has been sent: typed fields, presses already made.
import type { Paper } from '@/shared/enforce/types'
import type { Value } from '@/shared/enforce/useFields'
import type { Kept } from './outbox'

const HIDDEN = '••••'
const filled = (value: Value | undefined): boolean => (Array.isArray(value) ? value.some(Boolean) : Boolean(value))

/** What waits of it, oldest first; what the server took already stands in the paper itself. */
export const waiting = (steps: readonly Kept[]): Kept[] => steps.filter((item) => item.step !== undefined && item.state !== 'sent')

/** What was typed here into fields that somebody else has changed meanwhile, by field: the person sees both and says what is to stand. */
export const refusedOf = (steps: readonly Kept[]): Record<string, Value> => Object.assign({}, ...waiting(steps).filter((item) => item.state === 'refused' && item.step?.code === 'edit').map((item) => item.body['values'])) as Record<string, Value>

export function withKept(row: Paper, steps: readonly Kept[]): Paper {
  const kept = waiting(steps).filter((item) => item.state !== 'refused')
  if (!kept.length) return row
  const typed: Record<string, Value> = Object.assign({}, ...kept.filter((item) => item.step?.code === 'edit').map((item) => item.body['values']))
  const pressed = new Set(kept.map((item) => item.step?.code).filter((code) => code !== 'edit'))
  const missing = row.missing.filter((one) => !filled(typed[one.field]))
  return {
    ...row,
    // What was sealed is not shown again, on the phone neither.
    fields: row.fields.map((field) => (field.key in typed ? { ...field, value: field.sealed ? HIDDEN : (typed[field.key] ?? '') } : field)),
    missing,
    editable: row.editable && !pressed.size,
    actions: row.actions.filter((action) => !pressed.has(action.code) && !pressed.has('void')).map((action) => (action.allowed || missing.length || !Object.keys(typed).length ? action : { ...action, allowed: true, main: true, missing: [] })),
  }
}
