// Entry of the cockpit (/cockpit): the wall of the duty officer and the chief.
import { startApp } from '@/shared/app'
import en from '@/locales/en/cockpit.json'
import enEmergency from '@/locales/en/emergency.json'
import zhEmergency from '@/locales/zh/emergency.json'
import zh from '@/locales/zh/cockpit.json'
import Cockpit from './Cockpit.vue'

startApp({ area: 'cockpit', root: Cockpit, words: { zh, en }, more: { emergency: { zh: zhEmergency, en: enEmergency } }, theme: 'dark' })
