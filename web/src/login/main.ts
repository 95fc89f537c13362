// Entry of the login page (/login?next=).
import { startApp } from '@/shared/app'
import en from '@/locales/en/login.json'
import zh from '@/locales/zh/login.json'
import Login from './Login.vue'

startApp({ area: 'login', root: Login, words: { zh, en }, theme: 'system' })
