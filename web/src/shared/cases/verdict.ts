// A person's verdict on a warning as it is sent: a living one is confirmed (a case is filed) or put aside; one that has gone by
// itself is only judged, for what its device's word is worth.
export interface Judged {
  actions: readonly string[]
}
export type Deed = 'acknowledge' | 'confirm' | 'dismiss' | 'judge'

/** Whether it has gone by itself and still wants a verdict. */
export const gone = (row: Judged): boolean => row.actions.includes('judge')
export const mayBeTrue = (row: Judged): boolean => row.actions.includes('confirm') || gone(row)
export const mayBeFalse = (row: Judged): boolean => row.actions.includes('dismiss') || gone(row)

/** The address's last word and the body. reason: null for a true one. */
export function verdict(row: Judged, reason: string | null, note: string): { what: Deed; body: Record<string, string | boolean> } {
  if (gone(row)) return { what: 'judge', body: { right: reason === null, reason_code: reason ?? '', note } }
  return reason === null ? { what: 'confirm', body: { note } } : { what: 'dismiss', body: { reason_code: reason, note } }
}
