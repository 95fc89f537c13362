// Entry of the desk (/desk).
import { startApp } from '@/shared/app'
import { keptTheme } from '@/shared/theme'
import en from '@/locales/en/console.json'
import enCasefile from '@/locales/en/casefile.json'
import enHotline from '@/locales/en/hotline.json'
import enIntake from '@/locales/en/intake.json'
import enVitals from '@/locales/en/vitals.json'
import zh from '@/locales/zh/console.json'
import zhCasefile from '@/locales/zh/casefile.json'
import zhHotline from '@/locales/zh/hotline.json'
import zhIntake from '@/locales/zh/intake.json'
import zhVitals from '@/locales/zh/vitals.json'
import App from './App.vue'
import { router } from './router'

startApp({ area: 'console', root: App, words: { zh, en }, more: { casefile: { zh: zhCasefile, en: enCasefile }, vitals: { zh: zhVitals, en: enVitals }, hotline: { zh: zhHotline, en: enHotline }, intake: { zh: zhIntake, en: enIntake } }, theme: keptTheme() ?? 'light', router })
