// English for words of the register that come in Chinese only (trades, fields of law, kinds of measures): our translation.
// What has none is shown as it is, marked as Chinese for those who listen to the page.
import { computed } from 'vue'
import { useSpeaker } from './i18n'
import words from './said_en.json'

const ENGLISH: Readonly<Record<string, string>> = words
const HAN = /\p{Script=Han}/u
const PICTURE = /^照片 (\d+)$/

export function useSaid() {
  const { lang } = useSpeaker()
  const zh = computed(() => lang.value === 'zh')
  const said = (text: string): string => (zh.value ? text : (ENGLISH[text] ?? text.replace(PICTURE, 'Photo $1')))
  return {
    said,
    /** Several in a row, with the comma of the language. */
    listed: (texts: readonly string[]): string => texts.map(said).join(zh.value ? '、' : ', '),
    /** For lang=: "zh" where the page is English and the text is not. */
    tongue: (text: string | null | undefined): 'zh' | undefined => (!zh.value && HAN.test(text ?? '') ? 'zh' : undefined),
  }
}
