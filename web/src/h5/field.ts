// Working without a network: how a case will stand when what is kept here has been made. No DOM here.
import type { Kept } from './outbox'
import type { Action } from './types'

/** States a phone may lead a case into by itself. */
const AFTER: Record<string, string> = { start: 'handling', finish: 'handled', self_corrected: 'handled' }

/** The state and the moves that follow from the presses kept here; what the server has made already changes nothing. */
export function ahead(state: string, actions: readonly Action[], moves: readonly Kept[]): { state: string; actions: Action[]; kept: boolean } {
  let now = { state, actions: [...actions], kept: false }
  for (const item of moves) {
    if (item.state === 'sent' || !item.move) continue
    const made = now.actions.find((action) => action.move === item.move?.code)
    if (made) now = { state: AFTER[made.move] ?? now.state, actions: [...(made.then ?? [])], kept: true }
  }
  return now
}

/** Whether the after-photo is all that is missing. */
export const wantsPhoto = (action: Action | null): boolean => action !== null && !action.allowed && action.missing.length > 0 && action.missing.every((gap) => gap.code === 'guard_after_photo')

/** Whether a photo will be there when the press arrives: one that waits here (the outbox sends in order), or one sent since the
 * case was read (readAt, this phone's clock, ms), else the button would turn under the thumb until it is read again. */
export const covered = (action: Action | null, photos: readonly Kept[], readAt: number): boolean =>
  wantsPhoto(action) && photos.some((item) => item.evidence === 'after' && item.state !== 'refused' && (item.state !== 'sent' || (item.sentAt ?? 0) >= readAt))
