// The units chosen for a call, a meeting or a task: each once, at most one of them leading.
import { ref } from 'vue'

export interface Chosen {
  form: 'post' | 'department' | 'partner'
  code: string
  zh: string
  en: string
  lead: boolean
  demand: string
}
type Named = Pick<Chosen, 'form' | 'code' | 'zh' | 'en'>
const same = (a: Named, b: Named): boolean => a.form === b.form && a.code === b.code

export function useUnits(first: Chosen[] = []) {
  const units = ref<Chosen[]>(first)
  return {
    units,
    has: (row: Named): boolean => units.value.some((one) => same(one, row)),
    add: (row: Named): void => {
      if (!units.value.some((one) => same(one, row))) units.value.push({ ...row, lead: units.value.length === 0, demand: '' })
    },
    remove: (row: Named): void => {
      units.value = units.value.filter((one) => !same(one, row))
    },
    lead: (row: Named): void => {
      for (const one of units.value) one.lead = same(one, row)
    },
  }
}

/** As the API wants them. */
export const asked = (units: Chosen[]): Record<string, unknown>[] => units.map(({ form, code, lead, demand }) => ({ [form]: code, lead, demand }))
