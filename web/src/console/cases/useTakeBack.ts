// Taking back the step just made here, while nothing else has happened to the case and the server still lets it (ten minutes).
import { useQueryClient } from '@tanstack/vue-query'
import { computed, nextTick, onScopeDispose, ref } from 'vue'
import { api, ApiProblem } from '@/shared/api'
import type { CaseDetail } from '@/shared/cases/types'
import { useSpeaker } from '@/shared/i18n'
import { useOffers, whyNot, type BulkAnswer } from './bulk'

const MINUTE = 60_000

export function useTakeBack(row: () => CaseDetail) {
  const { t, pick } = useSpeaker()
  const client = useQueryClient()
  const { known } = useOffers()
  const made = ref<{ id: string; version: number; move: string } | null>(null)
  const busy = ref(false)
  const refused = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))

  /** A step was made here: remembered as long as it may be taken back. */
  async function note(move: string): Promise<void> {
    const offer = known.value.get(move)
    made.value = null
    refused.value = ''
    clearTimeout(timer)
    if (offer?.undo?.move !== 'take_back') return
    await nextTick()
    made.value = { id: row().id, version: row().version, move }
    timer = setTimeout(() => (made.value = null), (offer.minutes ?? 0) * MINUTE)
  }
  /** What can be taken back now, and who hears of it then; null after anything else happened. */
  const offered = computed(() => {
    const last = made.value
    if (!last || row().id !== last.id || row().version !== last.version) return null
    const offer = known.value.get(last.move)
    return offer ? { title: t('life.takeBack', { move: t(`life.move.${last.move}`) }), tells: pick(offer, 'why') } : null
  })
  async function take(): Promise<void> {
    const last = made.value
    if (!last || busy.value) return
    busy.value = true
    try {
      const answer = await api.post<BulkAnswer>('/api/cases/bulk', { move: 'take_back', cases: [{ id: last.id, version: last.version }], input: { reason: t('life.takenBack') }, suggested: false })
      refused.value = answer.items.filter((one) => !one.done).map(whyNot).join(' ')
    } catch (error) {
      refused.value = error instanceof ApiProblem ? error.title : String(error)
    } finally {
      busy.value = false
      made.value = null
      await Promise.all(['cases', 'case', 'case-clock', 'summary'].map((key) => client.invalidateQueries({ queryKey: [key] })))
    }
  }
  return { note, offered, take, busy, refused }
}
