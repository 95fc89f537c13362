// Languages: Chinese first, English second. Words live in src/locales/<language>/<area>.json under the area's name.
import { computed, watch, type ComputedRef, type Ref } from 'vue'
import { createI18n, useI18n, type LocaleMessageValue } from 'vue-i18n'
import enShared from '@/locales/en/shared.json'
import zhShared from '@/locales/zh/shared.json'
import { configureApi } from './api'
import { markTongues } from './tongues'
import type { Bilingual, Lang } from './types'

type Words = Record<string, unknown>
type LocaleMessages = Record<string, LocaleMessageValue<string>>
const STORE = 'wg-lang'
const TAG: Record<Lang, string> = { zh: 'zh-CN', en: 'en' }

export function startLang(): Lang {
  const kept = localStorage.getItem(STORE)
  if (kept === 'zh' || kept === 'en') return kept
  return /^zh|^$/i.test(navigator.language) ? 'zh' : 'en'
}

/** Whether choice or browser say which of our languages it is; if not, the account's language is taken at sign-in. */
export const langKnown = (): boolean => localStorage.getItem(STORE) !== null || /^(zh|en)/i.test(navigator.language)

let adopt: (account: Lang) => void = () => undefined

/** Takes the language of the account that signed in, where neither a choice nor the browser says one of ours. */
export const adoptLang = (account: Lang): void => adopt(account)

/** Makes the translator of one screen: shared words plus the words of its own area and of the further ones it names. */
export function createWeigeI18n(area: string, words: Record<Lang, Words>, more: Record<string, Record<Lang, Words>> = {}) {
  const also = (lang: Lang): Words => Object.fromEntries(Object.entries(more).map(([name, both]) => [name, both[lang]]))
  const i18n = createI18n<false>({
    legacy: false,
    locale: startLang(),
    fallbackLocale: 'zh',
    messages: {
      zh: { shared: zhShared, ...also('zh'), [area]: words.zh },
      en: { shared: enShared, ...also('en'), [area]: words.en },
    } as Record<Lang, LocaleMessages>,
  })
  const lang = i18n.global.locale as unknown as Ref<string>
  configureApi({ language: () => TAG[lang.value as Lang] })
  const t = i18n.global.t as (key: string) => string
  watch(lang, (now) => {
    document.documentElement.lang = TAG[now as Lang]
    markTongues(now as Lang)
    document.title = `${t('shared.appName')} · ${t(`${area}.title`)}`
  }, { immediate: true })
  adopt = (account) => {
    if (!langKnown()) lang.value = account
  }
  return i18n
}

export interface Speaker {
  t: (key: string, params?: Record<string, unknown>) => string
  lang: ComputedRef<Lang>
  /** Keeps the choice on this machine. */
  choose: (lang: Lang) => void
  /** The text of a bilingual field in the chosen language, the other one when it is empty. */
  pick: <K extends string>(from: Partial<Bilingual<K>> | null | undefined, field: K) => string
}

export function useSpeaker(): Speaker {
  const { t, locale } = useI18n({ useScope: 'global' })
  const lang = computed(() => locale.value as Lang)
  return {
    t: (key, params) => t(key, params ?? {}),
    lang,
    choose: (next) => {
      localStorage.setItem(STORE, next)
      locale.value = next
    },
    pick: (from, field) => pickText(from, field, lang.value),
  }
}

export function pickText(from: object | null | undefined, field: string, lang: Lang): string {
  const texts = (from ?? {}) as Record<string, string | null | undefined>
  return texts[`${field}_${lang}`] || texts[`${field}_zh`] || texts[`${field}_en`] || ''
}
