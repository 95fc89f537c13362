// What the server found wrong with a form, field by field, with each field's name as forms write it (never as a program does).
import { ApiProblem } from './api'
import { useSpeaker } from './i18n'
import { useI18n } from 'vue-i18n'

export function useFaults() {
  const { t } = useSpeaker()
  const { te } = useI18n({ useScope: 'global' })
  /** The name of the last part of a path such as "bands.0.amount" that has one; "" when none has. */
  const nameOf = (path: string): string => {
    const known = path.split('.').reverse().find((part) => te(`shared.field.${part}`))
    return known ? t(`shared.field.${known}`) : ''
  }
  const said = (error: { field: string; message?: string | undefined; code: string }): string => {
    const field = nameOf(error.field)
    const message = error.message ?? error.code
    return field && !message.includes(field) ? t('shared.fieldSays', { field, message }) : message
  }
  /** One sentence a field; empty when the refusal names none. */
  const faults = (problem: unknown): string[] => (problem instanceof ApiProblem ? [...new Set(problem.errors.map(said))] : [])
  /** The first of them, else what the refusal says as a whole. */
  const first = (problem: ApiProblem): string => faults(problem)[0] ?? (problem.detail || problem.title || problem.code)
  return { faults, first }
}
