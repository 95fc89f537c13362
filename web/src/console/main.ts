// Entry of the desk (/desk).
import { startApp } from '@/shared/app'
import { keptTheme } from '@/shared/theme'
import en from '@/locales/en/console.json'
import zh from '@/locales/zh/console.json'
import App from './App.vue'
import { router } from './router'

startApp({ area: 'console', root: App, words: { zh, en }, theme: keptTheme() ?? 'light', router })
