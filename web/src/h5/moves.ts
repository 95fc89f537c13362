// Which moves a phone can make: those whose required fields a thumb can fill; choosing a unit or a condition is the desk's work.
import type { Action } from './types'

/** Matters of goods on the pavement (GB/T 47678.5: 店外经营, 占道经营), whose words are of putting away. */
export const GOODS: readonly string[] = ['09005', '09006']
export const FILLABLE: readonly string[] = ['text', 'choice', 'tick', 'moment', 'code']
/** Naming the unit that should have the case is part of giving it away: the one choice of a unit made in the field. */
export const NAMING: readonly string[] = ['return', 'propose_transfer']
export const fillable = (action: Action, field: Action['fields'][number]): boolean => FILLABLE.includes(field.kind) || (field.kind === 'target' && NAMING.includes(action.move))

export const onPhone = (actions: readonly Action[]): Action[] =>
  actions.filter((action) => (action.allowed || action.missing.length > 0) && action.fields.every((field) => !field.required || fillable(action, field)))

/** The kind of a photo taken now: "check" by who checks, "before" on arrival, "after" while the work is on or by the shop; empty: the server decides. */
export function evidenceKind(state: string, actions: readonly Action[]): 'before' | 'after' | 'check' | '' {
  const may = (...moves: string[]): boolean => actions.some((action) => moves.includes(action.move))
  if (may('pass_check')) return 'check'
  if (state === 'handling' || state === 'rework') return may('finish', 'start') ? 'after' : ''
  if (may('start')) return 'before'
  return may('self_corrected') ? 'after' : ''
}
