// Which of the allowed moves is the one for the thumb.
import type { Action } from './types'

/** The moves a thumb wants first, in this order; the rest stand behind "more". */
const FIRST = ['start', 'finish', 'pass_check', 'fail_check', 'confirm_found', 'confirm_absent', 'self_corrected']

export function primaryOf(actions: Action[]): Action | null {
  const ready = actions.filter((action) => FIRST.includes(action.move))
  ready.sort((a, b) => FIRST.indexOf(a.move) - FIRST.indexOf(b.move))
  return ready[0] ?? null
}
