// Which move comes first, which key makes it, what a form still lacks, and what is sent: for the desk's dialogs and the phone's forms.
import { instantOf } from '../time'
import type { Action, ActionField, Candidate } from './types'

/** The natural next step where several are allowed. */
const DESK = [
  'agree_transfer', 'approve_transfer', 'approve_extension', 'endorse_extension', 'approve_suspension', 'designate', 'dispatch', 'file', 'accept', 'close', 'pass_check', 'send_check', 'start', 'finish',
  'resume', 'assign', 'confirm_found', 'self_corrected', 'answer_supervision', 'reopen', 'review_appeal', 'uphold_appeal', 'complain',
]
const THUMB = ['start', 'finish', 'pass_check', 'confirm_found', 'self_corrected', 'resume', 'assign', 'endorse_extension', 'agree_transfer', 'answer_supervision']
/** Never the button under the finger: they end a case or send it away. */
const LAST = ['urge', 'follow_up', 'propose_transfer', 'return', 'split', 'appeal', 'void', 'reject', 'supervise', 'end_supervision', 'judge_patrol', 'unjudge_patrol']
/** Single keys of the desk. */
const KEYS: Record<string, string> = { accept: 'A', file: 'F', dispatch: 'U', merge: 'M', return: 'R', propose_transfer: 'R', recall: 'R', close: 'C', pass_check: 'P', send_check: 'S' }

export const keyOf = (move: string): string | null => KEYS[move] ?? null

/** Allowed moves first, in the order of what usually comes next; those that lack something after them. */
export function ranked(actions: readonly Action[]): Action[] {
  const rank = ({ move }: Action): number => (DESK.includes(move) ? DESK.indexOf(move) : DESK.length + (LAST.includes(move) ? 1 + LAST.indexOf(move) : 0))
  return actions.filter((action) => action.allowed || action.missing.length > 0).sort((a, b) => Number(b.allowed) - Number(a.allowed) || rank(a) - rank(b))
}

/** Whether the first of the ranked moves may stand as the primary button. */
export const primaryMove = (action: Action | undefined): boolean => !!action && action.allowed && DESK.includes(action.move)

/** The one move for the thumb: what is next, even when something is still missing for it; null when there is none. */
export function primaryOf(actions: readonly Action[]): Action | null {
  const wanted = actions.filter((action) => THUMB.includes(action.move))
  return wanted.sort((a, b) => THUMB.indexOf(a.move) - THUMB.indexOf(b.move))[0] ?? null
}

export type Input = Record<string, unknown>

/** At least two parts, each with its unit and its words. */
function partsFilled(value: unknown): boolean {
  const parts = Array.isArray(value) ? (value as Input[]) : []
  return parts.length > 1 && parts.every((part) => Boolean(part['post'] ?? part['department']) && String(part['text'] ?? '').trim() !== '')
}

function filled(field: ActionField, input: Input): boolean {
  if (field.kind === 'target') return Boolean(input['post'] ?? input['department'])
  if (field.kind === 'parts') return partsFilled(input[field.name])
  const value = input[field.name]
  return typeof value === 'string' ? value.trim() !== '' : Boolean(value)
}

/** The fields as they stand with what was chosen: a standard reason that says whose the case is wants the unit named. */
export function wantedOf(fields: readonly ActionField[], input: Input): ActionField[] {
  const names = fields.some((field) => field.kind === 'code' && field.choices.find((one) => one.value === input[field.name])?.names_unit)
  return fields.map((field) => (names && field.kind === 'target' ? { ...field, required: true } : field))
}

/** The required fields that are still empty, in their order. */
export const gapsOf = (fields: readonly ActionField[], input: Input): ActionField[] => fields.filter((field) => field.required && !filled(field, input))

/** What is sent: texts trimmed, empty fields left out, local moments as instants with offset. */
export function bodyOf(fields: readonly ActionField[], input: Input): Input {
  const moments = new Set(fields.filter((field) => field.kind === 'moment').map((field) => field.name))
  return Object.fromEntries(
    Object.entries(input)
      .map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value] as const)
      .filter(([, value]) => value !== '' && value !== null && value !== undefined)
      .map(([name, value]) => [name, moments.has(name) ? instantOf(String(value)) : value]),
  )
}

/** What a form starts with: the first of the few choices. */
export const startOf = (fields: readonly ActionField[]): Input =>
  Object.fromEntries(fields.filter((field) => field.kind === 'choice' && field.required && field.choices[0]).map((field) => [field.name, field.choices[0]?.value]))

/** The suggestion as the input of a dispatch, null where there is none to follow. */
export function targetOf(candidate: Candidate | undefined): Input | null {
  if (!candidate) return null
  if (candidate.post) return { post: candidate.post.code }
  return candidate.department ? { department: candidate.department.code } : null
}
