// Entry of the phone page (/m).
import { startApp } from '@/shared/app'
import { keptTheme } from '@/shared/theme'
import en from '@/locales/en/h5.json'
import zh from '@/locales/zh/h5.json'
import App from './App.vue'
import { router } from './router'

startApp({ area: 'h5', root: App, words: { zh, en }, theme: keptTheme() ?? 'system', router })
