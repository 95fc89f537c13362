// Entry of the page for people without an account (/l#<token>): a merchant, an outside unit.
import { startApp } from '@/shared/app'
import enEnforce from '@/locales/en/enforce.json'
import en from '@/locales/en/link.json'
import zhEnforce from '@/locales/zh/enforce.json'
import zh from '@/locales/zh/link.json'
import App from './App.vue'

startApp({ area: 'link', root: App, words: { zh, en }, more: { enforce: { zh: zhEnforce, en: enEnforce } }, theme: 'system' })
