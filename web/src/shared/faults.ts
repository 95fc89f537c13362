// What the server found wrong with a form, field by field, with each field's name as forms write it (never as a program does).
import { ApiProblem, isAway } from './api'
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
  /** What the refusal says as a whole; where nobody answered, what to do. Never a code. */
  const whole = (problem: ApiProblem): string => (isAway(problem) ? t('shared.error.notSent') : problem.detail || problem.title || t('shared.error.unknown'))
  /** The first of them, else what the refusal says as a whole. */
  const first = (problem: ApiProblem): string => faults(problem)[0] ?? whole(problem)
  return { faults, first, whole }
}
