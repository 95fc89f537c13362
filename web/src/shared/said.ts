// English for words of the register that come in Chinese only (trades, fields of law, kinds of measures): rows of the office, edited
// at the back office (table "words"). What has none is shown as it is (tongues.ts marks it for those who listen).
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from './api'
import { useSpeaker } from './i18n'
import { useMe } from './me'

const PICTURE = /^照片 (\d+)$/
/** Pictures are numbered by the server in Chinese. */
export const pictureName = (text: string): string => text.replace(PICTURE, 'Photo $1')

export function useSaid() {
  const { lang } = useSpeaker()
  const { may } = useMe()
  const zh = computed(() => lang.value === 'zh')
  const words = useQuery({
    queryKey: ['words'],
    queryFn: ({ signal }) => api.get<{ items: Record<string, string> }>('/api/words', { signal }),
    enabled: computed(() => !zh.value && may('matter.list')),
    staleTime: 600_000,
  })
  const said = (text: string): string => (zh.value ? text : (words.data.value?.items[text] ?? pictureName(text)))
  return {
    said,
    /** Several in a row, with the comma of the language. */
    listed: (texts: readonly string[]): string => texts.map(said).join(zh.value ? '、' : ', '),
  }
}
