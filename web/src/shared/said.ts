// English for words of the register that come in Chinese only (trades, fields of law, kinds of measures): our translation.
// What has none is shown as it is (tongues.ts marks it for those who listen).
import { computed } from 'vue'
import { useSpeaker } from './i18n'
import words from './said_en.json'

const ENGLISH: Readonly<Record<string, string>> = words
const PICTURE = /^照片 (\d+)$/

export function useSaid() {
  const { lang } = useSpeaker()
  const zh = computed(() => lang.value === 'zh')
  const said = (text: string): string => (zh.value ? text : (ENGLISH[text] ?? text.replace(PICTURE, 'Photo $1')))
  return {
    said,
    /** Several in a row, with the comma of the language. */
    listed: (texts: readonly string[]): string => texts.map(said).join(zh.value ? '、' : ', '),
  }
}
