// Entry of the phone page (/m).
import { startApp } from '@/shared/app'
import { fetchEngine } from '@/shared/map/engine'
import { keptTheme } from '@/shared/theme'
import enDuty from '@/locales/en/duty.json'
import en from '@/locales/en/h5.json'
import enEmergency from '@/locales/en/emergency.json'
import zhEmergency from '@/locales/zh/emergency.json'
import enHotline from '@/locales/en/hotline.json'
import enLife from '@/locales/en/life.json'
import zhDuty from '@/locales/zh/duty.json'
import zhHotline from '@/locales/zh/hotline.json'
import enEnforce from '@/locales/en/enforce.json'
import zhEnforce from '@/locales/zh/enforce.json'
import enJoint from '@/locales/en/joint.json'
import zhJoint from '@/locales/zh/joint.json'
import enSpots from '@/locales/en/spots.json'
import zhSpots from '@/locales/zh/spots.json'
import zh from '@/locales/zh/h5.json'
import zhLife from '@/locales/zh/life.json'
import App from './App.vue'
import { lazyPages, router } from './router'

startApp({ area: 'h5', root: App, words: { zh, en }, more: { emergency: { zh: zhEmergency, en: enEmergency }, spots: { zh: zhSpots, en: enSpots }, joint: { zh: zhJoint, en: enJoint }, life: { zh: zhLife, en: enLife }, enforce: { zh: zhEnforce, en: enEnforce }, duty: { zh: zhDuty, en: enDuty }, hotline: { zh: zhHotline, en: enHotline } }, theme: keptTheme() ?? 'system', router })

// The page itself is kept for where there is no network; without https the browser offers no such worker.
if (import.meta.env.PROD && 'serviceWorker' in navigator) addEventListener('load', () => void keepPage().catch(() => undefined))

/** Registers the worker, loads the pages that were not visited yet, and names everything that came before the worker was there. */
async function keepPage(): Promise<void> {
  await navigator.serviceWorker.register('/m/sw.js', { scope: '/m' })
  const { active } = await navigator.serviceWorker.ready
  await Promise.all(lazyPages.map((load) => load()))
  await fetchEngine().catch(() => undefined)
  active?.postMessage(performance.getEntriesByType('resource').map((entry) => entry.name))
}
